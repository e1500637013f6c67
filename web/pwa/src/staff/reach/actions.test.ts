import { describe, expect, it } from "vitest";

import { nextStep } from "./actions";

const NOW = new Date("2026-11-24T10:00:00Z");

describe("the next step of a notice", () => {
  it("is to call it off before it begins, and to end it afterwards", () => {
    expect(nextStep({ state: "PUBLISHED", startsAt: "2026-11-24T10:00:01Z" }, NOW)).toBe("cancel");
    expect(nextStep({ state: "PUBLISHED", startsAt: "2026-11-24T10:00:00Z" }, NOW)).toBe("end");
    expect(nextStep({ state: "PUBLISHED", startsAt: null }, NOW)).toBe("end");
  });

  it("is nothing once it is over", () => {
    expect(nextStep({ state: "ENDED", startsAt: null }, NOW)).toBeNull();
    expect(nextStep({ state: "CANCELLED", startsAt: null }, NOW)).toBeNull();
  });
});
