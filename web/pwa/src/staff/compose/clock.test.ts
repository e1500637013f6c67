import { describe, expect, it } from "vitest";

import { dayOf, instant, timeOf } from "./clock";

describe("a time of the wall clock in Berlin", () => {
  it("is an hour ahead of UTC in winter and two in summer", () => {
    expect(instant("2026-11-24", "08:00")?.toISOString()).toBe("2026-11-24T07:00:00.000Z");
    expect(instant("2026-07-01", "08:00")?.toISOString()).toBe("2026-07-01T06:00:00.000Z");
  });

  it("is right on the days on which the clocks change", () => {
    expect(instant("2026-03-29", "01:59")?.toISOString()).toBe("2026-03-29T00:59:00.000Z");
    expect(instant("2026-03-29", "03:00")?.toISOString()).toBe("2026-03-29T01:00:00.000Z");
    expect(instant("2026-10-25", "12:00")?.toISOString()).toBe("2026-10-25T11:00:00.000Z");
  });

  it("is nothing for the hour that is left out, and for no date", () => {
    expect(instant("2026-03-29", "02:30")).toBeNull();
    expect(instant("", "08:00")).toBeNull();
    expect(instant("2026-11-24", "")).toBeNull();
  });

  it("comes back as it went in", () => {
    const at = new Date("2026-11-23T23:05:00Z");
    expect([dayOf(at), timeOf(at)]).toEqual(["2026-11-24", "00:05"]);
  });
});
