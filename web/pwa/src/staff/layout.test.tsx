import { afterEach, describe, expect, it } from "vitest";

import { show, type Shown } from "@/test/render";

import { DeskLayout } from "./layout";
import "./words";

let page: Shown;

afterEach(() => {
  page.close();
});

async function currentOn(path: string): Promise<string | null | undefined> {
  const staff = { id: "s1", name: "Sabine Hofmann", email: "s@example.org", role: "ADMIN" } as const;
  const who = { kind: "staff", staff, mustChoosePassword: false } as const;
  page = await show(
    <DeskLayout path={path} who={who} onSignOut={() => undefined}>
      <p />
    </DeskLayout>,
  );
  return page.root.querySelector("nav [aria-current]")?.textContent;
}

describe("the menu of the desk", () => {
  it("marks the page one is on or under, and none that is not", async () => {
    expect(await currentOn("/verwaltung")).toBe("Heute");
    page.close();
    expect(await currentOn("/verwaltung/mitarbeitende/neu")).toBe("Mitarbeitende");
    page.close();
    expect(await currentOn("/verwaltung/mein-zugang")).toBeUndefined();
  });
});
