import { describe, expect, it } from "vitest";

import "../words";
import { areaText, lookOf } from "./look";
import { lacksPlaces, placesInput, type Chosen } from "./places";

const HOUSE = { id: "h1", name: "Amselweg 2" };

function chosen(changed: Partial<Chosen>): Chosen {
  return { role: "EDITOR", everywhere: false, districts: [], houses: [], ...changed };
}

describe("where a role applies", () => {
  it("is never everywhere by leaving something out (AU-13)", () => {
    expect(lacksPlaces(chosen({}))).toBe(true);
    expect(lacksPlaces(chosen({ everywhere: true }))).toBe(false);
    expect(lacksPlaces(chosen({ districts: ["d1"] }))).toBe(false);
    expect(lacksPlaces(chosen({ role: "CARETAKER", everywhere: true }))).toBe(true);
    expect(lacksPlaces(chosen({ role: "CARETAKER", houses: [HOUSE] }))).toBe(false);
    expect(lacksPlaces(chosen({ role: "ADMIN" }))).toBe(false);
  });

  it("sends what belongs to the role and nothing else", () => {
    const all = { everywhere: true, districts: ["d1"], houses: [HOUSE] };
    const none = { everywhere: false, districtIds: [], houseIds: [] };
    expect(placesInput(chosen({ ...all, role: "ADMIN" }))).toEqual(none);
    expect(placesInput(chosen({ ...all, role: "AUDITOR" }))).toEqual(none);
    expect(placesInput(chosen({ ...all, role: "READER" }))).toEqual({ ...none, everywhere: true });
    const places = { everywhere: false, districtIds: ["d1"], houseIds: ["h1"] };
    expect(placesInput(chosen({ ...all, role: "CARETAKER" }))).toEqual(places);
    expect(placesInput(chosen({ ...all, everywhere: false }))).toEqual(places);
  });

  it("is said in words", () => {
    const houses = [{ id: "h1", address: "Amselweg 2" }];
    const districts = [{ id: "d1", name: "Nordend" }];
    expect(areaText({ role: "EDITOR", districts, houses })).toBe("Quartier Nordend, Amselweg 2");
    expect(areaText({ role: "EDITOR", districts: [], houses: [] })).toBe("überall");
    expect(areaText({ role: "CARETAKER", districts: [], houses: [] })).toBe("ohne Bereich");
  });
});

describe("how far somebody has come", () => {
  it("counts the lock first, then whether the mail arrived", () => {
    const person = {
      isLocked: false,
      hasOwnPassword: false,
      mailState: null,
      role: "EDITOR",
      lastLoginAt: null,
    } as const;
    expect(lookOf({ ...person, isLocked: true, hasOwnPassword: true }).key).toBe("locked");
    expect(lookOf({ ...person, hasOwnPassword: true, mailState: "FAILED" }).key).toBe("active");
    expect(lookOf({ ...person, mailState: "QUEUED" }).key).toBe("mailWaiting");
    expect(lookOf({ ...person, mailState: "FAILED" }).key).toBe("mailFailed");
    expect(lookOf({ ...person, mailState: "ACCEPTED" }).key).toBe("invited");
    expect(lookOf(person).key).toBe("invited");
  });
});
