import { afterEach, beforeEach, expect, it } from "vitest";

import { forgetAnswers } from "@/api/use-query";
import { press, show, until, type Shown } from "@/test/render";
import { serve } from "@/test/server";

import { CalendarCard } from "./calendar-card";

const AT = "2026-11-24T08:00:00+00:00";
let page: Shown;
let since: string | null = null;

function button(words: string): HTMLElement {
  const found = [...page.root.querySelectorAll<HTMLElement>("button")].find(({ textContent }) => textContent === words);
  if (!found) throw new Error(`no button ${words}`);
  return found;
}

beforeEach(() => {
  forgetAnswers();
  since = null;
});

afterEach(() => {
  page.close();
});

it("makes an address that is shown this once, and ends it again", async () => {
  serve({
    calendarFeed: () => ({ calendarFeed: since === null ? null : { createdAt: since } }),
    makeCalendarFeed: () => {
      since = AT;
      return { makeCalendarFeed: { createdAt: AT, path: "/kalender/geheim.ics" } };
    },
    endCalendarFeed: () => {
      since = null;
      return { endCalendarFeed: true };
    },
  });
  page = await show(<CalendarCard />);
  await until(() => page.text().includes("Adresse erzeugen"));
  await press(button("Adresse erzeugen"));
  await until(() => page.root.querySelector("a") !== null);
  expect(page.find("a").getAttribute("href")).toBe(`webcal://${location.host}/kalender/geheim.ics`);
  await until(() => page.text().includes("Eingerichtet am"));
  await press(button("Beenden"));
  await until(() => page.text().includes("Die Adresse gilt nicht mehr."));
  expect(page.root.querySelector("a")).toBeNull();
  await until(() => page.text().includes("Adresse erzeugen"));
});

it("never shows an address that was made earlier", async () => {
  since = AT;
  serve({ calendarFeed: () => ({ calendarFeed: { createdAt: AT } }) });
  page = await show(<CalendarCard />);
  await until(() => page.text().includes("Neue Adresse erzeugen"));
  expect(page.root.querySelector("input")).toBeNull();
});
