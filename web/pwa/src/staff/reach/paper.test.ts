import { describe, expect, it } from "vitest";

import { byHouse, toWalkTo } from "./paper";

function row(memberName: string, house: string, unit = "", householdReached = false) {
  return {
    id: memberName,
    memberName,
    house,
    unit,
    channel: "PAPER",
    state: "SKIPPED",
    reason: "no_channel",
    householdReached,
    toldAt: null,
  } as const;
}

describe("the list for the caretaker", () => {
  it("has one list per house, in the order in which the rows come from the server", () => {
    const rows = [row("Zoe B", "Weg 2", "2"), row("Bo D", "Weg 2", "1"), row("Anna C", "Weg 10"), row("Ohne", "")];
    expect(byHouse(rows).map(([house, held]) => [house, held.map(({ memberName }) => memberName)])).toEqual([
      ["Weg 2", ["Zoe B", "Bo D"]],
      ["Weg 10", ["Anna C"]],
      ["", ["Ohne"]],
    ]);
  });

  it("goes to nobody who shares a flat with somebody who knows (OB-24)", () => {
    const rows = [row("Zoe", "Weg 1", "1"), row("Bert", "Weg 1", "2"), row("Anna", "Weg 1", "10", true)];
    expect(byHouse(toWalkTo(rows)).map(([, held]) => held.map(({ memberName }) => memberName))).toEqual([
      ["Zoe", "Bert"],
    ]);
  });
});
