import { afterEach, describe, expect, it } from "vitest";

import { session } from "@/shared/session";
import { TENANT } from "@/test/people";
import { press, show, until, type Shown } from "@/test/render";
import { Refusal, serve } from "@/test/server";

import { LanguageCard } from "./language-card";

let page: Shown;

afterEach(() => {
  page.close();
});

function names(): HTMLButtonElement[] {
  return [...page.root.querySelectorAll<HTMLButtonElement>("button")];
}

function chosen(): (string | null)[] {
  return names()
    .filter((button) => button.getAttribute("aria-pressed") === "true")
    .map((button) => button.getAttribute("lang"));
}

describe("the language of outages", () => {
  it("names each language in its own, and Arabic from right to left", async () => {
    page = await show(<LanguageCard tenant={TENANT} />);
    expect(names().map((button) => [button.lang, button.dir])).toEqual([
      ["de", "ltr"],
      ["de", "ltr"],
      ["en", "ltr"],
      ["tr", "ltr"],
      ["ru", "ltr"],
      ["uk", "ltr"],
      ["ar", "rtl"],
    ]);
    expect(names().map((button) => button.textContent)).toContain("العربية");
    expect(names().filter((button) => button.getAttribute("aria-pressed") === "true")).toHaveLength(1);
    expect(page.text()).toContain("Nur er ist verbindlich.");
  });

  it("sends nothing but the language and keeps the server's answer", async () => {
    session.set({ kind: "tenant", tenant: TENANT, mustChoosePassword: false });
    const sent = serve({ setPreferences: () => ({ setPreferences: { ...TENANT, language: "AR" } }) });
    page = await show(<LanguageCard tenant={TENANT} />);
    await press(names()[6] ?? page.root);
    await until(() => page.text().includes("Gespeichert."));
    expect(sent.map(({ variables }) => variables)).toEqual([{ input: { language: "AR" } }]);
    expect(session.get()).toMatchObject({ tenant: { language: "AR" } });
  });

  it("keeps the last choice of two quick ones", async () => {
    session.set({ kind: "tenant", tenant: TENANT, mustChoosePassword: false });
    const sent = serve({
      setPreferences: ({ input }) => ({ setPreferences: { ...TENANT, ...(input as Partial<typeof TENANT>) } }),
    });
    page = await show(<LanguageCard tenant={TENANT} />);
    names()[2]?.click();
    names()[3]?.click();
    await until(() => sent.length === 2 && page.text().includes("Gespeichert."));
    expect(session.get()).toMatchObject({ tenant: { language: "TR" } });
  });

  it("goes back when the server refuses", async () => {
    serve({ setPreferences: () => new Refusal("unavailable") });
    page = await show(<LanguageCard tenant={{ ...TENANT, language: "UK" }} />);
    await press(names()[2] ?? page.root);
    await until(() => page.root.querySelector("[role=alert]") !== null);
    expect(chosen()).toEqual(["uk"]);
    expect(page.text()).not.toContain("Gespeichert.");
  });
});
