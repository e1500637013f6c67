/** The notice as it would stand on the board, made from what is typed. */
import type { NoticeRow, Phase } from "@/api/types";

import type { Stock } from "../places/stock";
import { timesOf, titleOf, type Draft } from "./form";
import { isOutage, linesOf } from "./kinds";

function phaseOf(startsAt: Date | null, endsAt: Date | null, now: Date): Phase {
  if (!startsAt) return "NONE";
  if (startsAt > now) return "COMING";
  return endsAt && endsAt <= now ? "OVERRUN" : "RUNNING";
}

export function sampleOf(draft: Draft, stock: Stock, now: Date): NoticeRow {
  const { startsAt, endsAt } = timesOf(draft);
  const outage = isOutage(draft.kind);
  return {
    id: "preview",
    kind: draft.kind,
    urgency: draft.isUrgent ? "URGENT" : "ORDINARY",
    state: "PUBLISHED",
    phase: outage ? phaseOf(startsAt, endsAt, now) : "NONE",
    isOutage: outage,
    isEmergency: draft.isEmergency,
    title: titleOf(draft, stock),
    cause: draft.cause,
    startsAt: startsAt?.toISOString() ?? null,
    endsAt: endsAt?.toISOString() ?? null,
    adviceBefore: linesOf(draft.before),
    adviceDuring: linesOf(draft.during),
    adviceAfter: linesOf(draft.after),
    publishedAt: now.toISOString(),
    endedAt: null,
    isArchived: false,
    places: [],
    isRead: false,
    confirmedAt: null,
  };
}
