import { useEffect, useState } from "preact/hooks";

const BEAT_MS = 20_000;

/** The present moment, moved on every few seconds so that the mark on the bar of the day stays true. */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(new Date());
    }, BEAT_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
}

const LONGEST_WAIT_MS = 6 * 3_600_000;

/** Asks the server again just after the next of these moments: begin and end of an outage change what is shown. */
export function useRefreshAt(moments: readonly (string | null)[], refresh: () => void): void {
  const now = Date.now();
  const next = moments
    .map((moment) => (moment === null ? NaN : Date.parse(moment)))
    .filter((moment) => moment > now && moment - now < LONGEST_WAIT_MS)
    .sort((a, b) => a - b)[0];
  useEffect(() => {
    if (next === undefined) return undefined;
    const timer = setTimeout(refresh, next - Date.now() + 1500);
    return () => {
      clearTimeout(timer);
    };
  }, [next, refresh]);
}
