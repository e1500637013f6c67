/** What can be read without a network: the last notices and the telephone numbers. Never documents. */
import type { NoticeRow } from "@/api/types";

import { forget, keep, recall } from "./kv";
import type { Portal } from "./portal";

/** Enough for the cellar: the newest of the board. */
const LIMIT = 20;

export interface SnapshotNotice extends Pick<
  NoticeRow,
  "id" | "kind" | "phase" | "state" | "isOutage" | "isEmergency" | "title" | "startsAt" | "endsAt" | "places"
> {
  readonly advice: readonly string[];
}

export interface Snapshot {
  readonly version: 2;
  /** The member whose board it was. */
  readonly owner: string;
  /** ISO time at which the server said this. */
  readonly takenAt: string;
  readonly portal: Portal;
  readonly notices: readonly SnapshotNotice[];
}

function shorten(notice: NoticeRow): SnapshotNotice {
  const { id, kind, phase, state, isOutage, isEmergency, title, startsAt, endsAt, places } = notice;
  const advice = [...notice.adviceBefore, ...notice.adviceDuring, ...notice.adviceAfter];
  return { id, kind, phase, state, isOutage, isEmergency, title, startsAt, endsAt, places, advice };
}

export async function takeSnapshot(
  owner: string,
  portal: Portal,
  notices: readonly NoticeRow[],
  now = new Date(),
): Promise<void> {
  const snapshot: Snapshot = {
    version: 2,
    owner,
    takenAt: now.toISOString(),
    portal,
    notices: notices.slice(0, LIMIT).map(shorten),
  };
  await keep("snapshot", snapshot);
}

/** What runs at this moment comes first, then what is coming, the next one before the others; the rest as it hung. */
export function byUrgency(notices: readonly SnapshotNotice[], now: Date): readonly SnapshotNotice[] {
  const rank = ({ isOutage, state, startsAt, endsAt }: SnapshotNotice): number => {
    if (!isOutage || state !== "PUBLISHED" || startsAt === null) return 2;
    if (new Date(startsAt) > now) return 1;
    return endsAt === null || new Date(endsAt) > now ? 0 : 2;
  };
  return [...notices].sort((one, other) => {
    const [first, second] = [rank(one), rank(other)];
    if (first !== second || first === 2) return first - second;
    return (one.startsAt ?? "").localeCompare(other.startsAt ?? "");
  });
}

function isSnapshot(value: unknown): value is Snapshot {
  return typeof value === "object" && value !== null && (value as { version?: unknown }).version === 2;
}

export async function readSnapshot(): Promise<Snapshot | null> {
  const value = await recall("snapshot");
  return isSnapshot(value) ? value : null;
}

/** For the next person at this device it is gone, and when the server says that the session has ended. */
export async function dropSnapshotUnlessOf(owner: string | null): Promise<void> {
  const found = await recall("snapshot");
  if (found !== null && !(isSnapshot(found) && found.owner === owner)) await forget("snapshot");
}
