import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { StaffRole } from "@/api/types";
import { forgetAnswers } from "@/api/use-query";
import { session } from "@/shared/session";
import { show, until, type Shown } from "@/test/render";
import { Refusal, serve, type Sent } from "@/test/server";

import "../words";
import { TodayPage } from "./today";

const HOUR = 3_600_000;
const LAST_PAGE = { hasNextPage: false, endCursor: null };
const NONE = { totalCount: 0, edges: [], pageInfo: LAST_PAGE };

function notice(id: string, title: string, phase: string, startsIn: number): object {
  const start = Date.now() + startsIn * HOUR;
  return {
    id,
    kind: "WATER",
    urgency: "ORDINARY",
    state: "PUBLISHED",
    phase,
    isOutage: true,
    isEmergency: false,
    title,
    cause: "",
    startsAt: new Date(start).toISOString(),
    endsAt: new Date(start + 2 * HOUR).toISOString(),
    adviceBefore: [],
    adviceDuring: [],
    adviceAfter: [],
    publishedAt: "2026-11-22T08:00:00+00:00",
    endedAt: null,
    isArchived: false,
    places: ["Amselweg 8"],
    isRead: false,
    confirmedAt: null,
  };
}

let page: Shown;

function open(role: StaffRole, board: unknown): Promise<Sent[]> {
  session.set({
    kind: "staff",
    staff: { id: "s", name: "Vera Verwaltung", email: "vera@example.org", role },
    mustChoosePassword: false,
  });
  const sent = serve({
    staffBoard: () => board,
    reachOf: () => ({ deliveryProgress: null }),
    approvalsWaiting: () => ({ approvals: NONE }),
    openTasks: () => ({ memberTasks: NONE }),
    deadLetters: () => ({ deadLetters: NONE }),
  });
  return show(<TodayPage />).then((shown) => {
    page = shown;
    return sent;
  });
}

function boardOf(...nodes: readonly object[]): object {
  return { board: { edges: nodes.map((node) => ({ node })), pageInfo: LAST_PAGE } };
}

beforeEach(() => {
  forgetAnswers();
});

afterEach(() => {
  page.close();
});

describe("the first page of the desk", () => {
  it("puts what needs a word first, then what runs, then what comes", async () => {
    await open(
      "ADMIN",
      boardOf(
        notice("c", "Kommt morgen", "COMING", 24),
        notice("r", "Läuft schon", "RUNNING", -1),
        notice("o", "Ohne Rückmeldung", "OVERRUN", -5),
      ),
    );
    await until(() => page.text().includes("Läuft schon"));
    const [asked] = page.root.querySelectorAll(".note");
    expect(asked?.textContent).toContain("Ohne Rückmeldung");
    expect(asked?.textContent).toContain("Wasser ist wieder da");
    expect(asked?.textContent).toContain("Dauert länger");
    const titles = [...page.root.querySelectorAll(".item__title")].map(({ textContent }) => textContent);
    expect(titles.indexOf("Läuft schon")).toBeLessThan(titles.indexOf("Kommt morgen"));
  });

  it("says that all is calm, or what will stand here", async () => {
    await open("ADMIN", boardOf({ ...notice("b", "Hoffest", "NONE", 24), kind: "BULLETIN", isOutage: false }));
    await until(() => page.root.querySelector(".calm") !== null);
    page.close();
    forgetAnswers();
    await open("ADMIN", boardOf());
    await until(() => page.root.querySelector(".empty") !== null);
    expect(page.root.querySelector(".calm")).toBeNull();
  });

  it("says when the board cannot be read, and tries again", async () => {
    await open("ADMIN", new Refusal("unavailable"));
    await until(() => page.root.querySelector("[role=alert]") !== null);
    expect(page.root.querySelector("[role=alert] button")).not.toBeNull();
  });

  it("asks for nothing that a role may not see", async () => {
    const sent = await open("AUDITOR", boardOf());
    await until(() => page.text().includes("Protokoll"));
    expect(sent.map(({ name }) => name)).toEqual([]);
  });
});
