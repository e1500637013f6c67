import { describe, expect, it, vi } from "vitest";

import type { NoticeRow } from "@/api/types";
import { COOPERATIVE } from "@/test/people";

import * as kv from "./kv";
import { byUrgency, dropSnapshotUnlessOf, readSnapshot, takeSnapshot } from "./snapshot";

const PORTAL = { ...COOPERATIVE, vapidKey: "key" };

function notice(id: string): NoticeRow {
  return {
    id,
    kind: "BULLETIN",
    urgency: "ORDINARY",
    state: "PUBLISHED",
    phase: "NONE",
    isOutage: false,
    isEmergency: false,
    title: id,
    cause: "",
    startsAt: null,
    endsAt: null,
    adviceBefore: [],
    adviceDuring: [],
    adviceAfter: [],
    publishedAt: null,
    endedAt: null,
    isArchived: false,
    places: [],
    isRead: false,
    confirmedAt: null,
  };
}

describe("what is kept for reading without a network", () => {
  it("is the newest of the board and the telephone numbers, with their age", async () => {
    const keep = vi.spyOn(kv, "keep").mockResolvedValue(true);
    const rows = Array.from({ length: 30 }, (_, index) => notice(String(index)));
    await takeSnapshot("m1", PORTAL, rows, new Date("2026-11-24T09:05:00Z"));
    const [slot, value] = keep.mock.calls[0] ?? [];
    expect(slot).toBe("snapshot");
    expect(value).toMatchObject({ takenAt: "2026-11-24T09:05:00.000Z", portal: { emergencyPhone: "0911 0123-999" } });
    expect((value as { notices: unknown[] }).notices).toHaveLength(20);
    expect(Object.keys(value as object).sort()).toEqual(["notices", "owner", "portal", "takenAt", "version"]);
  });

  it.each([
    ["m1", "m1", false],
    ["m1", "m2", true],
    ["m1", null, true],
  ])("of %s goes when %s is at the device: %s", async (owner, next, isGone) => {
    let value: unknown = null;
    vi.spyOn(kv, "keep").mockImplementation((_, given) => {
      value = given;
      return Promise.resolve(true);
    });
    vi.spyOn(kv, "recall").mockImplementation(() => Promise.resolve(value));
    const forget = vi.spyOn(kv, "forget").mockClear().mockResolvedValue();
    await takeSnapshot(owner, PORTAL, []);
    await dropSnapshotUnlessOf(next);
    expect(forget.mock.calls.length).toBe(isGone ? 1 : 0);
  });

  it("of an app that named no owner goes with the first person", async () => {
    vi.spyOn(kv, "recall").mockResolvedValue({ version: 1, portal: PORTAL, notices: [] });
    const forget = vi.spyOn(kv, "forget").mockClear().mockResolvedValue();
    await dropSnapshotUnlessOf("m1");
    expect(forget).toHaveBeenCalledWith("snapshot");
  });

  it("shows first what runs, then what is next, though it hung below", () => {
    const outage = (id: string, startsAt: string, endsAt: string | null): NoticeRow => {
      return { ...notice(id), isOutage: true, startsAt, endsAt };
    };
    const rows = [
      notice("party"),
      outage("next week", "2026-12-01T08:00:00Z", null),
      outage("tomorrow", "2026-11-25T08:00:00Z", null),
      outage("over", "2026-11-23T08:00:00Z", "2026-11-23T09:00:00Z"),
      { ...outage("called off", "2026-11-24T08:00:00Z", null), state: "CANCELLED" as const },
      outage("now", "2026-11-24T08:00:00Z", "2026-11-24T18:00:00Z"),
    ].map((row) => ({ ...row, advice: [] }));
    const found = byUrgency(rows, new Date("2026-11-24T12:00:00Z"));
    expect(found.map(({ id }) => id)).toEqual(["now", "tomorrow", "next week", "party", "over", "called off"]);
  });

  it("is ignored when another version of the app wrote it", async () => {
    vi.spyOn(kv, "recall").mockResolvedValue({ version: 0 });
    expect(await readSnapshot()).toBeNull();
  });
});
