/** What a notice's phase looks and reads like, everywhere the same: tone, icon, word. */
import type { NoticeRow } from "@/api/types";
import { t } from "@/i18n";
import { moment, nearDay, time } from "@/i18n/format";

import type { IconName } from "../icon";
import { clearTitle, kindIcon, kindName, staysTitle } from "./kind";

export type Tone = "running" | "coming" | "overrun" | "clear" | "cancelled";

export interface Look {
  readonly tone: Tone;
  readonly icon: IconName;
  /** One word for a list: "läuft". */
  readonly word: string;
  /** The sentence of the band on the card. */
  readonly band: string;
}

export type OutageLike = Pick<
  NoticeRow,
  "kind" | "phase" | "state" | "isOutage" | "isEmergency" | "title" | "startsAt" | "endsAt" | "endedAt"
>;

function date(value: string | null): Date | null {
  return value === null ? null : new Date(value);
}

export function startOf(notice: OutageLike): Date | null {
  return date(notice.startsAt);
}

export function endOf(notice: OutageLike): Date | null {
  return date(notice.endsAt);
}

export function endedOf(notice: OutageLike): Date | null {
  return date(notice.endedAt);
}

/** The last moment to name in a window: the real end after an all-clear, else the planned one. A cancellation has no end. */
export function lastOf(notice: OutageLike): Date | null {
  const ended = notice.phase === "ENDED" ? endedOf(notice) : null;
  return ended ?? endOf(notice);
}

/** A later update let the reader's house go: there it does not take place, elsewhere it does. */
export function isLetGo({ phase, state }: Pick<OutageLike, "phase" | "state">): boolean {
  return phase === "CANCELLED" && state === "PUBLISHED";
}

/** Null for a bulletin: it has no phase. */
export function lookOf(notice: OutageLike, now: Date): Look | null {
  const start = startOf(notice);
  switch (notice.phase) {
    case "NONE":
      return null;
    case "COMING":
      return {
        tone: "coming",
        icon: "calendar",
        word: t("notice.state.coming"),
        band: start ? t("notice.band.coming", { date: nearDay(start, now) }) : kindName(notice.kind),
      };
    case "RUNNING":
      return {
        tone: "running",
        icon: notice.isEmergency ? "warning" : kindIcon(notice.kind),
        word: t("notice.state.running"),
        band: runningBand(notice, start),
      };
    case "OVERRUN":
      return { tone: "overrun", icon: "question", word: t("notice.state.overrun"), band: t("notice.band.overrun") };
    case "ENDED": {
      if (!notice.isOutage) {
        // A bulletin that is over is no all-clear.
        const band = t("notice.band.ended", { kind: kindName(notice.kind) });
        return { tone: "cancelled", icon: "check", word: t("notice.state.over"), band };
      }
      const ended = endedOf(notice);
      return {
        tone: "clear",
        icon: "ok",
        word: t("notice.state.clear"),
        band: ended
          ? t("notice.band.clear", { time: moment(ended, now) })
          : t("notice.band.ended", { kind: kindName(notice.kind) }),
      };
    }
    case "CANCELLED": {
      if (isLetGo(notice)) {
        return { tone: "cancelled", icon: "check", word: t("notice.letGo.word"), band: t("notice.letGo.band") };
      }
      const isMistake = notice.state === "RETRACTED";
      return {
        tone: "cancelled",
        icon: "ban",
        word: t(isMistake ? "notice.state.retracted" : "notice.state.cancelled"),
        band: t(isMistake ? "notice.band.retracted" : "notice.band.cancelled"),
      };
    }
  }
}

function runningBand(notice: OutageLike, start: Date | null): string {
  if (notice.isEmergency && start) {
    return t("notice.band.emergency", { since: t("format.since", { start: time(start) }) });
  }
  return t("notice.band.running", { kind: kindName(notice.kind) });
}

/** The heading of the card: what is true now comes before what was announced. */
export function headlineOf(notice: OutageLike): string {
  const end = endOf(notice);
  if (!notice.isOutage) return notice.title;
  switch (notice.phase) {
    case "ENDED":
      return clearTitle(notice.kind);
    case "CANCELLED":
      return staysTitle(notice.kind);
    case "OVERRUN":
      return end ? t("notice.overrunTitle", { time: time(end) }) : notice.title;
    case "NONE":
    case "COMING":
    case "RUNNING":
      return notice.title;
  }
}
