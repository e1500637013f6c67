import { afterEach, describe, expect, it } from "vitest";

import type { NoticeRow } from "@/api/types";
import { pushState } from "@/push/use-push";
import { session } from "@/shared/session";
import { TENANT } from "@/test/people";
import { show, until, type Shown } from "@/test/render";
import { serve } from "@/test/server";

import { HomePage } from "./home";

const HOUR_MS = 3_600_000;
const now = Date.now();

function notice(title: string, phase: NoticeRow["phase"], startsIn: number): NoticeRow {
  return {
    id: title,
    kind: "WATER",
    urgency: "URGENT",
    state: "PUBLISHED",
    phase,
    isOutage: true,
    isEmergency: false,
    title,
    cause: "",
    startsAt: new Date(now + startsIn * HOUR_MS).toISOString(),
    endsAt: new Date(now + (startsIn + 4) * HOUR_MS).toISOString(),
    adviceBefore: [],
    adviceDuring: [],
    adviceAfter: [],
    publishedAt: new Date(now - 24 * HOUR_MS).toISOString(),
    endedAt: null,
    isArchived: false,
    places: ["Amselweg 12"],
    isRead: false,
    confirmedAt: null,
  };
}

let page: Shown;

afterEach(() => {
  page.close();
});

describe("the start page", () => {
  it("shows what runs first, then what keeps mails from arriving, then what comes", async () => {
    const rows = [notice("Strom kommt", "COMING", 20), notice("Wasser läuft", "RUNNING", -1)];
    serve({ home: () => ({ board: { edges: rows.map((node) => ({ node })) }, documents: { edges: [] } }) });
    pushState.set({ kind: "unsupported" });
    session.set({ kind: "tenant", tenant: { ...TENANT, emailState: "SUPPRESSED" }, mustChoosePassword: false });
    page = await show(<HomePage />);
    await until(() => page.text().includes("Wasser läuft"));
    const places = ["Wasser läuft", "kommen nicht an", "Strom kommt"].map((words) => page.text().indexOf(words));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it("promises no mail about new notices to whoever gets none", async () => {
    serve({ home: () => ({ board: { edges: [] }, documents: { edges: [] } }) });
    session.set({ kind: "tenant", tenant: { ...TENANT, emailState: "SUPPRESSED" }, mustChoosePassword: false });
    page = await show(<HomePage />);
    await until(() => page.text().includes("nichts aus"));
    expect(page.text()).toContain("sehen Sie es hier.");
    expect(page.text()).not.toContain("bekommen Sie eine E-Mail");
  });

  it("shows the warning also while the board cannot be had", async () => {
    serve({});
    session.set({ kind: "tenant", tenant: { ...TENANT, emailState: "SUPPRESSED" }, mustChoosePassword: false });
    page = await show(<HomePage />);
    await until(() => page.root.querySelector("[role=alert]") !== null);
    expect(page.text()).toContain("kommen nicht an");
  });
});
