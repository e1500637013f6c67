import { describe, expect, it } from "vitest";

import { DISTRICTS, HOUSES } from "@/test/stock";

import "../words";
import { stockOf } from "../places/stock";
import { choose, NOBODY } from "./audience";
import { check, fieldOf, newDraft, titleOf, toInput, withKind, type Draft, type Errors } from "./form";
import { linesOf, withLine } from "./kinds";

const stock = stockOf(DISTRICTS, HOUSES);
const NOW = new Date("2026-11-23T10:00:00Z");
const GARDEN = choose(
  NOBODY,
  HOUSES.filter(({ district }) => district?.id === "garden"),
  true,
);

function draft(changes: Partial<Draft> = {}): Draft {
  return { ...newDraft("0911 0123-450"), day: "2026-11-24", audience: GARDEN, ...changes };
}

function errors(changes: Partial<Draft>): Errors {
  return check(draft(changes), stock, NOW);
}

describe("checking a notice before it is sent", () => {
  it("finds nothing wrong with a complete one", () => {
    expect(errors({})).toEqual({});
  });

  it.each<[string, Partial<Draft>, keyof Errors]>([
    ["an outage without a day", { day: "" }, "day"],
    ["no begin", { begin: "" }, "begin"],
    ["an hour the clocks leave out", { day: "2027-03-28", begin: "02:30" }, "begin"],
    ["neither an end nor an open one", { end: "" }, "end"],
    ["an end before the begin", { end: "07:59" }, "end"],
    ["an end that has passed", { day: "2026-11-22" }, "end"],
    ["a begin more than two years ahead", { day: "2029-01-01" }, "day"],
    ["a window longer than a year", { lastDay: "2027-12-24" }, "end"],
    ["nobody to tell", { audience: NOBODY }, "audience"],
    ["a title of two letters", { ownTitle: "Ab" }, "title"],
    ["a title that is too long", { ownTitle: "x".repeat(161) }, "title"],
    ["a cause that is too long", { cause: "x".repeat(301) }, "cause"],
    ["a contact that is too long", { contact: "x".repeat(201) }, "contact"],
    [
      "thirteen pieces of advice",
      { before: Array.from({ length: 13 }, (_, n) => `Hinweis ${String(n)}`).join("\n") },
      "before",
    ],
    ["a piece of advice that is too long", { after: "x".repeat(301) }, "after"],
    ["a bulletin without words", { kind: "BULLETIN", ownTitle: "Neues", body: " " }, "body"],
  ])("refuses %s", (_, changes, field) => {
    expect(Object.keys(errors(changes))).toEqual([field]);
  });

  it("takes an open end, an end on a later day and a bulletin without a day", () => {
    expect(errors({ isOpenEnd: true, end: "" })).toEqual({});
    expect(errors({ lastDay: "2026-11-26", end: "07:00" })).toEqual({});
    expect(errors({ kind: "BULLETIN", day: "", ownTitle: "Büro zu", body: "Am 24. bleibt das Büro zu." })).toEqual({});
  });
});

describe("what goes to the server", () => {
  it("carries the window with its offset taken out, the lines as lists and the rules", () => {
    const input = toInput(draft({ cause: " Ventil ", before: "Eins\n\n Zwei ", during: "", after: "" }), stock);
    expect(input).toEqual({
      kind: "WATER",
      urgency: "ORDINARY",
      isEmergency: false,
      title: "Wasserabschaltung Quartier Gartenstadt",
      body: "",
      cause: "Ventil",
      startsAt: "2026-11-24T07:00:00.000Z",
      endsAt: "2026-11-24T13:00:00.000Z",
      adviceBefore: ["Eins", "Zwei"],
      adviceDuring: [],
      adviceAfter: [],
      contact: "0911 0123-450",
      audience: [{ scope: "DISTRICT", isExclusion: false, id: "garden" }],
      translations: [],
    });
  });

  it("leaves out what the chosen kind does not show", () => {
    const input = toInput(draft({ kind: "BULLETIN", ownTitle: "Neu", isEmergency: true, during: "Hahn zu" }), stock);
    expect([input.startsAt, input.endsAt, input.isEmergency, input.adviceDuring]).toEqual([null, null, false, []]);
  });

  it("sends no end when it is open", () => {
    expect(toInput(draft({ isOpenEnd: true }), stock).endsAt).toBeNull();
  });
});

describe("the title", () => {
  it("follows cause and audience until somebody writes one", () => {
    expect(titleOf(draft({ isEmergency: true }), stock)).toBe("Wasser jetzt abgestellt: Quartier Gartenstadt");
    expect(titleOf(draft({ audience: NOBODY }), stock)).toBe("Wasserabschaltung");
    expect(titleOf(draft({ ownTitle: "Mein Titel" }), stock)).toBe("Mein Titel");
    expect(titleOf(draft({ kind: "BULLETIN" }), stock)).toBe("");
  });
});

describe("another cause", () => {
  it("takes the settled advice of water away, but never what was written", () => {
    expect(linesOf(newDraft("").before)).toHaveLength(3);
    expect(withKind(draft(), "POWER").before).toBe("");
    expect(withKind(draft({ before: "Meins" }), "POWER").before).toBe("Meins");
    expect(linesOf(withKind(withKind(draft(), "POWER"), "WATER").before)).toHaveLength(3);
  });

  it("ends an emergency where there can be none", () => {
    expect(withKind(draft({ isEmergency: true }), "MEETING").isEmergency).toBe(false);
    expect(withKind(draft({ isEmergency: true }), "GAS").isEmergency).toBe(true);
  });
});

describe("a line that is switched on and off", () => {
  it("is there once, and gone again", () => {
    const once = withLine(withLine("Eins", "Zwei", true), "Zwei", true);
    expect(once).toBe("Eins\nZwei");
    expect(withLine(once, "Zwei", false)).toBe("Eins");
  });
});

describe("a refusal of the server", () => {
  it("is shown at the field it names", () => {
    expect([
      fieldOf("startsAt"),
      fieldOf("adviceBefore"),
      fieldOf("audience"),
      fieldOf("unknown"),
      fieldOf(null),
    ]).toEqual(["day", "before", "audience", null, null]);
  });
});
