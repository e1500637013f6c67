import { describe, expect, it } from "vitest";

import { whenLong, whenShort, whenTold } from "./when";

const OUTAGE = {
  kind: "WATER",
  phase: "RUNNING",
  state: "PUBLISHED",
  isEmergency: true,
  isOutage: true,
  title: "Wasser jetzt abgestellt",
  startsAt: "2026-11-24T08:00:00+01:00",
  endsAt: null,
  endedAt: null,
} as const;
const CLEARED = { ...OUTAGE, phase: "ENDED", state: "ENDED", endedAt: "2026-11-24T13:20:00+01:00" } as const;

function plain(text: string): string {
  return text.replace(/\u00a0/gu, " ");
}

describe("the window of a notice at the desk", () => {
  it("is open only until staff said that it is over", () => {
    expect(plain(whenShort(OUTAGE))).toBe("Di 24.11., ab 8 Uhr, Ende noch offen");
    expect(plain(whenShort(CLEARED))).toBe("Di 24.11., 8–13:20 Uhr");
  });

  it("names the real end after an all-clear, and what was told stays what was told", () => {
    const planned = { ...CLEARED, endsAt: "2026-11-24T14:00:00+01:00" };
    expect(plain(whenLong(planned))).toBe("Dienstag, 24. November 2026, 8:00 bis 13:20 Uhr");
    expect(plain(whenTold(planned))).toBe("Dienstag, 24. November 2026, 8:00 bis voraussichtlich 14:00 Uhr");
  });

  it("takes the moment of a cancellation for no end", () => {
    const cancelled = {
      ...OUTAGE,
      phase: "CANCELLED",
      state: "CANCELLED",
      endsAt: "2026-11-24T14:00:00+01:00",
      endedAt: "2026-11-22T09:00:00+01:00",
    } as const;
    expect(plain(whenShort(cancelled))).toBe("Di 24.11., 8–14 Uhr");
  });
});
