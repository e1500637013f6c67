/** From what staff type (a day and a time of the wall clock in Berlin) to an instant, and back. */
import { berlin, dayKey } from "@/i18n/format";

const MINUTE = 60_000;

function asUtc(day: string, time: string): number {
  return Date.parse(`${day}T${time}:00Z`);
}

/** What the clock in Berlin is ahead of UTC at an instant, in milliseconds. */
function offset(at: number): number {
  const { year, month, day, hour, minute } = berlin(new Date(at));
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(at / MINUTE) * MINUTE;
}

/** The instant at which the clock in Berlin shows this; null for no date at all, or an hour the change of clocks leaves out. */
export function instant(day: string, time: string): Date | null {
  const wall = asUtc(day, time);
  if (Number.isNaN(wall)) return null;
  const first = wall - offset(wall);
  const at = wall - offset(first);
  return at + offset(at) === wall ? new Date(at) : null;
}

/** "08:00", as an input of type time wants it. */
export function timeOf(date: Date): string {
  const { hour, minute } = berlin(date);
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

/** "2026-11-24", as an input of type date wants it. */
export function dayOf(date: Date): string {
  return dayKey(date);
}
