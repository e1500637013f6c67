import { afterEach, describe, expect, it } from "vitest";

import { show, type Shown } from "@/test/render";

import { Heading } from "./page";
import { arrive } from "./router";

let page: Shown;

afterEach(() => {
  page.close();
});

describe("the heading of a page", () => {
  it("leaves the focus alone on the page the app opened on", async () => {
    page = await show(<Heading title="Guten Tag" />);
    expect(document.activeElement).toBe(document.body);
  });

  it("takes the focus when signing in shows another page at the same address", async () => {
    arrive();
    page = await show(<Heading title="Guten Tag" />);
    expect(document.activeElement).toBe(page.find("h1"));
  });
});
