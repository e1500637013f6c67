import { describe, expect, it } from "vitest";

import { currentContracts, wayIcon, wayOf } from "./look";

describe("how a person can be reached", () => {
  it("counts a confirmed address only, and nobody who has died", () => {
    expect(wayOf({ status: "ACTIVE", emailState: "VERIFIED", deviceCount: 1 })).toBe("mailAndPhone");
    expect(wayOf({ status: "ACTIVE", emailState: "VERIFIED", deviceCount: 0 })).toBe("mail");
    expect(wayOf({ status: "ACTIVE", emailState: "UNVERIFIED", deviceCount: 0 })).toBe("paper");
    expect(wayOf({ status: "ACTIVE", emailState: "SUPPRESSED", deviceCount: 2 })).toBe("phone");
    expect(wayOf({ status: "DECEASED", emailState: "VERIFIED", deviceCount: 2 })).toBe("paper");
  });

  it("has a drawing that says the same as the word", () => {
    expect(wayIcon({ status: "ACTIVE", emailState: "SUPPRESSED", deviceCount: 0 })).toBe("paper");
    expect(wayIcon({ status: "ACTIVE", emailState: "SUPPRESSED", deviceCount: 1 })).toBe("device");
    expect(wayIcon({ status: "ACTIVE", emailState: "VERIFIED", deviceCount: 0 })).toBe("mail");
  });
});

describe("the contracts of today", () => {
  it("include the one that ends today, not the one that ended yesterday", () => {
    const contracts = [{ endsOn: null }, { endsOn: "2026-11-24" }, { endsOn: "2026-11-23" }];
    expect(currentContracts(contracts, "2026-11-24")).toEqual([{ endsOn: null }, { endsOn: "2026-11-24" }]);
  });
});
