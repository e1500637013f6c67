import { afterEach, expect, it } from "vitest";

import { press, show, until, type Shown } from "@/test/render";

import "../words";
import { PostersPane } from "./posters";

const PROPS = { noticeId: "n1", publicPath: "/s/code", houses: 3, isCurrent: true };
let page: Shown;

afterEach(() => {
  page.close();
});

it("prints a page for each house, as long as it holds", async () => {
  page = await show(<PostersPane {...PROPS} />);
  expect(page.text()).toContain("Ein Blatt (A4) für jedes der 3 Häuser");
  expect(page.find("a[download]").getAttribute("href")).toBe("/notices/n1/posters.pdf");
  page.close();
  page = await show(<PostersPane {...PROPS} isCurrent={false} />);
  expect(page.root.querySelector("a[download]")).toBeNull();
  expect(page.find("a[target]").getAttribute("href")).toBe("/s/code");
});

it("shows the address where the browser does not copy", async () => {
  Object.defineProperty(navigator, "clipboard", {
    value: { writeText: () => Promise.reject(new Error("denied")) },
    configurable: true,
  });
  page = await show(<PostersPane {...PROPS} />);
  await press(page.find("button"));
  await until(() => page.text().includes("/s/code"));
});
