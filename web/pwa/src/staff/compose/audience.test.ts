import { beforeAll, describe, expect, it } from "vitest";

import { DISTRICTS, HOUSES } from "@/test/stock";

import "../words";
import { stockOf, type House } from "../places/stock";
import { audienceOf, choose, countHouseholds, inWords, markOf, NOBODY, rulesOf, type Audience } from "./audience";

const stock = stockOf(DISTRICTS, HOUSES);

function house(id: string): House {
  const found = stock.houses.get(id);
  if (!found) throw new Error(`no house ${id}`);
  return found;
}

function group(id: string) {
  const found = stock.groups.find((one) => one.id === id);
  if (!found) throw new Error(`no group ${id}`);
  return found;
}

let garden: Audience;
beforeAll(() => {
  garden = choose(NOBODY, group("garden").houses, true);
});

describe("the stock as groups", () => {
  it("sorts houses by number, not by letter, and puts those without a district last", () => {
    expect(stock.groups.map(({ name }) => name)).toEqual(["Gartenstadt", "Südstadt", ""]);
    expect(group("garden").houses.map(({ number }) => number)).toEqual(["8", "10", "12"]);
    expect(group("garden").households).toBe(60);
  });
});

describe("the rules of a choice", () => {
  it("addresses nobody at first", () => {
    expect(rulesOf(NOBODY, stock)).toEqual([]);
  });

  it("says a whole district with one rule", () => {
    expect(rulesOf(garden, stock)).toEqual([{ scope: "DISTRICT", isExclusion: false, id: "garden" }]);
    expect(countHouseholds(garden, stock)).toBe(60);
    expect(markOf(garden, group("garden"))).toBe("on");
  });

  it("says a district with a house left out as inclusion and exclusion", () => {
    const without = choose(garden, [house("a10")], false);
    expect(rulesOf(without, stock)).toEqual([
      { scope: "DISTRICT", isExclusion: false, id: "garden" },
      { scope: "HOUSE", isExclusion: true, id: "a10" },
    ]);
    expect(countHouseholds(without, stock)).toBe(40);
    expect(markOf(without, group("garden"))).toBe("partly");
    expect(inWords(without, stock)).toBe("Quartier Gartenstadt ohne Amselweg 10");
  });

  it("says a few houses of a district as these houses", () => {
    const one = choose(NOBODY, [house("a12")], true);
    expect(rulesOf(one, stock)).toEqual([{ scope: "HOUSE", isExclusion: false, id: "a12" }]);
    expect(inWords(one, stock)).toBe("Amselweg 12");
  });

  it("never names a group that is no district", () => {
    const lonely = choose(NOBODY, group("").houses, true);
    expect(rulesOf(lonely, stock)).toEqual([{ scope: "HOUSE", isExclusion: false, id: "x1" }]);
  });

  it("takes districts and houses out of the whole stock", () => {
    const all: Audience = { base: "stock", houses: [] };
    expect(rulesOf(all, stock)).toEqual([{ scope: "STOCK", isExclusion: false, id: null }]);
    const less = choose(choose(all, group("south").houses, false), [house("a8"), house("x1")], false);
    expect(rulesOf(less, stock)).toEqual([
      { scope: "STOCK", isExclusion: false, id: null },
      { scope: "HOUSE", isExclusion: true, id: "a8" },
      { scope: "DISTRICT", isExclusion: true, id: "south" },
      { scope: "HOUSE", isExclusion: true, id: "x1" },
    ]);
    expect(countHouseholds(less, stock)).toBe(50);
  });

  it("addresses nobody when every house of the stock is taken out", () => {
    expect(rulesOf(choose({ base: "stock", houses: [] }, HOUSES, false), stock)).toEqual([]);
  });

  it("addresses all members, also those without a flat", () => {
    expect(rulesOf({ base: "members", houses: [] }, stock)).toEqual([
      { scope: "ALL_MEMBERS", isExclusion: false, id: null },
    ]);
  });

  it("drops houses of an old draft that are gone", () => {
    expect(rulesOf({ base: "places", houses: ["gone"] }, stock)).toEqual([]);
  });
});

describe("the choice in words", () => {
  it("names two places and counts further ones as such", () => {
    const two = choose(garden, [house("r1")], true);
    expect(inWords(two, stock)).toBe("Quartier Gartenstadt und Ringstraße 1");
    const more = choose(two, [house("x1")], true);
    expect(inWords(more, stock)).toBe("Quartier Gartenstadt und weitere");
  });
});

describe("a choice from its rules", () => {
  it("is the choice they came from (AU-17)", () => {
    const choices: Audience[] = [
      garden,
      choose(garden, [house("a8")], false),
      choose(NOBODY, [house("a8"), house("x1")], true),
      { base: "stock", houses: [] },
      choose({ base: "stock", houses: [] }, [...group("south").houses, house("x1")], false),
      { base: "members", houses: [] },
    ];
    for (const chosen of choices) {
      const back = audienceOf(rulesOf(chosen, stock), stock);
      expect(back && { ...back, houses: [...back.houses].sort() }).toEqual({
        ...chosen,
        houses: [...chosen.houses].sort(),
      });
    }
  });

  it("is none where a place is gone or somebody was named, so that nobody is left out unseen", () => {
    expect(audienceOf([{ scope: "HOUSE", isExclusion: false, id: "gone" }], stock)).toBeNull();
    expect(audienceOf([{ scope: "MEMBER", isExclusion: false, id: "m1" }], stock)).toBeNull();
    const mixed = [
      { scope: "STOCK", isExclusion: false, id: null },
      { scope: "UNIT", isExclusion: true, id: "u1" },
    ] as const;
    expect(audienceOf(mixed, stock)).toBeNull();
  });
});
