import { afterEach, describe, expect, it } from "vitest";

import { show, type Shown } from "@/test/render";

import "../words";
import { MissedTable } from "./missed";
import type { NotReachedRow } from "./not-reached";

const ROW: NotReachedRow = {
  id: "1",
  memberName: "Erika Muster",
  house: "Amselweg 12",
  unit: "3, 1. OG, links",
  channel: "MAIL",
  state: "BOUNCED",
  reason: "address_refused",
  householdReached: false,
  toldAt: null,
};

let page: Shown;

afterEach(() => {
  page.close();
});

describe("who was not reached (OB-24)", () => {
  it("stands there with house, flat and reason", async () => {
    page = await show(<MissedTable rows={[ROW]} />);
    for (const words of ["Erika Muster", "Amselweg 12", "3, 1. OG, links", "E-Mail kam zurück"]) {
      expect(page.text()).toContain(words);
    }
    expect(page.text()).not.toContain("weiß Bescheid");
  });

  it("is marked where somebody else of the household knows", async () => {
    page = await show(<MissedTable rows={[{ ...ROW, householdReached: true }]} />);
    expect(page.text()).toContain("jemand im Haushalt weiß Bescheid");
  });

  it("says when the caretaker told the household (AU-13)", async () => {
    page = await show(<MissedTable rows={[{ ...ROW, toldAt: "2026-11-24T06:12:00Z" }]} />);
    expect(page.text()).toContain("Hausmeister hat Bescheid gesagt, ");
    expect(page.text()).toContain("7:12");
  });

  it("has no name on paper under an Auskunftssperre, and no reason once the ledger is deleted", async () => {
    page = await show(<MissedTable rows={[{ ...ROW, memberName: "", channel: null, state: null, reason: null }]} />);
    expect(page.text()).toContain("Auskunftssperre");
    expect(page.text()).toContain("Einzelheiten sind gelöscht");
  });

  it("may be nobody", async () => {
    page = await show(<MissedTable rows={[]} />);
    expect(page.text()).toContain("Niemand steht auf dieser Liste.");
  });
});
