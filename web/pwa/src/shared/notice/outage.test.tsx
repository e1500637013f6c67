import { afterEach, describe, expect, it } from "vitest";

import type { NoticeRow } from "@/api/types";
import { show, type Shown } from "@/test/render";

import { OutageDays } from "./day";
import { OutageCard } from "./outage-card";
import { headlineOf, lookOf } from "./phase";

const NOW = new Date("2026-11-24T10:40:00+01:00");
const NOTICE: NoticeRow = {
  id: "n",
  kind: "WATER",
  urgency: "URGENT",
  state: "PUBLISHED",
  phase: "RUNNING",
  isOutage: true,
  isEmergency: false,
  title: "Kein Wasser in Ihrem Haus",
  cause: "",
  startsAt: "2026-11-24T08:00:00+01:00",
  endsAt: "2026-11-24T14:00:00+01:00",
  adviceBefore: ["Wasser abfüllen"],
  adviceDuring: ["Hähne geschlossen lassen"],
  adviceAfter: ["Hähne langsam öffnen"],
  publishedAt: "2026-11-17T09:30:00+01:00",
  endedAt: null,
  isArchived: false,
  places: ["Amselweg 12"],
  isRead: false,
  confirmedAt: null,
};

let page: Shown;

afterEach(() => {
  page.close();
});

async function barOf(change: Partial<NoticeRow>, now = NOW): Promise<string> {
  page = await show(<OutageDays notice={{ ...NOTICE, ...change }} now={now} />);
  return (page.find("svg[role=img]").getAttribute("aria-label") ?? "").replace(/\u00a0/gu, " ");
}

describe("the bar of the day in words", () => {
  it("keeps voraussichtlich in front of a planned end", async () => {
    expect(await barOf({})).toBe(
      "Balken des Tages, Dienstag, 24. November: kein Wasser, 8:00 bis voraussichtlich 14:00 Uhr. Jetzt ist es 10:40 Uhr.",
    );
  });

  it("says that an end is open", async () => {
    expect(await barOf({ endsAt: null })).toContain("kein Wasser seit 8:00 Uhr, Ende noch offen.");
  });

  it("never makes an all-clear of a passed end", async () => {
    const label = await barOf({ phase: "OVERRUN" }, new Date("2026-11-24T15:15:00+01:00"));
    expect(label).toContain("Seit 14:00 Uhr keine Rückmeldung. Jetzt ist es 15:15 Uhr.");
    expect(page.root.querySelector(".back")).toBeNull();
  });

  it("ends with the all-clear", async () => {
    const label = await barOf({ phase: "ENDED", endedAt: "2026-11-24T13:20:00+01:00" });
    expect(label).toContain("kein Wasser von 8:00 bis 13:20 Uhr. Seit 13:20 Uhr ist es vorbei.");
    expect(page.find(".back-text").textContent).toBe("13:20 wieder da");
  });
});

describe("the card", () => {
  it("says the state in the band and what helps now", async () => {
    page = await show(<OutageCard notice={NOTICE} now={NOW} />);
    expect(page.find("article").className).toBe("outage outage--running");
    expect(page.find(".outage__band").textContent).toBe("Wasserabschaltung – läuft gerade");
    expect(page.text()).toContain("Hähne geschlossen lassen");
    expect(page.text()).not.toContain("Wasser abfüllen");
  });

  it.each([
    ["COMING", "coming", "Kein Wasser in Ihrem Haus"],
    ["OVERRUN", "overrun", "Das geplante Ende (14:00 Uhr) ist erreicht"],
    ["ENDED", "clear", "Das Wasser ist wieder da"],
    ["CANCELLED", "cancelled", "Das Wasser bleibt an"],
  ] as const)("%s is its own state", async (phase, tone, title) => {
    const notice = { ...NOTICE, phase };
    expect(lookOf(notice, NOW)?.tone).toBe(tone);
    expect(headlineOf(notice).replace(/\u00a0/gu, " ")).toBe(title);
    page = await show(<OutageCard notice={notice} now={NOW} />);
    expect(page.find(".outage__band").textContent).toBe(lookOf(notice, NOW)?.band);
  });

  it("a bulletin that is over is no all-clear", () => {
    const notice = { ...NOTICE, kind: "EVENT", isOutage: false, title: "Hoffest", phase: "ENDED" } as const;
    expect(lookOf(notice, NOW)).toMatchObject({ tone: "cancelled", word: "vorbei" });
    expect(headlineOf(notice)).toBe("Hoffest");
  });
});
