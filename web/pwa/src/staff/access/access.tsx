import "@/shared/security/words";

import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { NewRecoveryCodes, SecondFactors, Security } from "@/api/security.generated";
import { useAction } from "@/api/use-action";
import { useQuery } from "@/api/use-query";
import { t } from "@/i18n";
import { Failure, SkeletonList } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { Heading } from "@/shared/page";
import { PasskeysCard } from "@/shared/security/passkeys";
import { PasswordCard } from "@/shared/security/password-card";
import { SessionsCard } from "@/shared/security/sessions";

import { RecoveryCodes } from "./recovery";
import { TotpCard } from "./totp";

function CodesLeft({ left, onCodes }: { left: number; onCodes: (codes: readonly string[]) => void }) {
  const renew = useAction(async () => {
    onCodes((await request(NewRecoveryCodes, {})).newRecoveryCodes);
  });
  return (
    <section class="card stack stack-3" aria-labelledby="left">
      <h2 id="left">{t("security.recovery.title")}</h2>
      <p>{t("security.recovery.left", { n: left })}</p>
      {renew.error && <Failure error={renew.error} />}
      <Button look="second" busy={renew.busy} onClick={renew.run}>
        {t("security.recovery.renew")}
      </Button>
    </section>
  );
}

/** An employee's own second factors and sessions. */
export function AccessPage() {
  const security = useQuery(Security, {});
  const factors = useQuery(SecondFactors, {});
  const [codes, setCodes] = useState<readonly string[]>([]);
  const refresh = (): void => {
    security.refresh();
    factors.refresh();
  };
  const error = security.error ?? factors.error;
  const found = factors.data?.secondFactors;
  const hasFactor = found && (found.totpSince !== null || (security.data?.passkeys.length ?? 0) > 0);
  const mayRemove = found && (!found.isMandatory || (security.data?.passkeys.length ?? 0) > 0);
  if (codes.length > 0) {
    return (
      <RecoveryCodes
        codes={codes}
        onDone={() => {
          setCodes([]);
          refresh();
        }}
      />
    );
  }
  return (
    <div class="stack stack-6">
      <div class="page__head">
        <Heading title={t("security.access.title")} />
        <p class="second">{t("security.access.lead")}</p>
      </div>
      {error && <Failure error={error} retry={refresh} />}
      {found && security.data ? (
        <div class="cols cols--half">
          <div class="stack stack-6">
            <TotpCard
              since={found.totpSince}
              onConfirmed={({ recoveryCodes }) => {
                setCodes(recoveryCodes);
                refresh();
              }}
              {...(mayRemove ? { onRemoved: refresh } : {})}
            />
            <PasskeysCard passkeys={security.data.passkeys} refresh={refresh} onCodes={setCodes}>
              {t("security.passkeys.staffText")}
            </PasskeysCard>
            {hasFactor && <CodesLeft left={found.recoveryCodesLeft} onCodes={setCodes} />}
            <PasswordCard />
          </div>
          <SessionsCard sessions={security.data.sessions} refresh={refresh} />
        </div>
      ) : (
        !error && <SkeletonList label={t("common.loading")} />
      )}
    </div>
  );
}
