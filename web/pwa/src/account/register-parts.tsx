import type { ComponentChildren } from "preact";

import type { PortalError } from "@/api/errors";
import { t } from "@/i18n";
import { rich } from "@/i18n/rich";
import { Note } from "@/shared/feedback";
import { Icon } from "@/shared/icon";

/** Why the server refused, and the way on that fits. */
export function Refusal({ error, text }: { error: PortalError; text: string | null }) {
  if (error.code === "code_used") {
    return (
      <Note role="alert">
        <p>{t("account.register.error.used")}</p>
        <div class="actions">
          <a class="btn" href="/">
            {t("account.login.submit")}
          </a>
          <a class="btn btn--second" href="/passwort-vergessen">
            {t("account.login.forgot")}
          </a>
        </div>
      </Note>
    );
  }
  return (
    <Note tone={error.code === "code_expired" ? "warn" : "danger"} role="alert">
      <p>{error.code === "code_expired" ? t("account.register.error.expired") : rich(text ?? "")}</p>
      {error.code === "code_expired" && <p>{t("account.register.lostText")}</p>}
    </Note>
  );
}

export function RegisterAside({ children }: { children: ComponentChildren }) {
  return (
    <aside class="stack stack-6" aria-label={t("common.help")}>
      <section class="card stack stack-3" aria-labelledby="need">
        <h2 id="need">{t("account.register.needTitle")}</h2>
        <ul class="ticks">
          <li>
            <Icon name="paper" />
            <span>{t("account.register.needLetter")}</span>
          </li>
          <li>
            <Icon name="mail" />
            <span>{t("account.register.needMail")}</span>
          </li>
        </ul>
      </section>
      <section class="stack stack-3" aria-labelledby="lost">
        <h2 id="lost">{t("account.register.lostTitle")}</h2>
        <p class="second">{t("account.register.lostText")}</p>
        {children}
      </section>
    </aside>
  );
}
