import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { CREDENTIALS_REFUSED, errorText, PASSWORD_EXPIRED, type PortalError } from "@/api/errors";
import { enter, signIn } from "@/api/session";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { Calls } from "@/shared/contact";
import { deviceLabel } from "@/shared/device-label";
import { Note } from "@/shared/feedback";
import { Button, PasswordField, TextField } from "@/shared/form";
import { Icon } from "@/shared/icon";
import { Heading, Page } from "@/shared/page";
import { usePortal } from "@/shared/portal";
import { arrive } from "@/shared/router";
import { CANCELLED, hasPasskeys, loginByPasskey } from "@/shared/security/passkey";
import { sessionOf, useSession } from "@/shared/session";
import { rich } from "@/i18n/rich";

import { RenewOneTimePassword } from "./account.generated";

function loginError(error: PortalError): string {
  if (error.code === CANCELLED) return t("account.login.passkeyCancelled");
  if (error.code === CREDENTIALS_REFUSED && error.field === "credential") return t("account.login.passkeyRefused");
  return error.code === CREDENTIALS_REFUSED ? t("account.login.wrong") : errorText(error);
}

/** The right one-time password, too late: whoever has it gets another one at the address that was confirmed. */
function ExpiredPassword({ number, password }: { number: string; password: string }) {
  const [sent, setSent] = useState(false);
  const renew = useAction(async () => {
    await request(RenewOneTimePassword, { number, password });
    setSent(true);
  });
  if (sent) {
    return (
      <Note tone="ok" icon="mail" role="status">
        <p>{t("account.expired.sent")}</p>
      </Note>
    );
  }
  return (
    <Note tone="warn" role="alert">
      <p>{renew.error ? rich(errorText(renew.error)) : t("account.expired.text")}</p>
      {!renew.error && (
        <Button look="second" icon="mail" busy={renew.busy} onClick={renew.run}>
          {t("account.expired.renew")}
        </Button>
      )}
    </Note>
  );
}

function LoginForm() {
  const session = useSession();
  const portal = usePortal();
  const [number, setNumber] = useState("");
  const [password, setPassword] = useState("");
  const [missing, setMissing] = useState(false);
  const login = useAction(async () => {
    await signIn(number.trim(), password, deviceLabel());
    arrive();
  });
  const byPasskey = useAction(async () => {
    enter(sessionOf(await loginByPasskey()));
    arrive();
  });
  const failed = login.error ?? byPasskey.error;
  const ended = session.kind === "anonymous" ? session.ended : null;
  const quiet = !failed && !missing;
  return (
    <form
      class="card card--roomy stack stack-5"
      aria-labelledby="login"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const incomplete = number.trim() === "" || password === "";
        setMissing(incomplete);
        if (!incomplete) login.run();
      }}
    >
      <h2 id="login">{t("account.login.heading")}</h2>
      {quiet && ended && (
        <Note role="status">
          <p>{t(`account.login.${ended}`)}</p>
        </Note>
      )}
      {login.error?.code === PASSWORD_EXPIRED && !missing && (
        <ExpiredPassword key={password} number={number.trim()} password={password} />
      )}
      {(missing || (failed && failed.code !== PASSWORD_EXPIRED)) && (
        <Note tone="danger" role="alert">
          <p>{missing || !failed ? t("account.login.missing") : rich(loginError(failed))}</p>
        </Note>
      )}
      <TextField
        label={portal?.numberWord ?? t("account.login.number")}
        hint={t("account.login.numberHint")}
        value={number}
        onValue={setNumber}
        code
        input={{ name: "username", autocomplete: "username", autocapitalize: "characters", spellcheck: false }}
      />
      <PasswordField
        label={t("account.login.password")}
        value={password}
        onValue={setPassword}
        input={{ name: "password", autocomplete: "current-password" }}
      />
      <Button type="submit" large wide busy={login.busy}>
        {t("account.login.submit")}
      </Button>
      {hasPasskeys() && (
        <Button look="second" icon="key" wide busy={byPasskey.busy} onClick={byPasskey.run}>
          {t("account.login.passkey")}
        </Button>
      )}
      <a class="link" href="/passwort-vergessen">
        {t("account.login.forgot")}
      </a>
    </form>
  );
}

/** The start page of everybody who is not signed in. */
export function LoginPage() {
  const portal = usePortal();
  return (
    <Page plain>
      <div class="page__head">
        <Heading title={t("account.login.title")} />
        <p class="second">{portal?.name}</p>
      </div>
      <div class="cols cols--half">
        <LoginForm />
        <div class="stack stack-6">
          <section class="card card--soft card--roomy stack stack-3" aria-labelledby="first">
            <h2 id="first">{t("account.login.firstTitle")}</h2>
            <p>{t("account.login.firstText")}</p>
            <a class="btn btn--second btn--lg btn--wide" href="/erstanmeldung">
              <Icon name="key" />
              <span>{t("account.login.firstButton")}</span>
            </a>
          </section>
          <section class="stack stack-3" aria-labelledby="help">
            <h2 id="help">{t("common.help")}</h2>
            <Calls />
            <a class="link" href="/stoerungen">
              {t("account.login.outages")}
            </a>
          </section>
        </div>
      </div>
    </Page>
  );
}
