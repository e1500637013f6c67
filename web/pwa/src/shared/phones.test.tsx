import { afterEach, expect, it } from "vitest";

import { show, type Shown } from "@/test/render";

import { Phones } from "./phones";

let page: Shown;

afterEach(() => {
  page.close();
});

it.each([
  ["Hausmeister Karl Wölfel, 0911 0123-461", ["0911 0123-461"]],
  ["+49 911 0123450 oder 0171/1234567", ["+49 911 0123450", "0171/1234567"]],
  ["am 24.11.2026 von 8:00 bis 14:00 Uhr, Haus 12", []],
  ["Frau Weiß im Büro", []],
])("makes the numbers of %s to tap, and nothing else", async (text, numbers) => {
  page = await show(
    <p>
      <Phones text={text} />
    </p>,
  );
  expect([...page.root.querySelectorAll("a")].map(({ textContent }) => textContent)).toEqual(numbers);
  expect(page.root.textContent).toBe(text);
  for (const link of page.root.querySelectorAll("a")) expect(link.getAttribute("href")).toMatch(/^tel:\+?\d+$/u);
});
