import { t } from "@/i18n";
import { Button } from "@/shared/form";

/** The button below a list that has more rows than it shows. */
export function More({
  hasMore,
  busy,
  more,
}: {
  readonly hasMore: boolean;
  readonly busy: boolean;
  readonly more: () => void;
}) {
  if (!hasMore) return null;
  return (
    <div class="pane__body no-print">
      <Button look="second" busy={busy} onClick={more}>
        {t("staff.more")}
      </Button>
    </div>
  );
}
