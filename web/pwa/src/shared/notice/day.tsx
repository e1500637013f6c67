import { t } from "@/i18n";
import { dayKey, hours, time, weekdayMonth } from "@/i18n/format";

import { DayBar } from "../day/bar";
import { dayBar, daysOf, type Outage, type Phase } from "../day/geometry";
import { backWord, offWord } from "./kind";
import { endedOf, endOf, startOf, type OutageLike } from "./phase";

const PHASES: Readonly<Record<OutageLike["phase"], Phase | null>> = {
  NONE: null,
  COMING: "coming",
  RUNNING: "running",
  OVERRUN: "overrun",
  ENDED: "ended",
  CANCELLED: "cancelled",
};

function outageOf(notice: OutageLike): Outage | null {
  const start = startOf(notice);
  const phase = PHASES[notice.phase];
  return start && phase ? { start, end: endOf(notice), endedAt: endedOf(notice), phase } : null;
}

/** The bar in one sentence, for those who do not see it. */
function sentence(notice: OutageLike, outage: Outage, day: Date, now: Date): string {
  const date = weekdayMonth(day);
  const what = offWord(notice.kind);
  const start = time(outage.start);
  const nowText = dayKey(day) === dayKey(now) ? t("notice.day.labelNow", { time: time(now) }) : "";
  switch (outage.phase) {
    case "cancelled":
      return t("notice.day.labelCancelled", { date, start, end: outage.end ? time(outage.end) : "" });
    case "ended":
      if (outage.endedAt) return t("notice.day.labelBack", { date, what, start, end: time(outage.endedAt) });
      return t("notice.day.labelPlanned", { date, what, hours: hours(outage) });
    case "overrun": {
      const planned = t("notice.day.labelPlanned", { date, what, hours: hours({ ...outage, expected: false }) });
      const silent = outage.end ? t("notice.day.labelOverrun", { time: time(outage.end) }) : "";
      return [planned, silent, nowText].filter(Boolean).join(" ");
    }
    case "coming":
    case "running": {
      const label = outage.end
        ? t("notice.day.labelPlanned", { date, what, hours: hours(outage) })
        : t("notice.day.labelOpen", { date, what, start });
      return [label, outage.phase === "running" ? nowText : ""].filter(Boolean).join(" ");
    }
  }
}

/** One bar for a window within a day; one for each day where it lasts longer, each with its date above. */
export function OutageDays({ notice, now }: { notice: OutageLike; now: Date }) {
  const outage = outageOf(notice);
  if (!outage) return null;
  const days = daysOf(outage, now);
  const several = days.length > 1;
  return (
    <div class={several ? "days days--several" : "days"}>
      {days.map((day) => (
        <div key={dayKey(day)}>
          {several && <p class="days__name">{weekdayMonth(day)}</p>}
          <DayBar
            geometry={dayBar(outage, day, now)}
            what={offWord(notice.kind)}
            nowLabel={t("notice.day.now", { time: time(now) })}
            backLabel={outage.endedAt ? backWord(notice.kind, time(outage.endedAt)) : ""}
            label={sentence(notice, outage, day, now)}
          />
        </div>
      ))}
    </div>
  );
}
