import { describe, expect, it } from "vitest";

import { lifeOf, missing, takesDistricts, type Fields } from "./form";

const GOOD: Fields = { name: "ERP", scopes: ["MEMBERS_READ"], days: "365", districts: [] };

describe("a new token", () => {
  it("needs a name, a right and an end within a year (AU-11)", () => {
    expect(missing(GOOD)).toEqual({});
    expect(missing({ ...GOOD, name: " ", scopes: [], days: "367" })).toEqual({ name: true, scopes: true, days: true });
    for (const days of ["", "0", "-1", "1.5", "ein Jahr"]) expect(missing({ ...GOOD, days })).toEqual({ days: true });
    expect(missing({ ...GOOD, days: "1" })).toEqual({});
    expect(missing({ ...GOOD, days: "366" })).toEqual({});
  });

  it("that imports the stock has no districts", () => {
    expect(takesDistricts(GOOD)).toBe(true);
    expect(takesDistricts({ ...GOOD, scopes: ["MEMBERS_READ", "STOCK_WRITE"] })).toBe(false);
  });
});

describe("the life of a token", () => {
  it("ends by being revoked, or with its time", () => {
    const now = new Date("2026-11-23T08:00:00Z");
    expect(lifeOf({ expiresAt: "2026-11-23T08:00:01Z", revokedAt: null }, now)).toBe("valid");
    expect(lifeOf({ expiresAt: "2026-11-23T08:00:00Z", revokedAt: null }, now)).toBe("ended");
    expect(lifeOf({ expiresAt: "2027-01-01T00:00:00Z", revokedAt: "2026-11-22T00:00:00Z" }, now)).toBe("revoked");
  });
});
