import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { CODE_EXPIRED, CREDENTIALS_REFUSED, errorText, type PortalError } from "@/api/errors";
import { enter, signOut } from "@/api/session";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { rich, T } from "@/i18n/rich";
import { Calls } from "@/shared/contact";
import { Failure, Note } from "@/shared/feedback";
import { Button, TextField } from "@/shared/form";
import { Heading, Page } from "@/shared/page";
import { arrive } from "@/shared/router";
import { CANCELLED, hasPasskeys, loginByPasskey } from "@/shared/security/passkey";
import { sessionOf } from "@/shared/session";

import { EnterLoginCode, ResendLoginCode } from "./account.generated";

const DIGITS = 6;

function digitsError(error: PortalError): string {
  if (error.code === CANCELLED) return t("account.login.passkeyCancelled");
  if (error.field === "credential") return t("account.login.passkeyRefused");
  if (error.code === CREDENTIALS_REFUSED) return t("account.digits.wrong");
  return error.code === CODE_EXPIRED ? t("account.digits.expired") : errorText(error);
}

function DigitsForm() {
  const [digits, setDigits] = useState("");
  const [missing, setMissing] = useState(false);
  const send = useAction(async () => {
    enter(sessionOf((await request(EnterLoginCode, { code: digits })).enterLoginCode.viewer));
    arrive();
  });
  const passkey = useAction(async () => {
    enter(sessionOf(await loginByPasskey()));
    arrive();
  });
  const error = send.error ?? passkey.error;
  return (
    <form
      class="stack stack-5"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const complete = digits.replace(/\D/gu, "").length === DIGITS;
        setMissing(!complete);
        if (complete) send.run();
        else send.clear();
      }}
    >
      {error && !missing && (
        <Note tone="danger" role="alert">
          <p>{rich(digitsError(error))}</p>
        </Note>
      )}
      <TextField
        label={t("account.digits.label")}
        hint={t("account.digits.hint")}
        error={missing ? t("account.digits.missing") : undefined}
        value={digits}
        onValue={(next) => {
          setDigits(next);
          setMissing(false);
        }}
        code
        input={{ name: "digits", autocomplete: "one-time-code", inputMode: "numeric", maxLength: 9 }}
      />
      <Button type="submit" large wide busy={send.busy}>
        {t("account.digits.submit")}
      </Button>
      {hasPasskeys() && (
        <Button look="second" icon="key" wide busy={passkey.busy} onClick={passkey.run}>
          {t("account.digits.passkey")}
        </Button>
      )}
    </form>
  );
}

function Again() {
  const [done, setDone] = useState(false);
  const resend = useAction(async () => {
    setDone(false);
    await request(ResendLoginCode, {});
    setDone(true);
  });
  return (
    <div class="stack stack-4">
      <Note tone="warn" icon="mail">
        <p>
          <T k="account.digits.none" />
        </p>
      </Note>
      <div class="actions">
        <Button look="second" icon="refresh" busy={resend.busy} onClick={resend.run}>
          {t("account.digits.again")}
        </Button>
      </div>
      <div role="status">
        {done && (
          <Note tone="ok">
            <p>{t("account.digits.sentAgain")}</p>
          </Note>
        )}
      </div>
      {resend.error && <Failure error={resend.error} />}
    </div>
  );
}

/** The password was right, on a device nobody knows: six digits from a mail, or a passkey, before anything opens. */
export function LoginCodePage() {
  const leave = useAction(signOut);
  return (
    <Page plain>
      <div class="cols cols--aside">
        <div class="card card--roomy stack stack-5">
          <Heading title={t("account.digits.title")} />
          <p>{t("account.digits.text")}</p>
          <DigitsForm />
          <Again />
          {leave.error && <Failure error={leave.error} />}
          <Button look="quiet" busy={leave.busy} onClick={leave.run}>
            {t("common.cancel")}
          </Button>
        </div>
        <aside class="stack stack-3" aria-labelledby="help">
          <h2 id="help">{t("common.help")}</h2>
          <p class="second">{t("account.digits.noMail")}</p>
          <Calls />
        </aside>
      </div>
    </Page>
  );
}
