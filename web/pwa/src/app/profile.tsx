import { useEffect } from "preact/hooks";

import { CalendarCard } from "@/account/calendar-card";
import { EmailCard } from "@/account/email-card";
import { LanguageCard } from "@/account/language-card";
import { PaperForm } from "@/account/paper-question";
import { PreferencesCard } from "@/account/preferences";
import { ReadingsCard } from "@/account/reading/mine";
import { ReadersCard } from "@/account/reading/readers";
import { signOut } from "@/api/session";
import type { Home } from "@/api/types";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { DevicesCard } from "@/push/devices";
import { Plate } from "@/shared/contact";
import { Failure } from "@/shared/feedback";
import { Icon } from "@/shared/icon";
import { Heading, Page } from "@/shared/page";
import { isOnlyReader } from "@/shared/reading/for-whom";
import { navigate } from "@/shared/router";
import { useSession } from "@/shared/session";

import { ThemeCard } from "./theme-card";

function position(home: Home): string {
  return [home.floor, home.position].filter(Boolean).join(" ");
}

function Homes({ homes }: { homes: readonly Home[] }) {
  if (homes.length === 0) return null;
  return (
    <section class="card stack stack-4" aria-labelledby="homes">
      <h2 id="homes">{t("profile.homes")}</h2>
      <ul class="stack stack-4 homes">
        {homes.map((home) => (
          <li key={home.contractNumber + home.unitNumber}>
            <Plate street={home.house.street} number={home.house.number} />
            <p class="second sm">
              {[
                t(`profile.unitKind.${home.unitKind}`),
                position(home),
                [home.house.postalCode, home.house.city].filter(Boolean).join(" "),
              ]
                .filter(Boolean)
                .join(", ")}
              <br />
              {t("profile.contract", { number: home.contractNumber })}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Ways() {
  const leave = useAction(async () => {
    await signOut();
    navigate("/", { replace: true });
  });
  return (
    <>
      {leave.error && <Failure error={leave.error} />}
      <ul class="list">
        <li>
          <a class="item" href="/profil/sicherheit">
            <span class="tile">
              <Icon name="lock" />
            </span>
            <span>
              <span class="item__title">{t("profile.security")}</span>
              <span class="item__meta">{t("profile.securityDetail")}</span>
            </span>
            <Icon name="next" turn />
          </a>
        </li>
        <li>
          <a class="item" href="/hilfe">
            <span class="tile">
              <Icon name="question" />
            </span>
            <span>
              <span class="item__title">{t("profile.help")}</span>
              <span class="item__meta">{t("profile.helpDetail")}</span>
            </span>
            <Icon name="next" turn />
          </a>
        </li>
        <li>
          <button class="item item--button" type="button" aria-busy={leave.busy || undefined} onClick={leave.run}>
            <span class="tile tile--mute">
              <Icon name="close" />
            </span>
            <span>
              <span class="item__title">{t("profile.signOut")}</span>
              <span class="item__meta">{t("profile.signOutDetail")}</span>
            </span>
            <Icon name="next" turn />
          </button>
        </li>
      </ul>
    </>
  );
}

/** A link to one part of the page (#papier) goes there once it is drawn. */
function useFragment(): void {
  useEffect(() => {
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, []);
}

export function ProfilePage() {
  const session = useSession();
  useFragment();
  if (session.kind !== "tenant") return null;
  const { tenant } = session;
  const isMember = !isOnlyReader(tenant);
  return (
    <Page>
      <div class="page__head">
        <Heading title={t("profile.title")} />
        <p class="second">
          {tenant.numbers.length > 0
            ? t("profile.who", { name: tenant.name, number: tenant.numbers.join(", ") })
            : tenant.name}
        </p>
      </div>
      <div class="cols cols--half">
        <div class="stack stack-6">
          <EmailCard tenant={tenant} />
          <DevicesCard tenant={tenant} />
          <PreferencesCard tenant={tenant} />
          <LanguageCard tenant={tenant} />
          <ReadingsCard tenant={tenant} withStop />
          {isMember && <ReadersCard />}
          {isMember && <CalendarCard />}
        </div>
        <div class="stack stack-6">
          {isMember && (
            <section class="card stack stack-3" id="papier" aria-labelledby="paper">
              <h2 id="paper">{t("profile.documents")}</h2>
              <PaperForm tenant={tenant} submit={t("common.save")} saved={t("profile.saved")} short />
            </section>
          )}
          <Homes homes={tenant.homes} />
          <ThemeCard />
          <Ways />
        </div>
      </div>
    </Page>
  );
}
