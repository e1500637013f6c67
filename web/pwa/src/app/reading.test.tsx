import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { DocumentRow, NoticeRow, Tenant } from "@/api/types";
import { watchSession } from "@/api/session";
import { forgetAnswers } from "@/api/use-query";
import { DocumentsPage } from "@/document/documents";
import { BoardPage } from "@/notice/board";
import { NoticePage } from "@/notice/notice";
import { portal } from "@/shared/portal";
import { navigate } from "@/shared/router";
import { session } from "@/shared/session";
import { CARER, COOPERATIVE, READING, TENANT, TENANT_VIEWER } from "@/test/people";
import { press, show, until, type Shown } from "@/test/render";
import { Refusal, serve, type Sent } from "@/test/server";

import { HomePage } from "./home";

const NOTICE: NoticeRow = {
  id: "n1",
  kind: "BULLETIN",
  urgency: "ORDINARY",
  state: "PUBLISHED",
  phase: "NONE",
  isOutage: false,
  isEmergency: false,
  title: "Hoffest",
  cause: "",
  startsAt: null,
  endsAt: null,
  adviceBefore: [],
  adviceDuring: [],
  adviceAfter: [],
  publishedAt: "2026-11-22T08:00:00+00:00",
  endedAt: null,
  isArchived: false,
  places: ["Finkenweg 1"],
  isRead: false,
  confirmedAt: null,
};
const DOCUMENT: DocumentRow = {
  id: "d1",
  category: "OPERATING_COSTS",
  title: "Abrechnung 2025",
  publishedAt: "2026-11-22T08:00:00+00:00",
  withdrawnAt: null,
  size: 2048,
  url: `/documents/d1?for=${READING.memberId}`,
  isNew: false,
  concerns: "",
};
const DETAIL = {
  ...NOTICE,
  bodyHtml: "<p>Mit Kuchen.</p>",
  contact: "",
  revision: 0,
  isAffected: true,
  steps: [],
  languages: [],
  updatedAt: "2026-11-22T08:00:00+00:00",
  houses: [],
};
const FOR = `?fuer=${READING.memberId}`;
const BOTH: Tenant = { ...TENANT, readsFor: [READING] };

watchSession();

let page: Shown;

function signIn(tenant: Tenant): void {
  session.set({ kind: "tenant", tenant, mustChoosePassword: false });
}

function connection(node: object): object {
  return { edges: [{ node }], pageInfo: { hasNextPage: false, endCursor: null } };
}

function serveAll(more: Parameters<typeof serve>[0] = {}): Sent[] {
  return serve({
    board: () => ({ board: connection(NOTICE) }),
    documents: () => ({ documents: connection(DOCUMENT) }),
    notice: () => ({ notice: DETAIL }),
    ...more,
  });
}

async function openBoard(search = FOR): Promise<void> {
  navigate(`/aushaenge${search}`);
  page = await show(<BoardPage />);
  await until(() => page.root.querySelector("a.item") !== null || page.root.querySelector("[role=alert]") !== null);
}

function button(words: string): HTMLElement {
  const found = [...page.root.querySelectorAll("button")].find((one) => one.textContent === words);
  if (!found) throw new Error(`no button ${words}`);
  return found;
}

function choices(): [words: string, href: string | null, chosen: boolean][] {
  return [...page.root.querySelectorAll("a.chip")].map((one) => [
    one.textContent,
    one.getAttribute("href"),
    one.getAttribute("aria-current") === "page",
  ]);
}

beforeEach(() => {
  forgetAnswers();
  portal.set({ ...COOPERATIVE, vapidKey: "key" });
});

afterEach(() => {
  page.close();
  navigate("/");
  session.set({ kind: "unknown" });
});

describe("the board of somebody else", () => {
  it("says for whom it is, asks for them, and leads on to their notices (DS-19a)", async () => {
    signIn(BOTH);
    const sent = serveAll();
    await openBoard();
    expect(page.find("h1").textContent).toBe("Aushänge für Erna Beispiel");
    expect(page.text()).toContain("Sie lesen für Erna Beispiel.");
    expect(sent.map(({ variables }) => variables["forMember"])).toEqual([READING.memberId]);
    expect(page.find("a.item").getAttribute("href")).toBe(`/aushaenge/n1${FOR}`);
    expect(page.root.querySelector(".item .new")).toBeNull();
    expect(choices()).toEqual([
      ["Für mich", "/aushaenge", false],
      ["Erna Beispiel", `/aushaenge${FOR}`, true],
    ]);
  });

  it("is one's own without the address saying otherwise", async () => {
    signIn(BOTH);
    const sent = serveAll();
    await openBoard("");
    expect(sent[0]?.variables).toEqual({ first: 20, archived: false });
    expect(page.text()).not.toContain("Sie lesen für");
    expect(choices()[0]).toEqual(["Für mich", "/aushaenge", true]);
    expect(page.find(".item .new").textContent).toBe("Neu");
  });

  it("shows nothing of somebody one does not read for (DS-19a)", async () => {
    signIn(BOTH);
    const sent = serveAll();
    await openBoard("?fuer=00000000-0000-4000-8000-0000000000ff");
    expect(page.text()).toContain("Für diese Person lesen Sie nicht mehr mit.");
    expect(page.root.querySelector(".item")).toBeNull();
    expect(sent).toEqual([]);
  });

  it("opens by itself for a carer who is no member, and offers no page of their own (DS-19a)", async () => {
    signIn(CARER);
    const sent = serveAll();
    await openBoard("");
    expect(sent[0]?.variables["forMember"]).toBe(READING.memberId);
    expect(choices()).toEqual([]);
  });
});

describe("what a reader does with it", () => {
  it("reads a notice without confirming anything in the member's name (DS-19a)", async () => {
    signIn(BOTH);
    const sent = serveAll();
    navigate(`/aushaenge/n1${FOR}`);
    page = await show(<NoticePage params={{ id: "n1" }} />);
    await until(() => page.text().includes("Mit Kuchen."));
    expect(page.text()).toContain("weil Erna Beispiel für Finkenweg 1 eingetragen ist");
    expect([...page.root.querySelectorAll("button")].map((one) => one.textContent)).toEqual(["Nicht mehr mitlesen"]);
    expect(page.find("a.back").getAttribute("href")).toBe(`/aushaenge${FOR}`);
    expect(sent.map(({ name, variables }) => [name, variables])).toEqual([
      ["notice", { id: "n1", forMember: READING.memberId }],
    ]);
  });

  it("downloads the documents that were shared (DS-19a)", async () => {
    signIn(BOTH);
    const sent = serveAll();
    navigate(`/dokumente${FOR}`);
    page = await show(<DocumentsPage />);
    await until(() => page.root.querySelector("a.item") !== null);
    expect(page.find("a.item").getAttribute("href")).toBe(DOCUMENT.url);
    expect(sent[0]?.variables).toEqual({ first: 100, forMember: READING.memberId });
    expect(page.text()).not.toContain("Lieber mit der Post?");
  });

  it("is told that documents were not shared, and none is asked for (DS-19a)", async () => {
    signIn({ ...BOTH, readsFor: [{ ...READING, readsDocuments: false }] });
    const sent = serveAll();
    navigate(`/dokumente${FOR}`);
    page = await show(<DocumentsPage />);
    await until(() => page.text().includes("Die Dokumente von Erna Beispiel sind für Sie nicht freigegeben."));
    expect(sent).toEqual([]);
  });

  it("finds the people they read for on the start page", async () => {
    signIn(CARER);
    const sent = serveAll();
    navigate("/");
    page = await show(<HomePage />);
    expect(page.text()).toContain("Für wen Sie mitlesen");
    expect([...page.root.querySelectorAll("a.btn")].map((one) => one.getAttribute("href"))).toEqual([
      `/aushaenge${FOR}`,
      `/dokumente${FOR}`,
    ]);
    expect(sent).toEqual([]);
  });
});

describe("stopping to read", () => {
  it("asks once, and goes on with one's own board (DS-19a)", async () => {
    signIn(BOTH);
    const sent = serveAll({
      stopReading: () => ({ stopReading: true }),
      who: () => ({ viewer: { ...TENANT_VIEWER, tenant: TENANT } }),
    });
    await openBoard();
    await press(button("Nicht mehr mitlesen"));
    expect(page.text()).not.toContain("Ihr Zugang endet dann.");
    await press(button("Ja, nicht mehr mitlesen"));
    await until(() => location.search === "");
    expect(location.pathname).toBe("/aushaenge");
    expect(sent.find(({ name }) => name === "stopReading")?.variables).toEqual({ id: READING.id });
    expect(session.get()).toMatchObject({ kind: "tenant", tenant: { readsFor: [] } });
  });

  it("ends the access of a carer with the last one, and says so before (DS-19a)", async () => {
    signIn(CARER);
    serveAll({ stopReading: () => ({ stopReading: true }), who: () => new Refusal("not_signed_in") });
    await openBoard();
    await press(button("Nicht mehr mitlesen"));
    expect(page.text()).toContain("Sie lesen sonst für niemanden mit. Ihr Zugang endet dann.");
    await press(button("Ja, nicht mehr mitlesen"));
    await until(() => session.get().kind === "anonymous");
    expect(session.get()).toEqual({ kind: "anonymous", ended: "signedOut" });
    expect(location.pathname).toBe("/");
  });

  it("changes nothing when it is refused", async () => {
    signIn(BOTH);
    serveAll({ stopReading: () => new Refusal("unavailable") });
    await openBoard();
    await press(button("Nicht mehr mitlesen"));
    await press(button("Ja, nicht mehr mitlesen"));
    await until(() => page.root.querySelector("dialog [role=alert]") !== null);
    expect(session.get()).toMatchObject({ tenant: { readsFor: [READING] } });
    expect(location.search).toBe(FOR);
  });
});

describe("what was shown before", () => {
  const title = (forMember: unknown): string => (forMember === READING.memberId ? "Ernas Aushang" : "Mein Aushang");
  const paper = (forMember: unknown): string =>
    forMember === READING.memberId ? "Ernas Abrechnung" : "Meine Abrechnung";

  function serveEach(): Sent[] {
    return serveAll({
      board: ({ forMember }) => ({ board: connection({ ...NOTICE, title: title(forMember) }) }),
      documents: ({ forMember }) => ({ documents: connection({ ...DOCUMENT, title: paper(forMember) }) }),
      notice: ({ forMember }) => ({ notice: { ...DETAIL, title: title(forMember) } }),
    });
  }

  /** Everything that stood on the page, from the first moment on, before and after the server answered. */
  async function seen(path: string, component: () => Promise<Shown>, expected: string): Promise<string> {
    navigate(path);
    page = await component();
    const first = page.text();
    await until(() => page.text().includes(expected));
    const all = first + page.text();
    page.close();
    return all;
  }

  it.each([
    ["the board", "/aushaenge", () => show(<BoardPage />), title],
    ["a notice of the same id", "/aushaenge/n1", () => show(<NoticePage params={{ id: "n1" }} />), title],
    ["the documents", "/dokumente", () => show(<DocumentsPage />), paper],
  ])("of %s is never another person's, in either direction (DS-19, DS-19a)", async (_, path, component, words) => {
    signIn(BOTH);
    serveEach();
    for (const turn of ["", FOR, "", FOR]) {
      const [own, other] = [
        words(turn === "" ? undefined : READING.memberId),
        words(turn === "" ? READING.memberId : undefined),
      ];
      const text = await seen(`${path}${turn}`, component, own);
      expect(text).toContain(own);
      expect(text).not.toContain(other);
    }
  });

  it("is not another person's either while the same page stays and only the address changes (DS-19)", async () => {
    signIn(BOTH);
    serveEach();
    await openBoard("");
    expect(page.text()).toContain("Mein Aushang");
    serve({});
    await act(() => {
      navigate(`/aushaenge${FOR}`);
    });
    await until(() => page.root.querySelector("[role=alert]") !== null);
    expect(page.find("h1").textContent).toBe("Aushänge für Erna Beispiel");
    expect(page.text()).not.toContain("Mein Aushang");
  });
});
