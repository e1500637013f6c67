import { useState } from "preact/hooks";

import { CREDENTIALS_REFUSED, errorText } from "@/api/errors";
import { enter, signIn } from "@/api/session";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { rich } from "@/i18n/rich";
import { deviceLabel } from "@/shared/device-label";
import { Note } from "@/shared/feedback";
import { Button, PasswordField, TextField } from "@/shared/form";
import { CANCELLED, hasPasskeys, loginByPasskey } from "@/shared/security/passkey";
import { sessionOf } from "@/shared/session";

/** Signing in without leaving the page: the link of the invitation is not needed a second time. */
export function SignIn({ login: known }: { login: string }) {
  const [login, setLogin] = useState(known);
  const [password, setPassword] = useState("");
  const [missing, setMissing] = useState(false);
  const byPassword = useAction(() => signIn(login.trim(), password, deviceLabel()));
  const byPasskey = useAction(async () => {
    enter(sessionOf(await loginByPasskey()));
  });
  const error = byPassword.error ?? byPasskey.error;
  const wrong = error?.code === CREDENTIALS_REFUSED ? t("reading.accept.wrong") : null;
  const said = error?.code === CANCELLED ? t("account.login.passkeyCancelled") : error && (wrong ?? errorText(error));
  return (
    <form
      class="stack stack-5"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const incomplete = login.trim() === "" || password === "";
        setMissing(incomplete);
        if (!incomplete) byPassword.run();
      }}
    >
      {(missing || said) && (
        <Note tone="danger" role="alert">
          <p>{missing || !said ? t("reading.accept.missing") : rich(said)}</p>
        </Note>
      )}
      <TextField
        label={t("reading.accept.login")}
        value={login}
        onValue={setLogin}
        input={{ name: "username", autocomplete: "username", autocapitalize: "off", spellcheck: false }}
      />
      <PasswordField
        label={t("account.login.password")}
        value={password}
        onValue={setPassword}
        input={{ name: "password", autocomplete: "current-password" }}
      />
      <Button type="submit" large wide busy={byPassword.busy}>
        {t("reading.accept.signInSubmit")}
      </Button>
      {hasPasskeys() && (
        <Button look="second" icon="key" wide busy={byPasskey.busy} onClick={byPasskey.run}>
          {t("account.login.passkey")}
        </Button>
      )}
    </form>
  );
}
