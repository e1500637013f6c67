import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { forgetAnswers } from "@/api/use-query";
import { navigate } from "@/shared/router";
import { session } from "@/shared/session";
import { press, show, until, type Shown } from "@/test/render";
import { serve } from "@/test/server";

import "../words";
import { NoticesPage } from "../notices/list";

const STAFF = { id: "s1", name: "Sabine Hofmann", email: "s@example.org", role: "EDITOR" } as const;
const LAST = { hasNextPage: false, endCursor: null };
const LINE = {
  id: "d1",
  title: "Hoffest",
  state: "WRITING",
  failure: null,
  publishAt: null,
  households: 12,
  members: 20,
  noticeId: null,
  author: "Sabine Hofmann",
  isMine: true,
  kind: null,
  urgency: null,
  startsAt: null,
  endsAt: null,
  updatedAt: "2026-11-24T08:00:00Z",
};

let page: Shown;

function list(...lines: object[]): object {
  return { totalCount: lines.length, edges: lines.map((node) => ({ node })), pageInfo: LAST };
}

beforeEach(() => {
  navigate("/verwaltung/aushaenge/geplant", { replace: true });
  forgetAnswers();
  session.set({ kind: "staff", staff: STAFF, mustChoosePassword: false });
});

afterEach(() => {
  page.close();
});

describe("drafts and plans", () => {
  it("lead to their pages, and say what could not go and why", async () => {
    const planned = { ...LINE, id: "p1", title: "Versammlung", state: "PLANNED", publishAt: "2030-12-24T06:00:00Z" };
    const failed = { ...LINE, id: "d2", title: "", state: "FAILED", failure: "PLACE_GONE" };
    serve({
      noticeDrafts: () => ({ noticeDrafts: list(LINE, failed) }),
      plannedNotices: () => ({ plannedNotices: list(planned) }),
    });
    page = await show(<NoticesPage />);
    await until(() => page.text().includes("Versammlung") && page.text().includes("Ohne Titel"));
    const links = [...page.root.querySelectorAll<HTMLAnchorElement>("a.item")].map((link) => link.getAttribute("href"));
    expect(links).toEqual([
      "/verwaltung/aushaenge/geplant/p1",
      "/verwaltung/aushaenge/neu?entwurf=d1",
      "/verwaltung/aushaenge/neu?entwurf=d2",
    ]);
    expect(page.text()).toContain("Nicht gesendet: Ein Haus, ein Quartier, eine Wohnung oder eine Person");
  });

  it("are deleted behind a question only", async () => {
    let isThere = true;
    const sent = serve({
      noticeDrafts: () => ({ noticeDrafts: isThere ? list(LINE) : list() }),
      plannedNotices: () => ({ plannedNotices: list() }),
      discardNoticeDraft: () => {
        isThere = false;
        return { discardNoticeDraft: true };
      },
    });
    page = await show(<NoticesPage />);
    await until(() => page.text().includes("Hoffest"));
    await press(page.find("button.btn--quiet"));
    expect(sent.some(({ name }) => name === "discardNoticeDraft")).toBe(false);
    await press(page.find("dialog .btn--danger-second"));
    await until(() => page.text().includes("Sie haben keine Entwürfe."));
    expect(page.text()).toContain("Zurzeit ist nichts geplant.");
  });
});
