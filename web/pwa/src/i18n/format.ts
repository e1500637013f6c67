/** Dates and times as texts-de settles them: always Europe/Berlin, whatever the device says. */
import { currentLanguage, t } from "./index";

const ZONE = "Europe/Berlin";
const DAY_MS = 86_400_000;

export interface Window {
  readonly start: Date;
  readonly end: Date | null;
  /** A planned end is always "voraussichtlich"; an end that has happened is not. */
  readonly expected?: boolean;
}

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = currentLanguage() + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(currentLanguage(), { timeZone: ZONE, ...options });
    formats.set(key, found);
  }
  return found;
}

/** The wall clock of Berlin at an instant. */
export function berlin(date: Date): Parts {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: ZONE,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    hourCycle: "h23",
  });
  const found = new Map(format.formatToParts(date).map((part) => [part.type, Number(part.value)]));
  const number = (type: Intl.DateTimeFormatPartTypes): number => found.get(type) ?? 0;
  return {
    year: number("year"),
    month: number("month"),
    day: number("day"),
    hour: number("hour"),
    minute: number("minute"),
  };
}

/** "2026-11-24", the day in Berlin; equal strings mean the same day. */
export function dayKey(date: Date): string {
  const { year, month, day } = berlin(date);
  return [year, String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-");
}

/** Whole days from one Berlin day to another, not shaken by the change of the clocks. */
export function daysBetween(from: Date, to: Date): number {
  return Math.round((Date.parse(dayKey(to)) - Date.parse(dayKey(from))) / DAY_MS);
}

/** "8:00" */
export function time(date: Date): string {
  const { hour, minute } = berlin(date);
  return `${String(hour)}:${String(minute).padStart(2, "0")}`;
}

/** "8" at the full hour, else "8:30" */
export function timeShort(date: Date): string {
  const { hour, minute } = berlin(date);
  return minute === 0 ? String(hour) : time(date);
}

/** "Dienstag, 24. November 2026" */
export function dateLong(date: Date): string {
  return formatter({ weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(date);
}

/** "24. November 2026" */
export function dateMedium(date: Date): string {
  return formatter({ day: "numeric", month: "long", year: "numeric" }).format(date);
}

/** "24. November" */
export function dayMonth(date: Date): string {
  return formatter({ day: "numeric", month: "long" }).format(date);
}

/** "Montag, 23. November" */
export function weekdayMonth(date: Date): string {
  return formatter({ weekday: "long", day: "numeric", month: "long" }).format(date);
}

/** "Di 24.11." */
export function dateShort(date: Date): string {
  const { day, month } = berlin(date);
  const weekday = formatter({ weekday: "short" }).format(date).replace(".", "");
  return `${weekday} ${String(day)}.${String(month)}.`;
}

/** "Dienstag, 24. November 2026, 8:00 Uhr" */
export function dateTime(date: Date): string {
  return t("format.dateTime", { date: dateLong(date), time: time(date) });
}

/** "heute, 24. November, 10:05 Uhr"; other days carry their weekday: "Montag, 23. November, 18:00 Uhr" */
export function moment(date: Date, now: Date): string {
  return t("format.dateTime", { date: nearDay(date, now), time: time(date) });
}

/** "heute, 24. November", "morgen, ...", "gestern, ..." or "Montag, 23. November"; the year only when it is another. */
export function nearDay(date: Date, now: Date): string {
  const short = dayMonth(date);
  switch (daysBetween(now, date)) {
    case 0:
      return t("format.today", { date: short });
    case 1:
      return t("format.tomorrow", { date: short });
    case -1:
      return t("format.yesterday", { date: short });
    default:
      return berlin(date).year === berlin(now).year ? weekdayMonth(date) : dateLong(date);
  }
}

/** "8:00 bis voraussichtlich 14:00 Uhr", or "ab 8:00 Uhr, Ende noch offen"; without the date. */
export function hours({ start, end, expected = true }: Window): string {
  if (!end) return t("format.openEnd", { start: t("format.from", { start: time(start) }) });
  const values = { start: time(start), end: time(end) };
  return expected ? t("format.rangeExpected", values) : t("format.range", values);
}

/** True when a window ends on another Berlin day than it begins. */
export function isOverNight({ start, end }: Window): boolean {
  return end !== null && dayKey(start) !== dayKey(end);
}

/** "Dienstag, 24. November 2026, 8:00 bis voraussichtlich 14:00 Uhr"; over midnight both days are written out. */
export function windowLong(window: Window): string {
  const { start, end, expected = true } = window;
  if (end && isOverNight(window)) {
    const values = { startDate: dateLong(start), start: time(start), endDate: dateLong(end), end: time(end) };
    return expected ? t("format.rangeDaysExpected", values) : t("format.rangeDays", values);
  }
  return t("format.dated", { date: dateLong(start), rest: hours(window) });
}

/** "Di 24.11., 8–14 Uhr" */
export function windowShort({ start, end }: Window): string {
  const date = dateShort(start);
  if (!end) return t("format.shortOpen", { date, start: timeShort(start) });
  const values = { start: timeShort(start), end: timeShort(end) };
  if (dayKey(start) === dayKey(end)) return t("format.shortRange", { date, ...values });
  return t("format.shortDays", { startDate: date, endDate: dateShort(end), ...values });
}

/** "240 KB", "1,2 MB" */
export function fileSize(bytes: number): string {
  const kilobytes = Math.max(1, Math.round(bytes / 1024));
  if (kilobytes < 1000) return t("format.kilobytes", { n: kilobytes });
  const megabytes = new Intl.NumberFormat(currentLanguage(), { maximumFractionDigits: 1 }).format(bytes / 1_048_576);
  return t("format.megabytes", { n: megabytes });
}
