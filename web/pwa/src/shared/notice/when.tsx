import { dateLong, hours, isOverNight, windowLong } from "@/i18n/format";

import { endedOf, endOf, startOf, type OutageLike } from "./phase";

/** The window in two lines, the date small and the hours large; what is over shows when it really ended. */
export function When({ notice, small = false }: { notice: OutageLike; small?: boolean }) {
  const start = startOf(notice);
  if (!start) return null;
  const ended = notice.phase === "ENDED";
  const window = { start, end: ended ? (endedOf(notice) ?? endOf(notice)) : endOf(notice), expected: !ended };
  const names = small ? "when when--card" : "when";
  if (isOverNight(window)) return <p class="when when--card">{windowLong(window)}</p>;
  return (
    <p class={names}>
      <span>{dateLong(start)}</span>
      {hours(window)}
    </p>
  );
}
