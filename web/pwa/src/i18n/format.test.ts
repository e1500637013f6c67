import { describe, expect, it } from "vitest";

import * as format from "./format";

const NBSP = /\u00a0/gu;
const plain = (text: string): string => text.replace(NBSP, " ");
const at = (iso: string): Date => new Date(iso);

const START = at("2026-11-24T07:00:00Z");
const END = at("2026-11-24T13:00:00Z");

describe("the formats texts-de settles", () => {
  it("writes the window of a screen", () => {
    expect(plain(format.windowLong({ start: START, end: END }))).toBe(
      "Dienstag, 24. November 2026, 8:00 bis voraussichtlich 14:00 Uhr",
    );
    expect(plain(format.windowLong({ start: START, end: END, expected: false }))).toBe(
      "Dienstag, 24. November 2026, 8:00 bis 14:00 Uhr",
    );
  });

  it("writes the window of a list", () => {
    expect(plain(format.windowShort({ start: START, end: END }))).toBe("Di 24.11., 8–14 Uhr");
    expect(plain(format.windowShort({ start: at("2026-11-24T07:30:00Z"), end: END }))).toBe("Di 24.11., 8:30–14 Uhr");
  });

  it("never invents an end", () => {
    expect(plain(format.windowLong({ start: START, end: null }))).toBe(
      "Dienstag, 24. November 2026, ab 8:00 Uhr, Ende noch offen",
    );
    expect(plain(format.windowShort({ start: START, end: null }))).toBe("Di 24.11., ab 8 Uhr, Ende noch offen");
  });

  it("writes both days of a window over midnight", () => {
    const window = { start: at("2026-11-24T19:00:00Z"), end: at("2026-11-25T05:00:00Z") };
    expect(format.isOverNight(window)).toBe(true);
    expect(plain(format.windowLong(window))).toBe(
      "Dienstag, 24. November 2026, 20:00 Uhr bis voraussichtlich Mittwoch, 25. November 2026, 6:00 Uhr",
    );
    expect(plain(format.windowShort(window))).toBe("Di 24.11., 20 Uhr – Mi 25.11., 6 Uhr");
  });

  it("says today and tomorrow only beside the date", () => {
    const now = at("2026-11-24T09:40:00Z");
    expect(plain(format.moment(at("2026-11-24T09:05:00Z"), now))).toBe("heute, 24. November, 10:05 Uhr");
    expect(format.nearDay(at("2026-11-25T09:05:00Z"), now)).toBe("morgen, 25. November");
    expect(format.nearDay(at("2026-11-23T17:00:00Z"), now)).toBe("gestern, 23. November");
    expect(format.nearDay(at("2026-11-20T17:00:00Z"), now)).toBe("Freitag, 20. November");
    expect(format.nearDay(at("2025-11-20T17:00:00Z"), now)).toBe("Donnerstag, 20. November 2025");
  });

  it("writes sizes of files", () => {
    expect(plain(format.fileSize(245_760))).toBe("240 KB");
    expect(plain(format.fileSize(1_258_291))).toBe("1,2 MB");
    expect(plain(format.fileSize(1))).toBe("1 KB");
  });
});

describe("Berlin's clock", () => {
  it("is the clock of the portal whatever the device says", () => {
    expect(format.time(at("2026-07-01T22:30:00Z"))).toBe("0:30");
    expect(format.dayKey(at("2026-07-01T22:30:00Z"))).toBe("2026-07-02");
  });

  it("counts days, not hours, over both changes of the clocks", () => {
    expect(format.daysBetween(at("2026-03-28T23:30:00Z"), at("2026-03-29T22:30:00Z"))).toBe(1);
    expect(format.daysBetween(at("2026-10-24T22:30:00Z"), at("2026-10-25T23:30:00Z"))).toBe(1);
    expect(format.time(at("2026-10-25T00:30:00Z"))).toBe("2:30");
    expect(format.time(at("2026-10-25T01:30:00Z"))).toBe("2:30");
    expect(format.time(at("2026-03-29T01:30:00Z"))).toBe("3:30");
  });
});
