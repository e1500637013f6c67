import type { NoticeRow } from "@/api/types";
import { t } from "@/i18n";
import { dateLong, hours, time, weekdayMonth } from "@/i18n/format";
import { T } from "@/i18n/rich";
import { Mark } from "@/shared/icon";
import { useNow } from "@/shared/now";
import { OutageDays } from "@/shared/notice/day";
import { OutageFrame } from "@/shared/notice/outage-card";
import { endOf, lookOf, startOf } from "@/shared/notice/phase";
import { NoticeItem } from "@/shared/notice/row";
import { usePortal } from "@/shared/portal";

import { MailView } from "../parts/mail-view";
import { Pane } from "../parts/pane";
import type { Reach } from "./use-reach";

const LONGEST_TITLE = 40;
const LONGEST_TEXT = 120;

function Meter({
  k,
  n,
  most,
}: {
  k: "staffCompose.preview.meterTitle" | "staffCompose.preview.meterText";
  n: number;
  most: number;
}) {
  return (
    <span class={n > most ? "meter__over" : undefined}>
      <T k={k} values={{ n }} />
      {n > most && ` ${t("staffCompose.preview.tooLong")}`}
    </span>
  );
}

function PushView({ push }: { push: Reach["push"] }) {
  const portal = usePortal();
  const now = useNow();
  return (
    <div class="stack stack-2">
      <h3>{t("staffCompose.preview.push")}</h3>
      <div class="device">
        <div class="device__screen lock">
          <p class="lock__time">{time(now)}</p>
          <p class="lock__date">{weekdayMonth(now)}</p>
          <div class="push">
            <Mark />
            <small>{t("staffCompose.preview.pushFrom", { name: portal?.shortName ?? t("common.portal") })}</small>
            <b>{push.title}</b>
            <p>{push.body}</p>
          </div>
        </div>
      </div>
      <p class="meter">
        <Meter k="staffCompose.preview.meterTitle" n={Array.from(push.title).length} most={LONGEST_TITLE} />
        <Meter k="staffCompose.preview.meterText" n={Array.from(push.body).length} most={LONGEST_TEXT} />
      </p>
    </div>
  );
}

function MiniOutage({ notice, now }: { notice: NoticeRow; now: Date }) {
  const look = lookOf(notice, now);
  const start = startOf(notice);
  if (!look || !start) return <p class="second">{t("staffCompose.preview.noDay")}</p>;
  return (
    <div class={`outage outage--${look.tone}`}>
      <OutageFrame notice={notice} now={now}>
        <div class="outage__body stack stack-2">
          <p class="outage__title">
            <b>{notice.title}</b>
          </p>
          <p>
            {dateLong(start)}
            <br />
            <b>{hours({ start, end: endOf(notice) })}</b>
          </p>
          <OutageDays notice={notice} now={now} />
        </div>
      </OutageFrame>
    </div>
  );
}

/** The tenant's own card, small; what is drawn here is the component the tenant gets. */
function PortalView({ notice, place }: { notice: NoticeRow; place: string | null }) {
  const now = useNow();
  return (
    <div class="stack stack-2">
      <h3>{t("staffCompose.preview.portal")}</h3>
      <div class="device">
        {/* A picture: nothing in it can be opened. */}
        <div class="device__screen miniapp stack stack-2" inert>
          {place && (
            <span class="plate">
              <span>{place}</span>
            </span>
          )}
          {notice.isOutage ? (
            <MiniOutage notice={notice} now={now} />
          ) : (
            <ul class="list">
              <NoticeItem notice={notice} now={now} />
            </ul>
          )}
        </div>
      </div>
    </div>
  );
}

interface PreviewProps {
  readonly reach: Reach | null;
  readonly notice: NoticeRow;
}

/** The real rendered words of each way, with the room they have. */
export function Previews({ reach, notice }: PreviewProps) {
  return (
    <Pane title={t("staffCompose.preview.title")}>
      {reach ? <MailView mail={reach.mail} /> : <p class="second">{t("staffCompose.preview.pending")}</p>}
      <div class="previews">
        {reach && <PushView push={reach.push} />}
        <PortalView notice={notice} place={reach?.houses[0]?.house.address ?? null} />
      </div>
    </Pane>
  );
}
