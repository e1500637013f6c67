import { t } from "@/i18n";
import { Icon } from "@/shared/icon";

/** The way to a new notice. */
export function WriteLink() {
  return (
    <a class="btn" href="/verwaltung/aushaenge/neu">
      <Icon name="plus" />
      <span>{t("staffNotice.today.write")}</span>
    </a>
  );
}
