import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { ReaderPartsFragment as Reader } from "@/api/reading.generated";
import { forgetAnswers } from "@/api/use-query";
import { asking } from "@/shared/asking";
import { portal } from "@/shared/portal";
import { COOPERATIVE } from "@/test/people";
import { press, show, type, until, type Shown } from "@/test/render";
import { Refusal, serve } from "@/test/server";

import { ReadersCard } from "./readers";

const CARER: Reader = {
  id: "r1",
  kind: "INVITED",
  state: "READING",
  name: "Petra Helfer",
  email: "petra.helfer@example.net",
  readsDocuments: false,
  invitedAt: "2026-11-20T08:00:00+00:00",
  acceptedAt: "2026-11-21T08:00:00+00:00",
  startsOn: null,
  endsOn: null,
};
const GUARDIAN: Reader = {
  ...CARER,
  id: "r2",
  kind: "GUARDIAN",
  name: "Betreuungsverein Noris",
  email: null,
  readsDocuments: true,
  endsOn: "2027-05-31",
};

let page: Shown;

async function open(words: string): Promise<void> {
  page = await show(<ReadersCard />);
  await until(() => page.text().includes(words));
}

function button(words: string): HTMLElement {
  const found = [...page.root.querySelectorAll("button")].find((one) => one.textContent === words);
  if (!found) throw new Error(`no button ${words}`);
  return found;
}

function buttons(): string[] {
  return [...page.root.querySelectorAll("button")].map(({ textContent }) => textContent);
}

async function submit(): Promise<void> {
  await act(() => {
    page.root.querySelector("form")?.requestSubmit();
  });
}

beforeEach(() => {
  forgetAnswers();
  portal.set({ ...COOPERATIVE, vapidKey: "key" });
});

afterEach(() => {
  page.close();
  asking.set(null);
});

describe("who reads for me", () => {
  it("names everybody, since when and what, and how an invitation stands (DS-19)", async () => {
    const asked = { ...CARER, id: "r3", name: "Jonas Muster", state: "INVITED" as const, acceptedAt: null };
    const late = { ...asked, id: "r4", name: "Olga Muster", state: "LAPSED" as const, readsDocuments: true };
    serve({ readers: () => ({ readers: [CARER, asked, late] }) });
    await open("Petra Helfer");
    expect(page.text()).toContain("liest seit 21. November 2026petra.helfer@example.netnur Aushänge");
    expect(page.text()).toContain("eingeladen am 20. November 2026");
    expect(page.text()).toContain("Einladung vom 20. November 2026 nicht angenommen");
    expect(buttons()).toEqual(["Beenden", "Zurücknehmen", "Zurücknehmen", "Jemanden einladen"]);
  });

  it("shows a guardian who cannot be ended here, and whom to call (DS-19a)", async () => {
    serve({ readers: () => ({ readers: [GUARDIAN] }) });
    await open("Betreuungsverein Noris");
    expect(page.text()).toContain("gesetzliche Betreuung, liest seit");
    expect(page.text()).toContain("bis 31. Mai 2027");
    expect(page.text()).toContain("Beenden kann das nur unser Service: 0911 0123-450.");
    expect(buttons()).toEqual(["Jemanden einladen"]);
  });

  it("ends somebody after one question, at once (DS-19a)", async () => {
    const lists = [[CARER], []];
    const sent = serve({ readers: () => ({ readers: lists.shift() ?? [] }), endReader: () => ({ endReader: true }) });
    await open("Petra Helfer");
    await press(button("Beenden"));
    await press(button("Weiter mitlesen lassen"));
    expect(sent.map(({ name }) => name)).toEqual(["readers"]);
    await press(button("Beenden"));
    await press(button("Ja, beenden"));
    await until(() => page.text().includes("Petra Helfer liest nicht mehr für Sie mit."));
    await until(() => page.text().includes("Zurzeit liest niemand für Sie mit."));
    expect(sent.find(({ name }) => name === "endReader")?.variables).toEqual({ id: "r1" });
  });
});

describe("inviting somebody", () => {
  it("sends name, address and what may be read, after the password was given again (AU-10, DS-19)", async () => {
    const answers: unknown[] = [new Refusal("reauthentication_required"), { inviteReader: [CARER] }];
    const sent = serve({ readers: () => ({ readers: [] }), inviteReader: () => answers.shift() });
    await open("Zurzeit liest niemand für Sie mit.");
    await press(button("Jemanden einladen"));
    await submit();
    expect(page.text()).toContain("Bitte schreiben Sie den Namen.");
    expect(page.text()).toContain("nicht vollständig");
    await type(page.input("[name=reader-name]"), " Petra Helfer ");
    await type(page.input("[name=reader-email]"), " petra.helfer@example.net ");
    await press(page.find("[role=switch]"));
    await submit();
    await until(() => asking.get() !== null);
    await act(() => {
      asking.get()?.settle(true);
    });
    await until(() => page.text().includes("Die Einladung an petra.helfer@example.net ist unterwegs."));
    const wanted = { name: "Petra Helfer", email: "petra.helfer@example.net", readsDocuments: true };
    expect(sent.filter(({ name }) => name === "inviteReader").map(({ variables }) => variables)).toEqual([
      wanted,
      wanted,
    ]);
  });

  it("shares no documents unless the member says so (DS-19)", async () => {
    const sent = serve({ readers: () => ({ readers: [] }), inviteReader: () => ({ inviteReader: [CARER] }) });
    await open("Zurzeit liest niemand");
    await press(button("Jemanden einladen"));
    await type(page.input("[name=reader-name]"), "Petra Helfer");
    await type(page.input("[name=reader-email]"), "petra.helfer@example.net");
    await submit();
    await until(() => page.text().includes("unterwegs"));
    expect(sent.find(({ name }) => name === "inviteReader")?.variables["readsDocuments"]).toBe(false);
  });

  it.each([
    [new Refusal("conflict"), "Diese Person liest schon für Sie mit."],
    [new Refusal("invalid_input", { field: "email" }), "Das ist Ihre eigene Adresse."],
    [new Refusal("too_many_attempts", { retryAfter: 120 }), "in 2 Minuten"],
  ])("says why it was refused, and keeps what was typed", async (refusal, words) => {
    serve({ readers: () => ({ readers: [] }), inviteReader: () => refusal });
    await open("Zurzeit liest niemand");
    await press(button("Jemanden einladen"));
    await type(page.input("[name=reader-name]"), "Petra Helfer");
    await type(page.input("[name=reader-email]"), "petra.helfer@example.net");
    await submit();
    await until(() => page.text().includes(words));
    expect(page.input("[name=reader-name]").value).toBe("Petra Helfer");
  });

  it("offers no fourth place; lapsed invitations and guardians take none (DS-19a)", async () => {
    const three = ["a", "b", "c"].map((id) => ({ ...CARER, id }));
    serve({ readers: () => ({ readers: [...three, GUARDIAN] }) });
    await open("Drei Personen lesen mit oder sind eingeladen.");
    expect(buttons()).not.toContain("Jemanden einladen");
    page.close();
    forgetAnswers();
    serve({
      readers: () => ({ readers: [...three.slice(1), { ...CARER, state: "LAPSED", acceptedAt: null }, GUARDIAN] }),
    });
    await open("Petra Helfer");
    expect(buttons()).toContain("Jemanden einladen");
  });
});
