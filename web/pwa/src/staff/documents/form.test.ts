import { describe, expect, it } from "vitest";

import "../words";
import { check, defaultsFor, toInput, withCategory, type Target } from "./form";

const PERSON: Target = { kind: "member", memberId: "m", contractId: null, name: "Maria Muster" };
const STATEMENT = defaultsFor("OPERATING_COSTS", 2025);

describe("a document before it is published", () => {
  it("needs its file, its reader and, for a statement, its period", () => {
    expect(check(STATEMENT, PERSON, "u")).toEqual({});
    expect(Object.keys(check(STATEMENT, null, null))).toEqual(["file", "target"]);
    expect(Object.keys(check({ ...STATEMENT, from: "" }, PERSON, "u"))).toEqual(["period"]);
    expect(Object.keys(check({ ...STATEMENT, until: "2024-12-31" }, PERSON, "u"))).toEqual(["period"]);
    expect(Object.keys(check({ ...STATEMENT, title: " x " }, PERSON, "u"))).toEqual(["title"]);
    expect(check({ category: "LETTER", title: "Brief", from: "", until: "" }, PERSON, "u")).toEqual({});
  });

  it("names exactly one owner", () => {
    expect(toInput(STATEMENT, PERSON, "u")).toEqual({
      uploadId: "u",
      category: "OPERATING_COSTS",
      title: "Betriebskostenabrechnung 2025",
      periodFrom: "2025-01-01",
      periodUntil: "2025-12-31",
      memberId: "m",
    });
    const contract = toInput(STATEMENT, { ...PERSON, contractId: "c" }, "u");
    expect([contract.contractId, contract.memberId]).toEqual(["c", undefined]);
    const rules = toInput(defaultsFor("HOUSE_RULES", 2025), { kind: "district", id: "d", name: "Gartenstadt" }, "u");
    expect([rules.districtId, rules.houseId, rules.periodFrom]).toEqual(["d", undefined, null]);
  });

  it("replaces a suggested title with the kind, never an own one", () => {
    expect(withCategory(STATEMENT, "HOUSE_RULES", 2025).title).toBe("Hausordnung");
    expect(withCategory({ ...STATEMENT, title: "Meins" }, "HOUSE_RULES", 2025).title).toBe("Meins");
  });
});
