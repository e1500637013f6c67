import { useMemo, useState } from "preact/hooks";

import { t } from "@/i18n";
import { dateShort, time } from "@/i18n/format";
import { Failure, SkeletonList } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { usePaged } from "@/shared/paged";

import { Chips } from "../parts/chips";
import { Pane } from "../parts/pane";
import { State, type StateTone } from "../parts/state";
import { Table } from "../parts/table";
import { Deliveries, type DeliveriesQuery, type DeliveriesQueryVariables } from "./reach.generated";

type Row = DeliveriesQuery["deliveries"]["edges"][number]["node"];
type Variables = DeliveriesQueryVariables;

function select(result: DeliveriesQuery): DeliveriesQuery["deliveries"] {
  return result.deliveries;
}

/** What staff look for, and what of it the server filters by. */
const VIEWS = {
  all: {},
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
const ORDER = Object.keys(VIEWS) as View[];

function viewName(view: View): string {
  switch (view) {
    case "all":
      return t("staffNotice.reach.all");
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

const REASONS = [
  "no_channel",
  "opted_out",
  "deceased",
  "withdrawn",
  "moved_out",
  "expired",
  "target_gone",
  "address_refused",
  "payload",
  "configuration",
  "attempts",
  "poison",
] as const;

/** The words of a reason code; a code this version does not know is still said to be one. */
export function reasonText(code: string | null): string {
  if (code === null) return "";
  const known = REASONS.find((reason) => reason === code.toLowerCase());
  return known ? t(`staffNotice.reach.reason.${known}`) : t("staffNotice.reach.reasonOther");
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
        {t("staffNotice.reach.state.paper")}
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

function DeliveryRow({ row }: { row: Row }) {
  const settled = row.settledAt ? new Date(row.settledAt) : null;
  return (
    <tr>
      <td>
        <b>{row.memberName}</b>
      </td>
      <td>{row.house}</td>
      <td>{t(`staffNotice.reach.channelName.${row.channel}`)}</td>
      <td>
        <StateCell row={row} />
        {row.reason && <small>{reasonText(row.reason)}</small>}
      </td>
      <td class="end num">{settled ? `${dateShort(settled)}, ${time(settled)}` : ""}</td>
    </tr>
  );
}

interface ListProps {
  readonly noticeId: string;
  readonly view: View;
}

function List({ noticeId, view }: ListProps) {
  const variables = useMemo(() => ({ noticeId, first: 50, ...VIEWS[view] }), [noticeId, view]);
  const { rows, error, refresh, hasMore, loadingMore, more } = usePaged(Deliveries, variables, select);
  if (!rows) {
    return (
      <div class="pane__body">
        {error ? (
          <Failure error={error} retry={refresh} />
        ) : (
          <SkeletonList label={t("staffNotice.reach.deliveriesLoading")} rows={4} />
        )}
      </div>
    );
  }
  if (rows.length === 0) return <p class="pane__body second">{t("staffNotice.reach.deliveriesNone")}</p>;
  return (
    <>
      <Table
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
      {hasMore && (
        <div class="pane__body">
          <Button look="second" busy={loadingMore} onClick={more}>
            {t("staff.more")}
          </Button>
        </div>
      )}
    </>
  );
}

/** Every single delivery; a change of the run asks again. */
export function DeliveryList({ noticeId, turn }: { noticeId: string; turn: string }) {
  const [view, setView] = useState<View>("all");
  return (
    <Pane title={t("staffNotice.reach.deliveries")} flush>
      <div class="pane__filter">
        <Chips
          label={t("staffNotice.reach.byState")}
          options={ORDER.map((value) => ({ value, label: viewName(value) }))}
          value={view}
          onValue={setView}
        />
      </div>
      <List key={`${view} ${turn}`} noticeId={noticeId} view={view} />
    </Pane>
  );
}
