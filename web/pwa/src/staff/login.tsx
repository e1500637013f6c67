import { useState } from "preact/hooks";

import { CREDENTIALS_REFUSED, errorText, type PortalError } from "@/api/errors";
import { signInStaff } from "@/api/session";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { rich } from "@/i18n/rich";
import { deviceLabel } from "@/shared/device-label";
import { Note } from "@/shared/feedback";
import { Button, PasswordField, TextField } from "@/shared/form";
import { PlainFrame } from "@/shared/frame";
import { Heading, Page } from "@/shared/page";
import { arrive } from "@/shared/router";

function text(error: PortalError): string {
  return error.code === CREDENTIALS_REFUSED ? t("staff.login.wrong") : errorText(error);
}

/** The door of the desk. Who is signed in stays on the address they asked for. */
export function StaffLogin({ expired }: { expired: boolean }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [missing, setMissing] = useState(false);
  const login = useAction(async () => {
    await signInStaff(email.trim(), password, deviceLabel());
    arrive();
  });
  return (
    <PlainFrame>
      <Page plain>
        <form
          class="card card--roomy stack stack-5 narrow"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            const incomplete = email.trim() === "" || password === "";
            setMissing(incomplete);
            if (!incomplete) login.run();
          }}
        >
          <Heading title={t("staff.login.title")} />
          {expired && !login.error && <Note>{t("account.login.expired")}</Note>}
          {login.error && (
            <Note tone="danger" role="alert">
              {rich(text(login.error))}
            </Note>
          )}
          {missing && (
            <Note tone="danger" role="alert">
              {t("staff.login.missing")}
            </Note>
          )}
          <TextField
            label={t("staff.login.user")}
            value={email}
            onValue={setEmail}
            input={{ type: "email", name: "username", autocomplete: "username" }}
          />
          <PasswordField
            label={t("staff.login.password")}
            value={password}
            onValue={setPassword}
            input={{ name: "password", autocomplete: "current-password" }}
          />
          <Button type="submit" large wide busy={login.busy}>
            {t("staff.login.submit")}
          </Button>
          <a class="link" href="/">
            {t("staff.login.tenant")}
          </a>
        </form>
      </Page>
    </PlainFrame>
  );
}
