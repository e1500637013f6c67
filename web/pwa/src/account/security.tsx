import "@/shared/security/words";

import { Security } from "@/api/security.generated";
import { useQuery } from "@/api/use-query";
import { t } from "@/i18n";
import { Failure, SkeletonList } from "@/shared/feedback";
import { Heading, Page } from "@/shared/page";
import { PasskeysCard } from "@/shared/security/passkeys";
import { PasswordCard } from "@/shared/security/password-card";
import { SessionsCard } from "@/shared/security/sessions";

/** A member's own sessions, passkeys and password. */
export function SecurityPage() {
  const { data, error, refresh } = useQuery(Security, {});
  return (
    <Page>
      <div class="page__head">
        <Heading title={t("security.title")} />
        <p class="second">{t("security.lead")}</p>
      </div>
      {error && <Failure error={error} retry={refresh} />}
      {data ? (
        <div class="cols cols--half">
          <SessionsCard sessions={data.sessions} refresh={refresh} />
          <div class="stack stack-6">
            <PasskeysCard passkeys={data.passkeys} refresh={refresh}>
              {t("security.passkeys.text")}
            </PasskeysCard>
            <PasswordCard onChanged={refresh} />
          </div>
        </div>
      ) : (
        !error && <SkeletonList label={t("common.loading")} />
      )}
    </Page>
  );
}
