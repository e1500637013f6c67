import { useState } from "preact/hooks";

import { LONG_MS, request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { useQuery } from "@/api/use-query";
import { t } from "@/i18n";
import { windowLong } from "@/i18n/format";
import { Empty, Failure, Note, SkeletonList } from "@/shared/feedback";
import { Button, TextField } from "@/shared/form";
import { usePaged } from "@/shared/paged";
import { navigate } from "@/shared/router";

import { NotYours } from "../parts/not-yours";
import { Pane, Top } from "../parts/pane";
import { useMay } from "../role";
import { ApprovalPreview, Approvals, ApproveNotice, SendBackNotice, type ApprovalsQuery } from "./approval.generated";

type Approval = ApprovalsQuery["approvals"]["edges"][number]["node"];

const FIRST = { first: 20 };

function select(result: ApprovalsQuery): ApprovalsQuery["approvals"] {
  return result.approvals;
}

/** The mail as its readers would get it, and a few of them by name. */
function Look({ id }: { id: string }) {
  const { data, error, refresh } = useQuery(ApprovalPreview, { id });
  if (error) return <Failure error={error} retry={refresh} />;
  if (!data) return <SkeletonList label={t("staffApproval.loading")} rows={2} />;
  const { mail, sampleNames } = data.approvalPreview;
  return (
    <div class="stack stack-3">
      <p class="second">{t("staffApproval.names", { names: sampleNames.join(", ") })}</p>
      <b>{mail.title}</b>
      <pre style={{ whiteSpace: "pre-wrap", font: "inherit" }}>{mail.body}</pre>
    </div>
  );
}

/** A second person lets it go exactly as it is shown, or says why not. */
function Decide({ approval, refresh }: { approval: Approval; refresh: () => void }) {
  const [word, setWord] = useState("");
  const approving = useAction(async () => {
    const { approveNotice } = await request(
      ApproveNotice,
      { id: approval.id, seal: approval.seal },
      { timeoutMs: LONG_MS },
    );
    navigate(`/verwaltung/aushaenge/${approveNotice.notice.id}`);
  });
  const returning = useAction(async () => {
    await request(SendBackNotice, { id: approval.id, word });
    refresh();
  });
  const error = approving.error ?? returning.error;
  return (
    <div class="stack stack-3">
      <TextField label={t("staffApproval.word")} value={word} onValue={setWord} />
      {error && <Failure error={error} retry={refresh} />}
      <div class="row row--tight">
        <Button look="danger-second" icon="send" busy={approving.busy} onClick={approving.run}>
          {t("staffApproval.approve")}
        </Button>
        <Button look="second" busy={returning.busy} onClick={returning.run}>
          {t("staffApproval.sendBack")}
        </Button>
      </div>
    </div>
  );
}

function Waiting({ approval, refresh }: { approval: Approval; refresh: () => void }) {
  const may = useMay();
  const start = approval.startsAt ? new Date(approval.startsAt) : null;
  const end = approval.endsAt ? new Date(approval.endsAt) : null;
  const sizes = {
    households: t("staff.households", { n: approval.households }),
    persons: t("staff.persons", { n: approval.members }),
    districts: approval.districts,
  };
  return (
    <Pane title={approval.title}>
      <div class="stack stack-3">
        <p>{t("staffApproval.sizes", sizes)}</p>
        {approval.author && <p class="second">{t("staffApproval.author", { name: approval.author })}</p>}
        {start && <p>{windowLong({ start, end })}</p>}
        {approval.state === "RETURNED" && (
          <Note tone="warn">{t("staffApproval.returned", { word: approval.word })}</Note>
        )}
        <Look id={approval.id} />
        {approval.isMine || !may("sendUrgent") ? (
          <Note tone="mute">{t("staffApproval.mine")}</Note>
        ) : (
          <Decide approval={approval} refresh={refresh} />
        )}
      </div>
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
      {rows?.map((approval) => (
        <Waiting key={approval.id} approval={approval} refresh={refresh} />
      ))}
      {hasMore && (
        <Button look="second" busy={loadingMore} onClick={more}>
          {t("staffApproval.more")}
        </Button>
      )}
    </div>
  );
}

/** What waits for a second person (Zur Freigabe). */
export function ApprovalsPage() {
  const may = useMay();
  return may("writeNotices") ? <List /> : <NotYours title={t("staffApproval.title")} />;
}
