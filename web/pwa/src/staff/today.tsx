import { t } from "@/i18n";
import { Heading } from "@/shared/page";

/** The first page of the desk: what is going on now. */
export function TodayPage() {
  return (
    <div class="desk__top">
      <Heading title={t("staff.nav.today")} />
    </div>
  );
}
