import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { StaffRole } from "@/api/types";
import { forgetAnswers } from "@/api/use-query";
import { asking } from "@/shared/asking";
import { session } from "@/shared/session";
import { press, show, type, until, type Shown } from "@/test/render";
import { Refusal, serve, type Sent } from "@/test/server";

import "../words";
import { LettersPage } from "./letters";
import { nameOf } from "./save";

const RUN = {
  id: "r1",
  kind: "WELCOME",
  sorting: "POST",
  createdAt: "2026-11-23T08:00:00+00:00",
  printedAt: null,
  letters: 3,
  printed: 0,
  printUrl: "/letters/r1",
};
const LINE = {
  id: "m1",
  name: "Muster, Erika",
  number: "0012345",
  home: "Amselweg 12, 3",
  letterOn: "2026-10-01T08:00:00+00:00",
  remindedOn: null,
};
const PREVIEW = {
  chosen: 10,
  printed: 3,
  later: 4,
  reasons: [{ reason: "NO_ADDRESS", count: 3 }],
  omitted: [{ memberId: "m9", name: "Hans Halm", reason: "NO_ADDRESS" }],
  unknownNumbers: [],
};

let page: Shown;

function connection(nodes: readonly unknown[]): object {
  return {
    totalCount: nodes.length,
    edges: nodes.map((node) => ({ node })),
    pageInfo: { hasNextPage: false, endCursor: null },
  };
}

function answers(runs: readonly unknown[], lines: readonly unknown[] = [LINE]): Sent[] {
  return serve({
    letterRuns: () => ({ letterRuns: connection(runs) }),
    unregisteredMembers: () => ({ unregisteredMembers: connection(lines) }),
    orderLetters: ({ dryRun }) => ({ orderLetters: { preview: PREVIEW, run: dryRun ? null : { id: "r2" } } }),
  });
}

/** What comes of POST /letters; everything else goes to the stand-in that is there already. */
function printer(reply: () => Response): string[] {
  const asked: string[] = [];
  const others = globalThis.fetch;
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    if (!url.startsWith("/letters/")) return others(url, init);
    asked.push(`${init.method ?? ""} ${url}`);
    expect(new Headers(init.headers).get("GraphQL-Require-Preflight")).toBe("1");
    return Promise.resolve(reply());
  });
  return asked;
}

function pdf(): Response {
  return new Response("%PDF-1.7", {
    headers: { "Content-Disposition": "attachment; filename*=UTF-8''Briefe%20x.pdf" },
  });
}

function button(words: string): HTMLElement {
  const found = [...page.root.querySelectorAll<HTMLElement>("button")].find(({ textContent }) => textContent === words);
  if (!found) throw new Error(`no button ${words}`);
  return found;
}

function signIn(role: StaffRole): void {
  session.set({
    kind: "staff",
    staff: { id: "s", name: "Vera Verwaltung", email: "vera@example.org", role },
    mustChoosePassword: false,
  });
}

beforeEach(() => {
  signIn("MEMBER_DESK");
  URL.createObjectURL = () => "blob:x";
  URL.revokeObjectURL = () => undefined;
});

afterEach(() => {
  page.close();
  forgetAnswers();
});

describe("the page of the letters", () => {
  it("shows the numbers first and orders what was shown", async () => {
    const sent = answers([]);
    page = await show(<LettersPage />);
    await type(page.input("input[inputmode=numeric]"), "3");
    await press(button("Vorschau"));
    await until(() => page.text().includes("3 Briefe werden gedruckt."));
    expect(page.text()).toContain("4 Briefe bleiben für die nächsten Drucke.");
    expect(page.text()).toContain("Hans Halm (ohne Postanschrift)");
    await press(button("3 Briefe vorbereiten"));
    await until(() => page.text().includes("Vorbereitet. Der Druck steht unten"));
    const orders = sent.filter(({ name }) => name === "orderLetters").map(({ variables }) => variables);
    expect(orders.map(({ dryRun }) => dryRun)).toEqual([true, false]);
    expect(orders[0]?.["input"]).toEqual(orders[1]?.["input"]);
    expect(orders[0]?.["input"]).toMatchObject({ scope: "EVERYBODY", wave: 3 });
  });

  it("asks again for the numbers when the choice changes", async () => {
    answers([]);
    page = await show(<LettersPage />);
    await press(button("Vorschau"));
    await until(() => page.text().includes("3 Briefe werden gedruckt."));
    await press(button("Von Hand, nach Laufweg"));
    expect(page.text()).not.toContain("werden gedruckt");
    expect(button("Vorschau")).toBeTruthy();
  });

  it("prints a new run at once", async () => {
    answers([RUN]);
    const asked = printer(pdf);
    page = await show(<LettersPage />);
    await until(() => page.text().includes("3noch nicht"));
    await press(button("Drucken"));
    await until(() => asked.length === 1);
    expect(asked).toEqual(["POST /letters/r1"]);
  });

  it("asks who sits here before codes are made, and then prints (AU-10)", async () => {
    answers([RUN]);
    let known = false;
    const asked = printer(() =>
      known ? pdf() : Response.json({ code: "reauthentication_required", message: "" }, { status: 403 }),
    );
    page = await show(<LettersPage />);
    await until(() => page.text().includes("3noch nicht"));
    await press(button("Drucken"));
    await until(() => asking.get() !== null);
    expect(asked).toEqual(["POST /letters/r1"]);
    known = true;
    asking.get()?.settle(true);
    await until(() => asked.length === 2);
    expect(asked).toEqual(["POST /letters/r1", "POST /letters/r1"]);
  });

  it("asks before it ends the passwords of letters that were printed", async () => {
    HTMLDialogElement.prototype.showModal = () => undefined;
    answers([{ ...RUN, printedAt: "2026-11-23T09:00:00+00:00", printed: 3 }]);
    const asked = printer(pdf);
    page = await show(<LettersPage />);
    await until(() => page.text().includes("Noch einmal drucken"));
    await press(button("Noch einmal drucken"));
    expect(asked).toEqual([]);
    expect(page.text()).toContain("gelten dann nicht mehr");
    await press(button("Neue Passwörter drucken"));
    await until(() => asked.length === 1);
    expect(asked).toEqual(["POST /letters/r1?reissue=1"]);
  });

  it("says when a printing was refused", async () => {
    answers([RUN]);
    printer(() => Response.json({ code: "conflict", message: "" }, { status: 409 }));
    page = await show(<LettersPage />);
    await until(() => page.text().includes("3noch nicht"));
    await press(button("Drucken"));
    await until(() => page.root.querySelector("[role=alert]") !== null);
  });

  it("lists who has not registered, with a sheet to take along", async () => {
    answers([]);
    page = await show(<LettersPage />);
    await until(() => page.text().includes("Muster, Erika"));
    expect(page.find("a[download]").getAttribute("href")).toBe("/letters/unregistered.csv");
    expect(page.text()).toContain("Noch kein Druck.");
  });

  it("says that everybody is registered", async () => {
    answers([], []);
    page = await show(<LettersPage />);
    await until(() => page.text().includes("Alle sind registriert."));
  });

  it("offers another try where a list did not come", async () => {
    serve({ letterRuns: () => new Refusal("unavailable"), unregisteredMembers: () => new Refusal("unavailable") });
    page = await show(<LettersPage />);
    await until(() => page.root.querySelectorAll("[role=alert]").length === 2);
  });

  it("is not for other roles", async () => {
    signIn("EDITOR");
    const sent = answers([RUN]);
    page = await show(<LettersPage />);
    expect(sent).toEqual([]);
    expect(page.text()).not.toContain("Drucke");
  });
});

describe("the name of the file", () => {
  it("is the server's", () => {
    expect(nameOf("attachment; filename=\"x.pdf\"; filename*=UTF-8''Briefe%202026-11-23%20(3).pdf")).toBe(
      "Briefe 2026-11-23 (3).pdf",
    );
    expect(nameOf(null)).toBe("Briefe.pdf");
  });
});
