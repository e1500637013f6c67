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
  } as const;
}

describe("the list for the caretaker", () => {
  it("goes from house to house by number, in each by name", () => {
    const rows = [row("Otto Ä", "Weg 10"), row("Zoe B", "Weg 2"), row("Anna C", "Weg 10"), row("Ohne", "")];
    expect(byHouse(rows).map(([house, held]) => [house, held.map(({ memberName }) => memberName)])).toEqual([
      ["", ["Ohne"]],
      ["Weg 2", ["Zoe B"]],
      ["Weg 10", ["Anna C", "Otto Ä"]],
    ]);
  });

  it("goes from flat to flat inside a house, and to nobody who shares a flat with somebody who knows (OB-24)", () => {
    const rows = [row("Bert", "Weg 1", "2"), row("Zoe", "Weg 1", "1"), row("Anna", "Weg 1", "10", true)];
    expect(byHouse(toWalkTo(rows)).map(([, held]) => held.map(({ memberName }) => memberName))).toEqual([
      ["Zoe", "Bert"],
    ]);
  });
});
