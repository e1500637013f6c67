import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { forgetAnswers } from "@/api/use-query";
import { portal } from "@/shared/portal";
import { session } from "@/shared/session";
import { COOPERATIVE } from "@/test/people";
import { press, show, type, until, type Shown } from "@/test/render";
import { Refusal, serve, type Sent } from "@/test/server";

import { CaretakerPage } from "./caretaker";
import type { WorkEntryPartsFragment } from "./caretaker.generated";
import { groups } from "./day";

const STAFF = { id: "s1", name: "Karl Wölfel", email: "hausmeister@noris.example", role: "CARETAKER" } as const;
const DOOR: WorkEntryPartsFragment = {
  id: "d1",
  kind: "WATER",
  title: "Kein Wasser",
  startsAt: "2026-11-24T07:00:00Z",
  endsAt: "2026-11-24T13:00:00Z",
  house: "Amselweg 2",
  unit: "3, 1. OG, links",
  names: "Condé",
  toldAt: null,
};

let page: Shown;

function list(...doors: WorkEntryPartsFragment[]) {
  return {
    workList: {
      totalCount: doors.length,
      edges: doors.map((node) => ({ node })),
      pageInfo: { hasNextPage: false, endCursor: null },
    },
  };
}

async function open(hash: string, words: string): Promise<void> {
  history.replaceState({}, "", `/hausmeister${hash}`);
  page = await show(<CaretakerPage />);
  await until(() => page.text().includes(words));
}

function button(words: string): HTMLElement {
  const found = [...page.root.querySelectorAll("button")].find((one) => one.textContent.trim() === words);
  if (!found) throw new Error(`no button ${words} in ${page.text()}`);
  return found;
}

beforeEach(() => {
  forgetAnswers();
  portal.set({ ...COOPERATIVE, vapidKey: "" });
  session.set({ kind: "anonymous", ended: null });
});

afterEach(() => {
  page.close();
});

describe("the door", () => {
  it("takes the secret off the address and sends it with the digits", async () => {
    const sent: Sent[] = serve({ caretakerLogin: () => new Refusal("credentials_refused") });
    await open("#geheim", "Bitte geben Sie Ihre Ziffern ein.");
    expect(location.hash).toBe("");
    await type(page.input("input[name=digits]"), "12 34");
    await press(button("Heute öffnen"));
    expect(page.text()).toContain("Bitte geben Sie alle sechs Ziffern ein.");
    expect(sent).toHaveLength(0);
    await type(page.input("input[name=digits]"), "123456");
    await press(button("Heute öffnen"));
    await until(() => page.text().includes("Das passt nicht zusammen."));
    expect(sent[0]?.variables).toMatchObject({ token: "geheim", number: "123456" });
  });

  it("sends the link of today and says the same whoever asks", async () => {
    serve({ requestCaretakerLink: () => ({ requestCaretakerLink: true }) });
    await open("", "Ihr Link für heute");
    await type(page.input("input[name=email]"), "hausmeister@noris.example");
    await press(button("Link anfordern"));
    await until(() => page.text().includes("ist der Link unterwegs"));
  });
});

describe("the day", () => {
  beforeEach(() => {
    session.set({ kind: "staff", staff: STAFF, mustChoosePassword: false, isCaretaker: true });
  });

  it("shows the doors of each house and marks one", async () => {
    let told: string | null = null;
    const sent = serve({
      workList: () => list({ ...DOOR, toldAt: told }),
      markHouseholdTold: () => {
        told = "2026-11-24T06:12:00Z";
        return { markHouseholdTold: { ...DOOR, toldAt: told } };
      },
    });
    await open("", "Amselweg 2");
    expect(page.text()).toContain("0 von 1 Haushalten haben Bescheid.");
    expect(page.text()).toContain("Wohnung 3, 1. OG, links");
    await press(button("Bescheid gesagt"));
    await until(() => page.text().includes("Bescheid gesagt um 7:12 Uhr"));
    expect(page.text()).toContain("Alle Haushalte haben Bescheid.");
    expect(sent.find((one) => one.name === "markHouseholdTold")?.variables).toEqual({ id: "d1", isTold: true });
  });

  it("says so when a household has left the list", async () => {
    serve({ workList: () => list(DOOR), markHouseholdTold: () => new Refusal("not_found") });
    await open("", "Amselweg 2");
    await press(button("Bescheid gesagt"));
    await until(() => page.text().includes("steht nicht mehr auf der Liste"));
  });

  it("does not call it done while there are more doors than it shows", async () => {
    const shown = list({ ...DOOR, toldAt: "2026-11-24T06:12:00Z" });
    shown.workList.totalCount = 2;
    serve({ workList: () => ({ workList: { ...shown.workList, pageInfo: { hasNextPage: true, endCursor: "c" } } }) });
    await open("", "1 von 2 Haushalten haben Bescheid.");
    expect(page.text()).not.toContain("Alle Haushalte haben Bescheid.");
  });

  it("says what will stand here when there is nothing to do", async () => {
    serve({ workList: () => list() });
    await open("", "Zurzeit müssen Sie niemandem Bescheid sagen.");
  });

  it("keeps the order of the list within a house", () => {
    const other = { ...DOOR, id: "d2", house: "Amselweg 4" };
    expect(groups([DOOR, other, { ...DOOR, id: "d3" }]).map((group) => group.entries.map((one) => one.id))).toEqual([
      ["d1", "d3"],
      ["d2"],
    ]);
  });
});
