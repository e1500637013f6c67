import { setPassword } from "@/api/session";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { PlainFrame } from "@/shared/frame";
import { Heading, Page } from "@/shared/page";
import { NewPasswordForm } from "@/shared/security/new-password";

/** A new employee signs in with a one-time password: nothing else opens before they have set their own. */
export function FirstPassword() {
  const saving = useAction((password: string) => setPassword(password, null));
  return (
    <PlainFrame>
      <Page plain>
        <div class="card card--roomy stack stack-5 narrow">
          <Heading title={t("account.choose.title")} />
          <p class="second">{t("staff.first.text")}</p>
          <NewPasswordForm action={saving} submit={t("staff.first.submit")} />
        </div>
      </Page>
    </PlainFrame>
  );
}
