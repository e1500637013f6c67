import { afterEach, expect, it } from "vitest";

import "@/staff/words";
import { show, type Shown } from "@/test/render";

import { History, type Step } from "./history";

const AT = "2026-11-24T12:05:00+00:00";
const AREA: Step = {
  number: 1,
  step: "AREA",
  word: "",
  at: AT,
  wasStartsAt: AT,
  wasEndsAt: null,
  startsAt: AT,
  endsAt: null,
  told: 0,
  joined: 12,
  left: 1,
  by: "Sabine Hofmann",
};

let page: Shown;

afterEach(() => {
  page.close();
});

it("says at the desk whom each step told, and who did it", async () => {
  page = await show(<History kind="WATER" publishedAt={AT} steps={[AREA]} now={new Date(AT)} />);
  expect(page.text()).toContain("Andere Häuser.");
  expect(page.text()).toContain("12 Personen neu betroffen · 1 Person nicht mehr betroffen · durch Sabine Hofmann");
  expect(page.text()).not.toContain("informiert");
  expect(page.text()).not.toContain("Jetzt:");
});
