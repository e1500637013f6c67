import "@/shared/security/words";

import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { EnterRecoveryCode, EnterTotp } from "@/api/security.generated";
import { enter } from "@/api/session";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { rich } from "@/i18n/rich";
import { Note } from "@/shared/feedback";
import { Button, TextField } from "@/shared/form";
import { PlainFrame } from "@/shared/frame";
import { Heading, Page } from "@/shared/page";
import { enterByPasskey, hasPasskeys } from "@/shared/security/passkey";
import { securityText } from "@/shared/security/text";
import { sessionOf } from "@/shared/session";

import { CodeField } from "./totp";

/** After the right password: the code of the app, a passkey, or one of the printed codes. */
export function SecondStep({ onCancel }: { onCancel: () => void }) {
  const [code, setCode] = useState("");
  const [byPaper, setByPaper] = useState(false);
  const send = useAction(async () => {
    const viewer = byPaper
      ? (await request(EnterRecoveryCode, { code })).enterRecoveryCode.viewer
      : (await request(EnterTotp, { code })).enterTotp.viewer;
    enter(sessionOf(viewer));
  });
  const passkey = useAction(async () => {
    enter(sessionOf(await enterByPasskey()));
  });
  const wrong = byPaper ? "security.recovery.wrong" : "security.totp.wrong";
  return (
    <PlainFrame>
      <Page plain>
        <form
          class="card card--roomy stack stack-5 narrow"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            send.run();
          }}
        >
          <Heading title={t("security.second.title")} />
          {(send.error ?? passkey.error) && (
            <Note tone="danger" role="alert">
              {send.error && <p>{rich(securityText(send.error, wrong))}</p>}
              {passkey.error && <p>{rich(securityText(passkey.error, "security.passkeys.refused"))}</p>}
            </Note>
          )}
          {byPaper ? (
            <TextField
              label={t("security.recovery.code")}
              value={code}
              onValue={setCode}
              code
              input={{ name: "code", autocomplete: "off", autocapitalize: "off", spellcheck: false, maxLength: 40 }}
            />
          ) : (
            <CodeField value={code} onValue={setCode} />
          )}
          <Button type="submit" large wide busy={send.busy}>
            {t("security.second.submit")}
          </Button>
          {hasPasskeys() && (
            <Button look="second" icon="key" wide busy={passkey.busy} onClick={passkey.run}>
              {t("security.second.passkey")}
            </Button>
          )}
          <Button
            look="quiet"
            onClick={() => {
              setByPaper(!byPaper);
              setCode("");
              send.clear();
            }}
          >
            {t(byPaper ? "security.second.byApp" : "security.recovery.use")}
          </Button>
          <Button look="quiet" onClick={onCancel}>
            {t("security.second.cancel")}
          </Button>
          <p class="second sm">{t("security.second.lost")}</p>
        </form>
      </Page>
    </PlainFrame>
  );
}
