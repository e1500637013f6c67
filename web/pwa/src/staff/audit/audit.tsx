import { useMemo, useState } from "preact/hooks";

import { useQuery } from "@/api/use-query";
import { t } from "@/i18n";
import { dateTime } from "@/i18n/format";
import { Empty, Failure, Note, SkeletonList } from "@/shared/feedback";
import { usePaged } from "@/shared/paged";

import { More } from "../parts/more";
import { NotYours } from "../parts/not-yours";
import { Top } from "../parts/pane";
import { Table } from "../parts/table";
import { useMay } from "../role";
import { AuditCheck, AuditEntries, type AuditEntriesQuery } from "./audit.generated";
import { Line } from "./entry";
import { ALL, Filter, midnight } from "./filter";

const PAGE = 50;

function select(result: AuditEntriesQuery): AuditEntriesQuery["auditEntries"] {
  return result.auditEntries;
}

/** Whether the chain over the log holds, as the last night found it. */
function Check() {
  const { data } = useQuery(AuditCheck, {});
  if (!data) return null;
  const { at, sealed, isBroken } = data.auditCheck;
  if (isBroken) {
    return (
      <Note tone="danger" icon="warning" role="alert">
        <p>{t("staffAudit.broken")}</p>
      </Note>
    );
  }
  return (
    <Note tone={at ? "ok" : "mute"} icon={at ? "ok" : "clock"}>
      <p>{at ? t("staffAudit.holds", { when: dateTime(new Date(at)), n: sealed }) : t("staffAudit.unchecked")}</p>
    </Note>
  );
}

function Entries() {
  const [chosen, setChosen] = useState(ALL);
  const variables = useMemo(
    () => ({
      first: PAGE,
      action: chosen.action,
      actorId: chosen.actor?.id ?? null,
      objectId: chosen.object?.id ?? null,
      since: midnight(chosen.from),
      until: midnight(chosen.to, 1),
    }),
    [chosen],
  );
  const { rows, error, refresh, hasMore, loadingMore, more } = usePaged(AuditEntries, variables, select);
  return (
    <div class="stack stack-4">
      <Filter chosen={chosen} onChosen={setChosen} />
      {error && <Failure error={error} retry={refresh} />}
      {rows === null && !error && <SkeletonList label={t("staffAudit.loading")} rows={6} />}
      {rows?.length === 0 && (
        <Empty icon="archive" tone="mute">
          <p>{t(chosen === ALL ? "staffAudit.empty" : "staffAudit.nothing")}</p>
        </Empty>
      )}
      {rows && rows.length > 0 && (
        <div class="pane">
          <Table
            stacks
            label={t("staffAudit.title")}
            heads={[t("staffAudit.when"), t("staffAudit.what"), t("staffAudit.who"), t("staffAudit.details")]}
          >
            {rows.map((entry) => (
              <Line
                key={entry.id}
                entry={entry}
                onActor={(actor) => {
                  setChosen({ ...chosen, actor });
                }}
                onObject={(object) => {
                  setChosen({ ...chosen, object });
                }}
              />
            ))}
          </Table>
          <More hasMore={hasMore} busy={loadingMore} more={more} />
        </div>
      )}
    </div>
  );
}

/** Who did what and when: for auditors, who see nothing else, and the administration. */
export function AuditPage() {
  const may = useMay();
  if (!may("readAuditLog")) return <NotYours title={t("staffAudit.title")} />;
  return (
    <div class="stack stack-4">
      <Top title={t("staffAudit.title")} sub={t("staffAudit.sub")} />
      <Check />
      <Entries />
    </div>
  );
}
