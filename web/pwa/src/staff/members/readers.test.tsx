import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { forgetAnswers } from "@/api/use-query";
import { press, show, type, until, type Shown } from "@/test/render";
import { Refusal, serve } from "@/test/server";

import "../words";
import { ReadersOf } from "./readers";
import type { MemberReaderPartsFragment } from "./readers.generated";

const MEMBER = "m1";
const GUARDIAN: MemberReaderPartsFragment = {
  deedNote: "Betreuerausweis, Amtsgericht Nürnberg",
  deedSeenAt: "2026-11-20T08:00:00+00:00",
  reader: {
    id: "r1",
    kind: "GUARDIAN",
    state: "READING",
    name: "Betreuungsverein Noris",
    email: "verein@example.net",
    readsDocuments: true,
    invitedAt: "2026-11-20T08:00:00+00:00",
    acceptedAt: "2026-11-21T08:00:00+00:00",
    startsOn: "2026-11-01",
    endsOn: "2027-05-31",
  },
};

let page: Shown;

async function open(words: string): Promise<void> {
  page = await show(<ReadersOf memberId={MEMBER} />);
  await until(() => page.text().includes(words));
}

function button(words: string): HTMLElement {
  const found = [...page.root.querySelectorAll<HTMLElement>("button")].find(({ textContent }) => textContent === words);
  if (!found) throw new Error(`no button ${words}`);
  return found;
}

beforeEach(() => {
  forgetAnswers();
});

afterEach(() => {
  page.close();
});

describe("who reads for a member", () => {
  it("is named with the deed that was seen, when, and its days (DS-19a)", async () => {
    serve({ memberReaders: () => ({ memberReaders: [GUARDIAN] }) });
    await open("Betreuungsverein Noris");
    for (const words of [
      "gesetzliche Betreuung",
      "liest seit 21. November 2026, Aushänge und Dokumente",
      "verein@example.net",
      "ab 1. November 2026, bis 31. Mai 2027",
      "Gesehen am 20. November 2026: Betreuerausweis, Amtsgericht Nürnberg",
    ]) {
      expect(page.text()).toContain(words);
    }
  });

  it("is registered with a name, an address and the paper only (DS-19a)", async () => {
    const lists = [[], [GUARDIAN]];
    const sent = serve({
      memberReaders: () => ({ memberReaders: lists.shift() ?? [] }),
      registerReader: () => ({ registerReader: [GUARDIAN] }),
    });
    await open("Niemand liest für diese Person mit.");
    await press(button("Betreuung oder Vollmacht eintragen"));
    await press(button("Eintragen und einladen"));
    for (const words of ["den Namen", "die ganze Adresse", "welchen Nachweis Sie gesehen haben"]) {
      expect([...page.root.querySelectorAll(".error")].some((one) => one.textContent.includes(words))).toBe(true);
    }
    await press(page.find("dialog input[type=radio]:not(:checked)"));
    await type(page.input("[name=reader-name]"), " Paul Vollmacht ");
    await type(page.input("[name=reader-email]"), " paul@example.net ");
    await type(page.input("[name=note]"), "Notarielle Vollmacht");
    await type(page.input("[name=starts-on]"), "2026-12-01");
    await type(page.input("[name=ends-on]"), "2026-11-30");
    await press(button("Eintragen und einladen"));
    expect(page.text()).toContain("Der letzte Tag liegt vor dem ersten");
    expect(sent.map(({ name }) => name)).toEqual(["memberReaders"]);
    await type(page.input("[name=ends-on]"), "");
    await press(button("Eintragen und einladen"));
    await until(() => page.text().includes("Betreuungsverein Noris"));
    expect(sent.find(({ name }) => name === "registerReader")?.variables).toEqual({
      memberId: MEMBER,
      input: {
        kind: "PROXY",
        name: "Paul Vollmacht",
        email: "paul@example.net",
        note: "Notarielle Vollmacht",
        startsOn: "2026-12-01",
        endsOn: null,
      },
    });
    expect(page.root.querySelector("dialog")).toBeNull();
  });

  it("stays as it is when the server refuses", async () => {
    serve({ memberReaders: () => ({ memberReaders: [] }), registerReader: () => new Refusal("conflict") });
    await open("Niemand liest");
    await press(button("Betreuung oder Vollmacht eintragen"));
    await type(page.input("[name=reader-name]"), "Paul Vollmacht");
    await type(page.input("[name=reader-email]"), "paul@example.net");
    await type(page.input("[name=note]"), "Notarielle Vollmacht");
    await press(button("Eintragen und einladen"));
    await until(() => page.root.querySelector("dialog [role=alert]") !== null);
    expect(page.input("[name=reader-name]").value).toBe("Paul Vollmacht");
  });

  it("is ended by the desk after one question (DS-19a)", async () => {
    const lists = [[GUARDIAN], []];
    const sent = serve({
      memberReaders: () => ({ memberReaders: lists.shift() ?? [] }),
      endMemberReader: () => ({ endMemberReader: true }),
    });
    await open("Betreuungsverein Noris");
    await press(button("Beenden"));
    expect(page.text()).toContain("Beide Seiten bekommen eine E-Mail.");
    expect(sent.map(({ name }) => name)).toEqual(["memberReaders"]);
    await press(button("Ja, beenden"));
    await until(() => page.text().includes("Niemand liest für diese Person mit."));
    expect(sent.find(({ name }) => name === "endMemberReader")?.variables).toEqual({ id: "r1" });
  });
});
