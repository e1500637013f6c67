/** Where things stand on the bar of a day: hours of Berlin's wall clock become percent of the width. */
import { berlin, dayKey, daysBetween } from "@/i18n/format";

export type Phase = "coming" | "running" | "overrun" | "ended" | "cancelled";

export interface Outage {
  readonly start: Date;
  readonly end: Date | null;
  /** The end that was planned before it was moved. */
  readonly earlierEnd?: Date | null;
  /** When the all-clear came. */
  readonly endedAt?: Date | null;
  readonly phase: Phase;
}

export interface Tick {
  readonly hour: number;
  readonly at: number;
  readonly label: string;
  readonly strong: boolean;
}

export interface Span {
  readonly at: number;
  readonly width: number;
}

export interface DayBarGeometry {
  readonly day: string;
  readonly from: number;
  readonly until: number;
  readonly ticks: readonly Tick[];
  /** What is certain. */
  readonly solid: Span | null;
  /** What nobody knows yet: the end is open, was moved, or has passed without word. */
  readonly hatched: Span | null;
  /** What does not happen. */
  readonly dashed: Span | null;
  readonly now: number | null;
  readonly back: number | null;
}

const DAY = 24;
const USUAL = { from: 6, until: 22 };
/** Half of what a number takes on the narrowest phone, in percent of the bar; "22:10" is wider than "22". */
const HALF = { hour: 3.6, minutes: 8.6 } as const;
/** The least air between two numbers, in percent. */
const AIR = 1.6;

/** Hours since midnight of the given Berlin day; below 0 the day before, above 24 the day after. */
function hourOf(date: Date, day: Date): number {
  const { hour, minute } = berlin(date);
  return daysBetween(day, date) * DAY + hour + minute / 60;
}

function label(hour: number): string {
  const whole = Math.floor(hour);
  const minutes = Math.round((hour - whole) * 60);
  return minutes === 0 ? String(whole) : `${String(whole)}:${String(minutes).padStart(2, "0")}`;
}

function axis(hours: readonly number[]): { from: number; until: number } {
  const outside = hours.some((hour) => hour < USUAL.from || hour > USUAL.until);
  return outside ? { from: 0, until: DAY } : USUAL;
}

function clamp(value: number, from: number, until: number): number {
  return Math.min(until, Math.max(from, value));
}

/** The Berlin days an outage touches, at most `limit`; an open end touches today as well. */
export function daysOf(outage: Outage, now: Date, limit = 7): Date[] {
  const last = outage.endedAt ?? outage.end ?? (outage.phase === "coming" ? outage.start : now);
  const shown = outage.phase === "overrun" && now > last ? now : last;
  // An end at midnight belongs to the day before it.
  const count = Math.max(0, daysBetween(outage.start, new Date(shown.getTime() - 1))) + 1;
  const noon = new Date(`${dayKey(outage.start)}T12:00:00Z`).getTime();
  return Array.from({ length: Math.min(count, limit) }, (_, index) => new Date(noon + index * 86_400_000));
}

/** The bar of one Berlin day. `day` is any instant of it. */
export function dayBar(outage: Outage, day: Date, now: Date): DayBarGeometry {
  const start = hourOf(outage.start, day);
  const planned = outage.end ? hourOf(outage.end, day) : null;
  const earlier = outage.earlierEnd ? hourOf(outage.earlierEnd, day) : null;
  const over = outage.endedAt ? hourOf(outage.endedAt, day) : null;
  const present = hourOf(now, day);
  const isToday = present >= 0 && present < DAY;
  const shownNow = isToday && (outage.phase === "running" || outage.phase === "overrun") ? present : null;
  const inDay = [start, planned, over, shownNow].filter(
    (hour): hour is number => hour !== null && hour >= 0 && hour <= DAY,
  );
  const spansMidnight = start < 0 || (planned ?? over ?? 0) > DAY;
  const { from, until } = spansMidnight ? { from: 0, until: DAY } : axis(inDay);
  const percent = (hour: number): number => round(((clamp(hour, from, until) - from) / (until - from)) * 100);
  const span = (begin: number, finish: number): Span | null => {
    const at = percent(begin);
    const width = round(percent(finish) - at);
    return width > 0 ? { at, width } : null;
  };

  const spans = ((): Pick<DayBarGeometry, "solid" | "hatched" | "dashed"> => {
    if (outage.phase === "cancelled") return { solid: null, hatched: null, dashed: span(start, planned ?? until) };
    if (over !== null) return { solid: span(start, over), hatched: null, dashed: null };
    if (planned === null) {
      const known = outage.phase === "coming" ? start : clamp(present, start, until);
      return { solid: span(start, known), hatched: span(known, until), dashed: null };
    }
    if (outage.phase === "overrun") {
      return { solid: span(start, planned), hatched: span(planned, Math.max(planned, present)), dashed: null };
    }
    if (earlier !== null && earlier < planned) {
      return { solid: span(start, earlier), hatched: span(earlier, planned), dashed: null };
    }
    return { solid: span(start, planned), hatched: null, dashed: null };
  })();

  return {
    day: dayKey(day),
    from,
    until,
    ticks: ticks(from, until, over === null ? [start, planned] : [start], over, percent),
    ...spans,
    now: shownNow === null ? null : percent(shownNow),
    back: over !== null && over >= 0 && over <= DAY ? percent(over) : null,
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

interface Mark {
  readonly hour: number;
  readonly at: number;
  readonly label: string;
}

function half({ label: text }: Mark): number {
  return text.includes(":") ? HALF.minutes : HALF.hour;
}

/** Where a number begins and ends: the outermost ones are pushed inwards. */
function extent(mark: Mark): readonly [number, number] {
  const width = half(mark);
  const middle = clamp(mark.at, width, 100 - width);
  return [middle - width, middle + width];
}

function collide(a: Mark, b: Mark): boolean {
  const [aFrom, aUntil] = extent(a);
  const [bFrom, bUntil] = extent(b);
  return aFrom < bUntil + AIR && bFrom < aUntil + AIR;
}

/** Begin and end in bold; plain hours fill the rest where there is room. Of two bold ones too near the first stays. */
function ticks(
  from: number,
  until: number,
  wanted: readonly (number | null)[],
  over: number | null,
  percent: (hour: number) => number,
): Tick[] {
  const mark = (hour: number): Mark => ({ hour, at: percent(hour), label: label(hour) });
  const strong: Mark[] = [];
  for (const hour of wanted) {
    if (hour === null || hour < from || hour > until) continue;
    const next = mark(hour);
    if (!strong.some((other) => collide(other, next))) strong.push(next);
  }
  const step = until - from > 16 ? 4 : 2;
  const plain: Mark[] = [];
  for (let hour = from; hour <= until; hour += step) {
    const next = mark(hour);
    if (hour !== over && !strong.some((other) => collide(other, next))) plain.push(next);
  }
  return [
    ...plain.map((tick) => ({ ...tick, strong: false })),
    ...strong.map((tick) => ({ ...tick, strong: true })),
  ].sort((a, b) => a.hour - b.hour);
}
