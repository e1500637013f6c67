import { describe, expect, it } from "vitest";

import { reachedOf, segmentsOf, totalOf, type Households } from "./numbers";

const SOME: Households = { confirmed: 187, push: 96, mail: 83, failed: 9, paper: 37, pending: 0 };

describe("the stacked bar of households", () => {
  it("shows every household once, in the fixed order", () => {
    const segments = segmentsOf(SOME);
    expect(segments.map(({ stand, count }) => [stand, count])).toEqual([
      ["confirmed", 187],
      ["push", 96],
      ["mail", 83],
      ["failed", 9],
      ["paper", 37],
    ]);
    expect(totalOf(SOME)).toBe(412);
  });

  it("fills the whole width without a gap", () => {
    const segments = segmentsOf(SOME);
    let end = 0;
    for (const { at, width } of segments) {
      expect(at).toBeCloseTo(end, 9);
      end = at + width;
    }
    expect(end).toBeCloseTo(100, 9);
  });

  it("writes a number only where it has room", () => {
    expect(
      segmentsOf(SOME)
        .filter(({ isLabelled }) => !isLabelled)
        .map(({ stand }) => stand),
    ).toEqual(["failed"]);
  });

  it("draws nothing for nobody", () => {
    expect(segmentsOf({ confirmed: 0, push: 0, mail: 0, failed: 0, paper: 0, pending: 0 })).toEqual([]);
  });

  it("counts as reached what was handed over, not what is on its way, failed or on paper", () => {
    expect(reachedOf({ ...SOME, pending: 5 })).toBe(366);
  });
});
