import { useQuery } from "@/api/use-query";
import { t } from "@/i18n";
import { Note } from "@/shared/feedback";

import { ApprovalCount } from "./approval.generated";

/** On the first page, so that nobody waits unknowingly. */
export function ApprovalsWaiting() {
  const { data } = useQuery(ApprovalCount, {});
  const n = data?.approvals.totalCount ?? 0;
  if (n === 0) return null;
  return (
    <Note tone="warn" icon="clock" role="status">
      <p>{t("staffApproval.waiting", { n })}</p>
      <a class="btn btn--second" href="/verwaltung/freigaben">
        {t("staffApproval.open")}
      </a>
    </Note>
  );
}
