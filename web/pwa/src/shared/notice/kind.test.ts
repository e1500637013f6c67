import { describe, expect, it } from "vitest";

import { helpText } from "./kind";

describe("the help offered while an outage lasts", () => {
  it("speaks of what the outage is about", () => {
    expect(helpText("WATER")).toBe("Zum Beispiel beim Tragen von Wasser. Rufen Sie uns an.");
    expect(helpText("POWER")).toBe("Zum Beispiel für ein medizinisches Gerät. Rufen Sie uns an.");
    expect(helpText("LIFT")).toBe("Sie können die Treppe nicht gehen? Rufen Sie uns an.");
  });

  it("never offers to carry water where water runs", () => {
    expect([helpText("HEATING"), helpText("GAS"), helpText("WORKS")]).toEqual(Array(3).fill("Rufen Sie uns an."));
  });
});
