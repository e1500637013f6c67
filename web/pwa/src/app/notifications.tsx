import { t } from "@/i18n";
import { PushQuestion } from "@/push/question";
import { Icon } from "@/shared/icon";
import { MailBroken } from "@/shared/mail-broken";
import { Page } from "@/shared/page";
import { navigate } from "@/shared/router";
import { useSession } from "@/shared/session";

/** The explanation before the question, reached from the profile at any time. */
export function NotificationsPage() {
  const session = useSession();
  if (session.kind !== "tenant") return null;
  return (
    <Page>
      <div class="page__top">
        <a class="back" href="/profil">
          <Icon name="backarrow" turn />
          {t("common.nav.profile")}
        </a>
      </div>
      <div class="stack stack-6">
        <MailBroken tenant={session.tenant} />
        <PushQuestion
          tenant={session.tenant}
          onDone={() => {
            navigate("/profil");
          }}
        />
      </div>
    </Page>
  );
}
