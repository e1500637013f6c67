import { t } from "@/i18n";

import { Icon } from "./icon";
import { Heading } from "./page";

/** For an address that leads nowhere, and for a notice that is gone or not for this reader. */
export function NotFound({ home = "/" }: { home?: string }) {
  return (
    <div class="card card--roomy stack stack-4 measure">
      <span class="tile tile--lg tile--mute">
        <Icon name="question" size="lg" />
      </span>
      <Heading title={t("common.notFound.title")} />
      <p class="second">{t("common.notFound.text")}</p>
      <p>
        <a class="btn" href={home}>
          {t("common.notFound.button")}
        </a>
      </p>
    </div>
  );
}
