import "@/shared/security/words";

import { enter } from "@/api/session";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { rich } from "@/i18n/rich";
import { deviceLabel } from "@/shared/device-label";
import { Note } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { PlainFrame } from "@/shared/frame";
import { Heading, Page } from "@/shared/page";
import { addPasskey, hasPasskeys } from "@/shared/security/passkey";
import { securityText } from "@/shared/security/text";
import { sessionOf } from "@/shared/session";

import { RecoveryCodes } from "./recovery";
import { TotpCard } from "./totp";

interface SetupProps {
  /** Shown before anything else opens, as they come only once. */
  readonly codes: readonly string[];
  readonly onCodes: (codes: readonly string[]) => void;
}

/** Right after the first login: nothing else opens before a second factor is there. */
export function Setup({ codes, onCodes }: SetupProps) {
  const passkey = useAction(async () => {
    const { viewer, recoveryCodes } = await addPasskey(deviceLabel());
    onCodes(recoveryCodes);
    enter(sessionOf(viewer));
  });
  return (
    <PlainFrame>
      <Page plain>
        <div class="stack stack-6 narrow">
          <Heading title={t("security.setup.title")} />
          {codes.length > 0 ? (
            <RecoveryCodes
              codes={codes}
              onDone={() => {
                onCodes([]);
              }}
            />
          ) : (
            <>
              <p class="second">{t("security.setup.text")}</p>
              <TotpCard
                since={null}
                onConfirmed={({ viewer, recoveryCodes }) => {
                  onCodes(recoveryCodes);
                  enter(sessionOf(viewer));
                }}
              />
              {hasPasskeys() && (
                <section class="card stack stack-3" aria-labelledby="passkey">
                  <h2 id="passkey">{t("security.passkeys.title")}</h2>
                  <p class="second">{t("security.passkeys.staffText")}</p>
                  {passkey.error && (
                    <Note tone="danger" role="alert">
                      <p>{rich(securityText(passkey.error, "security.passkeys.refused"))}</p>
                    </Note>
                  )}
                  <Button look="second" icon="key" busy={passkey.busy} onClick={passkey.run}>
                    {t("security.passkeys.add")}
                  </Button>
                </section>
              )}
            </>
          )}
        </div>
      </Page>
    </PlainFrame>
  );
}
