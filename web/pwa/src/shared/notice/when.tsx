import { t } from "@/i18n";
import { dateLong, hours, isOverNight, time, windowLong, type Window } from "@/i18n/format";

import { lastOf, startOf, type OutageLike } from "./phase";

/** "ab 18:30 Uhr": an event whose end nobody named has just its begin; an outage says that its end is open. */
function hoursOf(notice: OutageLike, window: Window): string {
  return notice.isOutage || window.end ? hours(window) : t("format.from", { start: time(window.start) });
}

/** The window in two lines, the date small and the hours large; what is over shows when it really ended. */
export function When({ notice, small = false }: { notice: OutageLike; small?: boolean }) {
  const start = startOf(notice);
  if (!start) return null;
  const ended = notice.phase === "ENDED";
  const window = { start, end: lastOf(notice), expected: !ended };
  const names = small ? "when when--card" : "when";
  if (isOverNight(window)) return <p class="when when--card">{windowLong(window)}</p>;
  return (
    <p class={names}>
      <span>{dateLong(start)}</span>
      {hoursOf(notice, window)}
    </p>
  );
}
