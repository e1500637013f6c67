import { useMemo } from "preact/hooks";

import { t } from "@/i18n";
import { dateShort, time } from "@/i18n/format";
import { Failure, SkeletonList } from "@/shared/feedback";
import { Icon } from "@/shared/icon";
import { usePaged } from "@/shared/paged";

import { More } from "../parts/more";
import { Pane } from "../parts/pane";
import { State } from "../parts/state";
import { Table } from "../parts/table";
import { STAND_ICON, STANDS, type Stand } from "./numbers";
import type { Progress } from "./progress";
import { ReachedHouseholds, type ReachedHouseholdsQuery } from "./reach.generated";
import { reasonText } from "./why";

type Row = ReachedHouseholdsQuery["reachedHouseholds"]["edges"][number]["node"];

/** The number that was pressed, as it stands in the address. */
export function standIn(search: URLSearchParams): Stand | null {
  const asked = search.get("stand");
  return STANDS.find((stand) => stand === asked) ?? null;
}

function select(result: ReachedHouseholdsQuery): ReachedHouseholdsQuery["reachedHouseholds"] {
  return result.reachedHouseholds;
}

function how(row: Row): string {
  const since = row.since ? new Date(row.since) : null;
  const parts = [
    row.channel && row.channel !== "PAPER" ? t(`staffNotice.reach.channelName.${row.channel}`) : "",
    reasonText(row.reason),
    since ? `${dateShort(since)}, ${time(since)}` : "",
  ];
  return parts.filter(Boolean).join(" · ");
}

function Line({ row }: { row: Row }) {
  const named = row.names.map((name) => name || t("staffNotice.reach.barred"));
  const told = row.toldAt ? new Date(row.toldAt) : null;
  return (
    <tr>
      <td>
        <b>{row.house || t("staffNotice.reach.households.homeless")}</b>
        {row.unit && <small>{t("staffNotice.reach.unit", { unit: row.unit })}</small>}
      </td>
      <td>{named.join(", ")}</td>
      <td>
        {how(row)}
        {told && (
          <small>
            <State tone="ok" icon="check">
              {t("staffNotice.reach.toldByCaretaker", { time: `${dateShort(told)}, ${time(told)}` })}
            </State>
          </small>
        )}
      </td>
    </tr>
  );
}

interface ListProps {
  readonly noticeId: string;
  readonly stand: Stand;
  /** How many the number says: where the single rows are deleted already, it is all there is. */
  readonly count: number;
}

function List({ noticeId, stand, count }: ListProps) {
  const asked = stand.toUpperCase() as Row["stand"];
  const variables = useMemo(() => ({ noticeId, stand: asked, first: 50 }), [noticeId, asked]);
  const { rows, error, refresh, hasMore, loadingMore, more } = usePaged(ReachedHouseholds, variables, select);
  if (!rows) {
    return (
      <div class="pane__body">
        {error ? (
          <Failure error={error} retry={refresh} />
        ) : (
          <SkeletonList label={t("staffNotice.reach.households.loading")} rows={4} />
        )}
      </div>
    );
  }
  if (rows.length === 0) {
    const word = t(count > 0 ? "staffNotice.reach.households.deleted" : "staffNotice.reach.households.none");
    return <p class="pane__body second">{word}</p>;
  }
  return (
    <>
      <Table
        label={t("staffNotice.reach.households.title")}
        stacks
        heads={[
          t("staffNotice.reach.house"),
          t("staffNotice.reach.households.people"),
          t("staffNotice.reach.households.how"),
        ]}
      >
        {rows.map((row) => (
          <Line key={row.id} row={row} />
        ))}
      </Table>
      <More hasMore={hasMore} busy={loadingMore} more={more} />
    </>
  );
}

/** The households behind one number, from door to door; a change of the run asks again. */
export function HouseholdPane({ progress, stand }: { progress: Progress; stand: Stand }) {
  const count = progress.households[stand];
  return (
    <Pane
      title={
        <span class="line">
          <Icon name={STAND_ICON[stand]} />
          <span>
            {t(`staffNotice.reach.state.${stand}`)}: {t("staff.households", { n: count })}
          </span>
        </span>
      }
      aside={
        <a class="link" href={`/verwaltung/aushaenge/${progress.noticeId}`}>
          {t("staffNotice.reach.households.close")}
        </a>
      }
      flush
    >
      <List key={`${stand} ${String(count)}`} noticeId={progress.noticeId} stand={stand} count={count} />
    </Pane>
  );
}
