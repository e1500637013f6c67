import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { forgetAnswers } from "@/api/use-query";
import { session } from "@/shared/session";
import { press, show, until, type Shown } from "@/test/render";
import { Refusal, serve, type Sent } from "@/test/server";

import "../words";
import { PlannedPage } from "./planned";

const STAFF = { id: "s1", name: "Sabine Hofmann", email: "s@example.org", role: "ADMIN" } as const;
const PLANNED = {
  id: "p1",
  title: "Hoffest",
  state: "PLANNED",
  failure: null,
  publishAt: null as string | null,
  households: 12,
  members: 20,
  noticeId: null as string | null,
  author: "Sabine Hofmann",
  isMine: true,
  kind: "BULLETIN",
  urgency: "ORDINARY",
  startsAt: null,
  endsAt: null,
  updatedAt: "2026-11-24T08:00:00Z",
};

let page: Shown;

function at(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toISOString();
}

async function open(found: () => object, more: Readonly<Record<string, () => unknown>> = {}): Promise<Sent[]> {
  const sent = serve({ plannedNotice: () => ({ noticeDraft: { ...PLANNED, ...found() } }), ...more });
  page = await show(<PlannedPage params={{ id: "p1" }} />);
  await until(() => page.text().includes("Hoffest"));
  return sent;
}

beforeEach(() => {
  history.replaceState({}, "", "/verwaltung/aushaenge/geplant/p1");
  forgetAnswers();
  session.set({ kind: "staff", staff: STAFF, mustChoosePassword: false });
});

afterEach(() => {
  page.close();
});

describe("a planned notice", () => {
  it("counts down, says that nothing went yet, and can be stopped", async () => {
    let isStopped = false;
    const stopNotice = (): unknown => {
      isStopped = true;
      return { stopNotice: { ...PLANNED, state: "WRITING" } };
    };
    const publishAt = at(14);
    await open(() => (isStopped ? { state: "WRITING" } : { publishAt }), { stopNotice });
    expect(page.text()).toMatch(/Wird in 1[34] Sekunden gesendet\./u);
    expect(page.text()).toContain("niemand bekommt eine Nachricht");
    expect(page.text()).toContain("Gesendet wird an alle, die dann dort wohnen.");
    await press(page.find("button.btn--danger-second"));
    await until(() => page.text().includes("Angehalten. Es wurde nichts gesendet."));
    expect(page.text()).not.toContain("Gesendet wird");
    expect(page.find("a.btn").getAttribute("href")).toBe("/verwaltung/aushaenge/neu?entwurf=p1");
  });

  it("leads to the notice as soon as it is published", async () => {
    let asked = 0;
    const publishAt = at(-1);
    await open(() => {
      asked += 1;
      return asked < 2 ? { publishAt } : { state: "SENT", noticeId: "n1" };
    });
    await until(() => location.pathname === "/verwaltung/aushaenge/n1");
  });

  it("says the day of a moment that is far, and that it was too late to stop", async () => {
    await open(() => ({ publishAt: "2030-12-24T06:00:00Z" }), {
      stopNotice: () => new Refusal("already_published"),
    });
    expect(page.text()).toContain("Wird gesendet: Dienstag, 24. Dezember 2030, 7:00 Uhr.");
    await press(page.find("button.btn--danger-second"));
    await until(() => page.root.querySelector("[role=alert]") !== null);
  });

  it("says why it could not go", async () => {
    await open(() => ({ state: "FAILED", failure: "TOO_LATE" }));
    expect(page.text()).toContain("war sein Zeitraum schon vorbei");
  });
});
