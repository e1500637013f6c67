import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { session } from "@/shared/session";
import { press, show, type, until, type Shown } from "@/test/render";
import { serve } from "@/test/server";

import "../words";
import { CreateToken } from "./create";

const SECRET = "mp_0123456789";
let page: Shown;

function button(words: string): HTMLElement {
  const found = [...page.root.querySelectorAll<HTMLElement>("button")].find(({ textContent }) => textContent === words);
  if (!found) throw new Error(`no button ${words}`);
  return found;
}

beforeEach(async () => {
  session.set({
    kind: "staff",
    staff: { id: "s", name: "Vera Verwaltung", email: "vera@example.org", role: "ADMIN" },
    mustChoosePassword: false,
  });
  serve({
    createApiToken: () => ({ createApiToken: { token: { id: "t", name: "ERP" }, secret: SECRET } }),
    districts: () => ({ districts: { edges: [] } }),
  });
  page = await show(<CreateToken onMade={() => undefined} />);
  const [name] = page.root.querySelectorAll<HTMLInputElement>("input[maxlength]");
  if (!name) throw new Error("no field");
  await type(name, "ERP");
  await press(page.find("input[type=checkbox]"));
  await press(page.find("button[type=submit]"));
  await until(() => page.text().includes("Der Schlüssel für ERP"));
});

afterEach(() => {
  page.close();
  vi.unstubAllGlobals();
});

it("is copied by a button that says so", async () => {
  const writeText = vi.fn().mockResolvedValue(undefined);
  vi.stubGlobal("navigator", Object.assign(Object.create(navigator) as Navigator, {}));
  Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
  await press(button("Kopieren"));
  await until(() => page.text().includes("Kopiert."));
  expect(writeText).toHaveBeenCalledWith(SECRET);
});

it("says what to do where the browser does not copy", async () => {
  Object.defineProperty(navigator, "clipboard", {
    value: { writeText: () => Promise.reject(new Error("denied")) },
    configurable: true,
  });
  await press(button("Kopieren"));
  await until(() => page.text().includes("Bitte markieren Sie den Schlüssel"));
});
