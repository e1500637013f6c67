import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { Note } from "@/shared/feedback";
import { NewPasswordForm } from "@/shared/security/new-password";
import { Heading, Page } from "@/shared/page";

import { Reset } from "./account.generated";
import { takeFragment } from "./fragment";

const LINK_OVER = new Set(["link_expired", "link_used", "not_found"]);

function token(): string {
  const fragment = takeFragment();
  return fragment.get("t") ?? fragment.get("token") ?? [...fragment.keys()][0] ?? "";
}

function LinkOver() {
  return (
    <Note tone="warn" role="alert">
      <p>{t("account.reset.gone")}</p>
      <a class="btn btn--second" href="/passwort-vergessen">
        {t("account.reset.again")}
      </a>
    </Note>
  );
}

function Done() {
  return (
    <Note tone="ok" role="status">
      <p>{t("account.reset.done")}</p>
      <a class="btn" href="/">
        {t("account.forgot.toLogin")}
      </a>
    </Note>
  );
}

/** The page behind the link of the reset mail. The token stands behind the # and is sent only with the new password. */
export function ResetPage() {
  const [secret] = useState(token);
  const [done, setDone] = useState(false);
  const reset = useAction(async (password: string) => {
    await request(Reset, { token: secret, newPassword: password });
    setDone(true);
  });
  const over = secret === "" || (reset.error !== null && LINK_OVER.has(reset.error.code));
  return (
    <Page plain>
      <div class="card card--roomy stack stack-5 narrow">
        <Heading title={t("account.reset.title")} />
        {done ? (
          <Done />
        ) : over ? (
          <LinkOver />
        ) : (
          <>
            <p>{t("account.reset.text")}</p>
            <NewPasswordForm action={reset} submit={t("account.reset.submit")} />
          </>
        )}
      </div>
    </Page>
  );
}
