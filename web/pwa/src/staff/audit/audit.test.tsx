import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { StaffRole } from "@/api/types";
import { forgetAnswers } from "@/api/use-query";
import { session } from "@/shared/session";
import { show, until, type Shown } from "@/test/render";
import { Refusal, serve } from "@/test/server";

import "../words";
import { AuditPage } from "./audit";
import { ACTIONS, particulars, type Entry } from "./entry";
import { midnight } from "./filter";

const ENTRY: Entry = {
  id: "7",
  at: "2026-11-23T08:15:00Z",
  action: "LOGIN_REFUSED",
  result: "REFUSED",
  way: "PORTAL",
  actorKind: "STAFF",
  actor: "Vera Verwaltung",
  objectKind: "staff",
  objectId: "s1",
  correlationId: "c1",
  details: '{"factor": "totp", "empty": "", "places": ["a"], "tries": 3}',
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
      "c1",
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

describe("an entry", () => {
  it("shows short values only", () => {
    page = { ...page, close: () => undefined };
    expect(particulars(ENTRY)).toEqual(["factor: totp", "tries: 3"]);
    expect(particulars({ details: "null" })).toEqual([]);
    expect(ACTIONS.length).toBeGreaterThan(60);
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
