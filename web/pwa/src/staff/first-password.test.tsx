import { afterEach, expect, it } from "vitest";

import { session } from "@/shared/session";
import { press, show, type, type Shown } from "@/test/render";
import { serve } from "@/test/server";

import { FirstPassword } from "./first-password";
import "./words";

let page: Shown;

afterEach(() => {
  page.close();
});

it("says how long an employee's password must be before it is refused (AU-02)", async () => {
  const sent = serve({});
  const staff = { id: "s", name: "Vera Verwaltung", email: "vera@example.org", role: "EDITOR" } as const;
  session.set({ kind: "staff", staff, mustChoosePassword: true });
  page = await show(<FirstPassword />);
  expect(page.text()).toContain("Mindestens 12 Zeichen.");
  await type(page.input("input[name=new-password]"), "elf Zeichen");
  await press(page.find("button[type=submit]"));
  expect(page.text()).toContain("mindestens 12 Zeichen");
  expect(sent).toEqual([]);
});
