import type { NoticeRow } from "@/api/types";
import { t } from "@/i18n";
import { dateShort, dateTime, time, windowLong, windowShort } from "@/i18n/format";
import { lastOf, startOf } from "@/shared/notice/phase";

type Timed = Pick<
  NoticeRow,
  "kind" | "phase" | "state" | "isEmergency" | "title" | "startsAt" | "endsAt" | "endedAt" | "isOutage"
>;

/** "Di 24.11., 8–14 Uhr"; an event without an end has just its begin, an outage "Ende noch offen". */
export function whenShort(notice: Timed): string {
  const start = startOf(notice);
  if (!start) return "";
  const end = lastOf(notice);
  if (!end && !notice.isOutage) return t("staffNotice.list.at", { date: dateShort(start), time: time(start) });
  return windowShort({ start, end });
}

/** "Dienstag, 24. November 2026, 8:00 bis voraussichtlich 14:00 Uhr" */
export function whenLong(notice: Timed): string {
  const start = startOf(notice);
  if (!start) return "";
  const end = lastOf(notice);
  if (!end && !notice.isOutage) return dateTime(start);
  return windowLong({ start, end, expected: notice.phase !== "ENDED" });
}

/** The window as the tenants were told it: an end that was only planned stays "voraussichtlich". */
export function whenTold(notice: Timed): string {
  return whenLong({ ...notice, phase: notice.phase === "ENDED" ? "RUNNING" : notice.phase });
}
