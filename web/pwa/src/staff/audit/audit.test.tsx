import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { StaffRole } from "@/api/types";
import { forgetAnswers } from "@/api/use-query";
import { LANGUAGES, setLanguage, t } from "@/i18n";
import { session } from "@/shared/session";
import { show, type, until, type Shown } from "@/test/render";
import { Refusal, serve } from "@/test/server";

import "../words";
import { AuditPage } from "./audit";
import { objectWord, particulars, type Entry } from "./details";
import { ACTIONS } from "./entry";
import { midnight } from "./filter";

const ENTRY: Entry = {
  id: "7",
  at: "2026-11-23T08:15:00Z",
  action: "LOGIN_REFUSED",
  result: "REFUSED",
  way: "PORTAL",
  actorKind: "STAFF",
  actorId: "s1",
  actor: "Vera Verwaltung",
  objectKind: "staff",
  objectId: "s1",
  correlationId: "c1",
  details: '{"factor": "totp", "empty": "", "scopes": ["a", "b"], "households": 1412, "tries": 3}',
};

let page: Shown;

function signIn(role: StaffRole): void {
  session.set({
    kind: "staff",
    staff: { id: "s1", name: "Paula Prüfer", email: "paula@example.org", role },
    mustChoosePassword: false,
  });
}

function serveLog(entries: readonly Entry[], check: object): void {
  const edges = entries.map((node) => ({ node }));
  const pageInfo = { hasNextPage: false, endCursor: null };
  serve({
    auditCheck: () => ({ auditCheck: { at: null, sealed: 0, isBroken: false, ...check } }),
    auditEntries: () => ({ auditEntries: { totalCount: edges.length, edges, pageInfo } }),
  });
}

beforeEach(() => {
  forgetAnswers();
  signIn("AUDITOR");
});

afterEach(() => {
  page.close();
});

async function press(selector: string): Promise<void> {
  const found = page.find(selector);
  await act(() => {
    found.click();
  });
}

describe("the audit log", () => {
  it("says who did what, when, how and with which result (AL-01)", async () => {
    serveLog([ENTRY], { at: "2026-11-23T02:40:00Z", sealed: 12 });
    page = await show(<AuditPage />);
    await until(() => page.root.querySelector("tbody tr") !== null);
    const text = page.root.querySelector("tbody")?.textContent ?? "";
    for (const part of [
      "Anmeldung abgelehnt",
      "abgelehnt",
      "Vera Verwaltung",
      "Verwaltung",
      "im Mieterportal",
      "Vorgangsnummer c1",
      "Mitarbeitende Person s1",
      "Zweiter Schritt: Ziffern aus dem Programm",
      "Haushalte: 1.412",
      "tries: 3",
    ]) {
      expect(text).toContain(part);
    }
    expect(page.root.textContent).toContain("12 Einträge");
    expect(page.root.querySelector("[role=alert]")).toBeNull();
  });

  it("says aloud that it was changed (AL-02)", async () => {
    serveLog([ENTRY], { isBroken: true });
    page = await show(<AuditPage />);
    await until(() => page.root.querySelector("[role=alert]") !== null);
    expect(page.root.querySelector("[role=alert]")?.textContent).toContain("verändert");
  });

  it("says what will stand there, and what went wrong", async () => {
    serveLog([], {});
    page = await show(<AuditPage />);
    await until(() => page.root.textContent.includes("Noch steht nichts im Protokoll"));
    page.close();
    forgetAnswers();
    serve({ auditEntries: () => new Refusal("internal"), auditCheck: () => new Refusal("internal") });
    page = await show(<AuditPage />);
    await until(() => page.root.querySelector("button") !== null);
    expect(page.root.querySelector("tbody")).toBeNull();
  });

  it("is not for others", async () => {
    signIn("EDITOR");
    serve({});
    page = await show(<AuditPage />);
    expect(page.root.querySelector("table")).toBeNull();
    expect(page.root.querySelector("select")).toBeNull();
  });
});

describe("what is chosen", () => {
  it("is sent along: a person by the name, a thing by its details, a day with its end (AL-01)", async () => {
    const asked: Record<string, unknown>[] = [];
    serve({
      auditCheck: () => ({ auditCheck: { at: null, sealed: 0, isBroken: false } }),
      auditEntries: (variables) => {
        asked.push(variables);
        const pageInfo = { hasNextPage: false, endCursor: null };
        return { auditEntries: { totalCount: 1, edges: [{ node: ENTRY }], pageInfo } };
      },
    });
    const chips = (): string[] => [...page.root.querySelectorAll(".chip")].map((chip) => chip.textContent);
    const sent = (name: string, value: unknown) => until(() => asked.at(-1)?.[name] === value);
    page = await show(<AuditPage />);
    await until(() => page.root.querySelector("tbody tr") !== null);
    const none = { actorId: null, objectId: null, action: null, since: null, until: null };
    expect(asked.at(-1)).toMatchObject(none);
    await press("tbody td:nth-child(3) button");
    await sent("actorId", "s1");
    await until(() => page.root.querySelector("tbody tr") !== null);
    await press("tbody details button");
    await sent("objectId", "s1");
    expect(chips()).toEqual(["Wer: Vera Verwaltung", "Mitarbeitende Person s1…"]);
    await press(".chip");
    await sent("actorId", null);
    expect(asked.at(-1)).toMatchObject({ ...none, objectId: "s1" });
    await press(".chip");
    await type(page.input("input[type=date]"), "2026-11-23");
    await sent("since", midnight("2026-11-23"));
    expect(asked.at(-1)).toMatchObject({ ...none, since: midnight("2026-11-23") });
  });

  it("has a button for older entries", async () => {
    const asked: object[] = [];
    serve({
      auditCheck: () => ({ auditCheck: { at: null, sealed: 0, isBroken: false } }),
      auditEntries: (variables) => {
        asked.push(variables);
        const isFirst = (variables as { after?: string | null }).after === undefined;
        const node = { ...ENTRY, id: isFirst ? "7" : "6" };
        return {
          auditEntries: { totalCount: 2, edges: [{ node }], pageInfo: { hasNextPage: isFirst, endCursor: "e" } },
        };
      },
    });
    page = await show(<AuditPage />);
    await until(() => page.root.querySelector(".pane__body button") !== null);
    await press(".pane__body button");
    await until(() => page.root.querySelectorAll("tbody tr").length === 2);
    expect(asked.at(-1)).toMatchObject({ after: "e" });
    expect(page.root.querySelector(".pane__body button")).toBeNull();
  });
});

describe("an entry", () => {
  it("says its parts in German, and leaves out what says nothing", () => {
    page = { ...page, close: () => undefined };
    expect(particulars(ENTRY)).toEqual([
      "Zweiter Schritt: Ziffern aus dem Programm",
      "Rechte: a, b",
      "Haushalte: 1.412",
      "tries: 3",
    ]);
    expect(particulars({ details: "null" })).toEqual([]);
    expect(particulars({ details: `{"sha256": "${"ab".repeat(32)}", "documents": true, "role": "admin"}` })).toEqual([
      "Prüfsumme: abababababab…",
      "Mit Dokumenten: ja",
      "Rolle: Leitung",
    ]);
    expect(
      particulars({
        details: JSON.stringify({
          at: "2026-11-24T06:12:00Z",
          since: "2026-11-01",
          notice: "6a0dddc9-9ff7-447f-a058-5c8ad90e4769",
          scopes: ["notices:read", "stock:write"],
          message: "notice_ended",
          kind: "longer",
          told: 12,
        }),
      }),
    ).toEqual([
      "Geplant für: 24. November 2026, 7:12",
      "Seit: 1. November 2026",
      "Aushang: Kennung 6a0dddc9…",
      "Rechte: Aushänge lesen, Bestand einlesen",
      "Nachricht: Entwarnung",
      "Art: dauert länger",
      "Benachrichtigt: 12",
    ]);
    expect([objectWord("letter_run"), objectWord("something")]).toEqual(["Briefe", "something"]);
  });

  it("has a word of its own for every action, in every language (AL-01)", async () => {
    page = { ...page, close: () => undefined };
    expect(ACTIONS.length).toBeGreaterThan(60);
    for (const language of LANGUAGES) {
      await setLanguage(language);
      const words = ACTIONS.map((action) => t(`staffAudit.action.${action}`));
      expect(words.filter((word) => /[A-Z]_|^\s*$/u.test(word))).toEqual([]);
      expect(new Set(words).size).toBe(words.length);
    }
    await setLanguage("de");
  });
});

describe("a day", () => {
  it("begins at midnight and ends at the next", () => {
    page = { ...page, close: () => undefined };
    expect(midnight("")).toBeNull();
    expect(midnight("no day")).toBeNull();
    const [from, to] = [midnight("2026-11-23"), midnight("2026-11-23", 1)];
    expect(new Date(to ?? 0).getTime() - new Date(from ?? 0).getTime()).toBe(86_400_000);
  });
});
