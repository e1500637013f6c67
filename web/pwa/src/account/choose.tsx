import { useEffect } from "preact/hooks";

import { setPassword } from "@/api/session";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { Calls } from "@/shared/contact";
import { NewPasswordForm } from "@/shared/security/new-password";
import { Heading, Page } from "@/shared/page";
import { navigate } from "@/shared/router";
import { useSession } from "@/shared/session";
import { store } from "@/shared/store";

import { LoginPage } from "./login";

/** True from the moment an own password was set until the next page has said so. */
export const passwordJustChosen = store(false);

/** After the one-time password: nothing else opens before an own one is set. */
export function ChoosePage() {
  const session = useSession();
  const choose = useAction(async (password: string) => {
    await setPassword(password, null);
    passwordJustChosen.set(true);
    navigate("/", { replace: true });
  });
  const settled = session.kind === "tenant" && !session.mustChoosePassword;
  useEffect(() => {
    if (settled) navigate("/", { replace: true });
  }, [settled]);
  if (session.kind !== "tenant") return <LoginPage />;
  return (
    <Page plain>
      <div class="cols cols--aside">
        <div class="card card--roomy stack stack-5">
          <Heading title={t("account.choose.title")} />
          <p>{t("account.choose.text")}</p>
          <NewPasswordForm action={choose} submit={t("account.choose.submit")} />
        </div>
        <aside class="stack stack-3" aria-labelledby="help">
          <h2 id="help">{t("common.help")}</h2>
          <Calls />
        </aside>
      </div>
    </Page>
  );
}
