import { useQuery } from "@/api/use-query";
import { t } from "@/i18n";
import { Empty, Failure, SkeletonList } from "@/shared/feedback";
import { Icon } from "@/shared/icon";
import { usePaged } from "@/shared/paged";

import { More } from "../parts/more";
import { MailView } from "../parts/mail-view";
import { NotYours } from "../parts/not-yours";
import { Pane, Top } from "../parts/pane";
import { useMay } from "../role";
import { ApprovalPreview, Approvals, type ApprovalsQuery } from "./approval.generated";
import { Decide } from "./decide";
import { Facts, Texts, type Asked } from "./facts";
import { Own } from "./own";

const FIRST = { first: 20 };

function select(result: ApprovalsQuery): ApprovalsQuery["approvals"] {
  return result.approvals;
}

/** The mail as its readers would get it, and a few of them by name. */
function Look({ id }: { id: string }) {
  const { data, error, loading, refresh } = useQuery(ApprovalPreview, { id });
  if (error) return <Failure error={error} retry={refresh} />;
  // An earlier answer may be of earlier words.
  if (!data || loading) return <SkeletonList label={t("staffApproval.loading")} rows={2} />;
  const { mail, sampleNames } = data.approvalPreview;
  return (
    <div class="stack stack-3">
      <MailView mail={mail} />
      {sampleNames.length > 0 && <p class="second sm">{t("staffApproval.names", { names: sampleNames.join(", ") })}</p>}
    </div>
  );
}

function State({ state }: { state: Asked["state"] }) {
  const isWaiting = state === "WAITING";
  return (
    <p class={isWaiting ? "state" : "state state--warn"}>
      <Icon name={isWaiting ? "clock" : "warning"} />
      {t(`staffApproval.state.${state}`)}
    </p>
  );
}

function Waiting({ asked, refresh }: { asked: Asked; refresh: () => void }) {
  return (
    <Pane title={asked.title} aside={<State state={asked.state} />}>
      {asked.isMine && <Own asked={asked} refresh={refresh} />}
      <Facts asked={asked} />
      <Texts asked={asked} />
      {asked.state === "WAITING" && <Look key={asked.seal} id={asked.id} />}
      {!asked.isMine && <Decide asked={asked} refresh={refresh} />}
    </Pane>
  );
}

function List() {
  const { rows, error, refresh, hasMore, loadingMore, more } = usePaged(Approvals, FIRST, select);
  return (
    <div class="stack stack-5">
      <Top title={t("staffApproval.title")} />
      {error && <Failure error={error} retry={refresh} />}
      {!rows && !error && <SkeletonList label={t("staffApproval.loading")} rows={3} />}
      {rows?.length === 0 && (
        <Empty icon="ok" tone="mute">
          <p>{t("staffApproval.empty")}</p>
        </Empty>
      )}
      {rows?.map((asked) => (
        <Waiting key={asked.id} asked={asked} refresh={refresh} />
      ))}
      <More hasMore={hasMore} busy={loadingMore} more={more} />
    </div>
  );
}

/** What waits for a second person (Zur Freigabe), and what of one's own came back. */
export function ApprovalsPage() {
  const may = useMay();
  return may("writeNotices") ? <List /> : <NotYours title={t("staffApproval.title")} />;
}
