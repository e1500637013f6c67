import { describe, expect, it } from "vitest";

import { byHouse } from "./paper";

function row(memberName: string, house: string) {
  return {
    id: memberName,
    memberName,
    house,
    channel: "PAPER",
    state: "SKIPPED",
    reason: "no_channel",
    settledAt: null,
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
});
