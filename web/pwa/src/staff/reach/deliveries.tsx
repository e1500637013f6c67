import { useMemo, useState } from "preact/hooks";

import type { PortalError } from "@/api/errors";
import { t } from "@/i18n";
import { dateShort, time } from "@/i18n/format";
import { Failure, SkeletonList } from "@/shared/feedback";
import { usePaged } from "@/shared/paged";

import { Chips } from "../parts/chips";
import { Pane } from "../parts/pane";
import { State, type StateTone } from "../parts/state";
import { Table } from "../parts/table";
import { More } from "../parts/more";
import type { Progress } from "./progress";
import { MissedTable, nameOf } from "./missed";
import { useNotReached } from "./not-reached";
import { Deliveries, type DeliveriesQuery, type DeliveriesQueryVariables } from "./reach.generated";
import { reasonText, whyOf } from "./why";

type Row = DeliveriesQuery["deliveries"]["edges"][number]["node"];
type Variables = DeliveriesQueryVariables;

function select(result: DeliveriesQuery): DeliveriesQuery["deliveries"] {
  return result.deliveries;
}

/** What staff look for, and what of it the server filters by. */
const VIEWS = {
  all: {},
  missed: {},
  paper: { channel: "PAPER" },
  failed: { state: "FAILED" },
  bounced: { state: "BOUNCED" },
  expired: { state: "EXPIRED" },
  dead: { state: "DEAD" },
  mail: { channel: "MAIL" },
  webpush: { channel: "WEBPUSH" },
  fcm: { channel: "FCM" },
} as const satisfies Record<string, Pick<Variables, "channel" | "state">>;

export type View = keyof typeof VIEWS;
const FAILURES: readonly View[] = ["failed", "bounced", "expired", "dead"];
const CHANNEL_VIEWS: readonly (readonly [View, Progress["channels"][number]["channel"]])[] = [
  ["mail", "MAIL"],
  ["webpush", "WEBPUSH"],
  ["fcm", "FCM"],
];

/** Only what there is something of: an empty filter is a dead end. */
export function viewsOf(progress: Progress): View[] {
  const used = progress.channels.filter((row) => row.queued + row.accepted + row.failed + row.skipped > 0);
  const has = (channel: string): boolean => used.some((row) => row.channel === channel);
  return [
    "all",
    ...(has("PAPER") || used.some((row) => row.failed > 0) ? (["missed"] as const) : []),
    ...(has("PAPER") ? (["paper"] as const) : []),
    ...(used.some((row) => row.failed > 0) ? FAILURES : []),
    ...CHANNEL_VIEWS.filter(([, channel]) => has(channel)).map(([view]) => view),
  ];
}

function viewName(view: View): string {
  switch (view) {
    case "all":
      return t("staffNotice.reach.all");
    case "missed":
      return t("staffNotice.reach.notReached");
    case "paper":
      return t("staffNotice.reach.state.paper");
    case "failed":
      return t("staffNotice.reach.deliveryState.FAILED");
    case "bounced":
      return t("staffNotice.reach.deliveryState.BOUNCED");
    case "expired":
      return t("staffNotice.reach.deliveryState.EXPIRED");
    case "dead":
      return t("staffNotice.reach.deliveryState.DEAD");
    case "mail":
      return t("staffNotice.reach.channelName.MAIL");
    case "webpush":
      return t("staffNotice.reach.channelName.WEBPUSH");
    case "fcm":
      return t("staffNotice.reach.channelName.FCM");
  }
}

function toneOf(row: Row): StateTone {
  switch (row.state) {
    case "ACCEPTED":
      return "brand";
    case "QUEUED":
    case "LEASED":
    case "CANCELLED":
    case "SUPPRESSED":
    case "SKIPPED":
      return "mute";
    case "BOUNCED":
    case "FAILED":
    case "EXPIRED":
    case "DEAD":
      return "danger";
  }
}

const ICONS = { brand: "check", mute: "clock", danger: "warning" } as const;

function StateCell({ row }: { row: Row }) {
  if (row.channel === "PAPER") {
    return (
      <State tone="warn" icon="paper">
        {whyOf(row)}
      </State>
    );
  }
  const tone = toneOf(row);
  return (
    <State tone={tone} icon={ICONS[tone as keyof typeof ICONS]}>
      {t(`staffNotice.reach.deliveryState.${row.state}`)}
    </State>
  );
}

const MESSAGES = [
  "notice_published",
  "notice_joined",
  "notice_changed",
  "notice_left",
  "notice_ended",
  "notice_cancelled",
  "notice_retracted",
  "notice_reminder",
  "notice_soon",
  "notice_for_reader",
] as const;

/** Which message it was: after a change one person stands here with several. */
function messageName(message: string): string {
  const known = MESSAGES.find((one) => one === message);
  return known ? t(`staffNotice.reach.message.${known}`) : "";
}

function DeliveryRow({ row }: { row: Row }) {
  const settled = row.settledAt ? new Date(row.settledAt) : null;
  return (
    <tr>
      <td>
        <b>{nameOf(row)}</b>
      </td>
      <td>{row.house}</td>
      <td>
        {t(`staffNotice.reach.channelName.${row.channel}`)}
        <small>{messageName(row.message)}</small>
      </td>
      <td>
        <StateCell row={row} />
        {row.reason && row.channel !== "PAPER" && <small>{reasonText(row.reason)}</small>}
      </td>
      <td class="end num">{settled ? `${dateShort(settled)}, ${time(settled)}` : ""}</td>
    </tr>
  );
}

function Rows({ rows }: { rows: readonly Row[] }) {
  if (rows.length === 0) return <p class="pane__body second">{t("staffNotice.reach.deliveriesNone")}</p>;
  return (
    <Table
      label={t("staffNotice.reach.deliveries")}
      stacks
      lastAtEnd
      heads={[
        t("staffNotice.reach.person"),
        t("staffNotice.reach.house"),
        t("staffNotice.reach.channel"),
        t("staffNotice.reach.stateHead"),
        t("staffNotice.reach.when"),
      ]}
    >
      {rows.map((row) => (
        <DeliveryRow key={row.id} row={row} />
      ))}
    </Table>
  );
}

function Waiting({ error, retry }: { error: PortalError | null; retry?: () => void }) {
  return (
    <div class="pane__body">
      {error ? (
        <Failure error={error} {...(retry ? { retry } : {})} />
      ) : (
        <SkeletonList label={t("staffNotice.reach.deliveriesLoading")} rows={4} />
      )}
    </div>
  );
}

function Missed({ noticeId }: { noticeId: string }) {
  const { rows, error } = useNotReached(noticeId);
  return rows ? <MissedTable rows={rows} /> : <Waiting error={error} />;
}

interface ListProps {
  readonly noticeId: string;
  readonly view: View;
}

function List({ noticeId, view }: ListProps) {
  const variables = useMemo(() => ({ noticeId, first: 50, ...VIEWS[view] }), [noticeId, view]);
  const { rows, error, refresh, hasMore, loadingMore, more } = usePaged(Deliveries, variables, select);
  if (!rows) return <Waiting error={error} retry={refresh} />;
  return (
    <>
      <Rows rows={rows} />
      <More hasMore={hasMore} busy={loadingMore} more={more} />
    </>
  );
}

/** Every single delivery; a change of the run asks again. */
export function DeliveryList({ progress, turn }: { progress: Progress; turn: string }) {
  const [view, setView] = useState<View>("all");
  const views = viewsOf(progress);
  return (
    <Pane title={t("staffNotice.reach.deliveries")} flush>
      {views.length > 1 && (
        <div class="pane__filter">
          <Chips
            label={t("staffNotice.reach.byState")}
            options={views.map((value) => ({ value, label: viewName(value) }))}
            value={view}
            onValue={setView}
          />
        </div>
      )}
      {view === "missed" ? (
        <Missed key={turn} noticeId={progress.noticeId} />
      ) : (
        <List key={`${view} ${turn}`} noticeId={progress.noticeId} view={view} />
      )}
    </Pane>
  );
}
