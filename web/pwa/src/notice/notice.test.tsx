import { afterEach, describe, expect, it } from "vitest";

import { forgetAnswers } from "@/api/use-query";
import { boardChange, bump } from "@/shared/changes";
import { portal } from "@/shared/portal";
import { session } from "@/shared/session";
import { COOPERATIVE, TENANT } from "@/test/people";
import { press, show, until, type Shown } from "@/test/render";
import { serve } from "@/test/server";

import { NoticePage } from "./notice";

const NOTICE = {
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
  isRead: true,
  confirmedAt: null,
  bodyHtml: "<p>Mit Kuchen.</p>",
  contact: "",
  revision: 0,
  isAffected: true,
  languages: ["DE"],
  steps: [],
  updatedAt: "2026-11-22T08:00:00+00:00",
  houses: [],
};

let page: Shown;

afterEach(() => {
  page.close();
  session.set({ kind: "unknown" });
});

describe("the tap on Gelesen", () => {
  it("is asked for again when the notice changes while its page is open", async () => {
    let revision = 0;
    serve({
      notice: () => ({ notice: { ...NOTICE, revision } }),
      confirm: () => ({ confirmNotice: { id: "n1", confirmedAt: "2026-11-22T09:00:00+00:00" } }),
    });
    forgetAnswers();
    portal.set({ ...COOPERATIVE, vapidKey: "key" });
    session.set({ kind: "tenant", tenant: TENANT, mustChoosePassword: false });
    page = await show(<NoticePage params={{ id: "n1" }} />);
    await until(() => page.text().includes("Gelesen"));
    await press(page.find(".actions button.btn--lg"));
    await until(() => page.text().includes("Gelesen – danke"));
    revision = 1;
    bump(boardChange, "n1");
    await until(() => !page.text().includes("Gelesen – danke"));
    expect(page.find(".actions button.btn--lg").textContent).toBe("Gelesen");
  });
});

async function open(notice: object): Promise<void> {
  serve({ notice: () => ({ notice: { ...NOTICE, ...notice } }) });
  forgetAnswers();
  portal.set({ ...COOPERATIVE, vapidKey: "key" });
  session.set({ kind: "tenant", tenant: TENANT, mustChoosePassword: false });
  page = await show(<NoticePage params={{ id: "n1" }} />);
  await until(() => page.text().includes("Gelesen"));
}

const STEP = {
  number: 1,
  step: "LONGER",
  word: "Ein Ventil klemmt.",
  at: "2026-11-24T12:05:00+00:00",
  wasStartsAt: "2026-11-24T07:00:00+00:00",
  wasEndsAt: "2026-11-24T13:00:00+00:00",
  startsAt: "2026-11-24T07:00:00+00:00",
  endsAt: "2026-11-24T16:00:00+00:00",
  told: null,
  joined: null,
  left: null,
  by: null,
};
const WATER = {
  kind: "WATER",
  isOutage: true,
  title: "Wasserabschaltung",
  phase: "RUNNING",
  startsAt: "2026-11-24T07:00:00+00:00",
  endsAt: "2026-11-24T16:00:00+00:00",
};

describe("what became of it", () => {
  it("is told latest first, with the time that held before and the sentence of staff", async () => {
    const moved = {
      ...STEP,
      number: 2,
      step: "CHANGED",
      word: "",
      wasEndsAt: STEP.endsAt,
      at: "2026-11-24T12:30:00+00:00",
    };
    await open({ ...WATER, steps: [STEP, moved] });
    const [latest, first, posted] = [...page.root.querySelectorAll(".history li")].map((row) => row.textContent);
    expect(latest).toContain("Änderung.");
    expect(latest).not.toContain("Jetzt:");
    expect(first).toContain("Dauert länger.");
    expect(first).toContain("bis voraussichtlich 17:00");
    expect(first).toContain("Bisher geplant: 8:00");
    expect(first).toContain("Ein Ventil klemmt.");
    expect(first).not.toContain("informiert");
    expect(posted).toContain("Ausgehängt.");
  });

  it("is not drawn where nothing did", async () => {
    await open(WATER);
    expect(page.text()).not.toContain("Was bisher geschah");
  });
});

describe("a notice that does not concern the reader any more", () => {
  it("says so of their house, and never that it does not take place at all", async () => {
    const left = { ...STEP, step: "LEFT", word: "" };
    await open({ ...WATER, phase: "CANCELLED", isAffected: false, places: [], steps: [left] });
    expect(page.text()).toContain("Ihr Haus ist doch nicht betroffen");
    expect(page.text()).toContain("Für Ihr Haus gilt er nicht mehr.");
    expect(page.text()).not.toContain("findet nicht statt");
    expect(page.text()).not.toContain("für alle Mitglieder");
    expect(page.text()).not.toContain("Nachbarn");
  });

  it("says so of a notice without a phase, too", async () => {
    await open({ isAffected: false, places: [] });
    expect(page.text()).toContain("Für Ihr Haus gilt er nicht mehr.");
  });

  it("is called off where it was called off for everybody", async () => {
    await open({ ...WATER, phase: "CANCELLED", state: "CANCELLED" });
    expect(page.text()).toContain("findet nicht statt");
  });
});
