import { render } from "preact";
import { afterEach, describe, expect, it } from "vitest";

import { forgetAnswers } from "@/api/use-query";
import { LANGUAGES, tagOf, type Language } from "@/shared/language";
import { show, until, type Shown } from "@/test/render";
import { Refusal, serve, type Sent } from "@/test/server";

import { InLanguage } from "./in-language";

const NOTICE = { id: "n1", languages: LANGUAGES, updatedAt: "2026-11-23T08:00:00+00:00", phase: "COMING" };

function spoken(language: Language, band = "Angekündigt"): object {
  return {
    language,
    band,
    title: "Title",
    isDanger: false,
    paragraphs: ["Paragraph"],
    facts: [
      { label: "Where", text: "\u2068Amselweg 2\u2069", isGerman: false },
      { label: "Why", text: "\u2068Rohrbruch\u2069", isGerman: true },
    ],
    german: "Der Keller steht unter Wasser.",
    sections: [{ title: "Before", items: ["Keller räumen"], isGerman: true }],
    closing: ["Call us: \u20680911 0123-450\u2069."],
    binding: "The German text is the binding one.",
  };
}

let page: Shown;

afterEach(() => {
  page.close();
});

async function open(preferred: Language, languages: readonly Language[] = LANGUAGES): Promise<readonly Sent[]> {
  forgetAnswers();
  const sent = serve({
    noticeInLanguage: ({ language }) => ({ notice: { id: "n1", inLanguage: spoken(language as Language) } }),
  });
  page = await show(<InLanguage notice={{ ...NOTICE, languages }} preferred={preferred} forMember={undefined} />);
  return sent;
}

async function choose(language: Language): Promise<void> {
  const select = page.find("select") as HTMLSelectElement;
  select.value = language;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  await until(() => telling()?.lang === (language === "DE" ? undefined : tagOf(language)));
}

function telling(): HTMLElement | null {
  return page.root.querySelector<HTMLElement>(".spoken");
}

describe("a notice in another language", () => {
  it("is there in the reader's own at once, from right to left where it runs so", async () => {
    const sent = await open("AR");
    await until(() => telling() !== null);
    expect([telling()?.lang, telling()?.dir]).toEqual(["ar", "rtl"]);
    expect(sent.map(({ variables }) => variables)).toEqual([{ id: "n1", language: "AR" }]);
    const binding = page.find(".spoken__binding b[lang=de]");
    expect([binding.textContent, binding.dir]).toEqual(["Maßgeblich ist der deutsche Text.", "ltr"]);
  });

  it("marks what staff wrote as German, and nothing else", async () => {
    await open("TR");
    await until(() => telling() !== null);
    const german = [...page.root.querySelectorAll("bdi[lang=de]")].map(({ textContent }) => textContent);
    expect(german).toEqual([
      "\u2068Rohrbruch\u2069 (Deutsch)",
      "Der Keller steht unter Wasser. (Deutsch)",
      "Keller räumen (Deutsch)",
    ]);
    expect(page.text()).toContain("Amselweg 2");
  });

  it("keeps the groups of a telephone number in order within Arabic", async () => {
    await open("AR");
    await until(() => telling() !== null);
    const number = page.find(".spoken a[href^='tel:']");
    expect([number.textContent, number.dir]).toEqual(["0911 0123-450", "ltr"]);
  });

  it("asks for nothing where German is read, and can be switched and switched back", async () => {
    const sent = await open("DE");
    expect(sent).toEqual([]);
    expect([...page.root.querySelectorAll("option")].map(({ lang }) => lang)).toEqual([
      "de",
      "de",
      "en",
      "tr",
      "ru",
      "uk",
      "ar",
    ]);
    await choose("UK");
    expect(telling()?.lang).toBe("uk");
    await choose("DE_PLAIN");
    expect(telling()?.lang).toBe("de");
    await choose("DE");
    expect(sent.map(({ variables }) => variables["language"])).toEqual(["UK", "DE_PLAIN"]);
  });

  it("offers no choice where there is the German text alone, whatever the reader reads", async () => {
    const sent = await open("AR", ["DE"]);
    expect([page.root.querySelector("select"), sent.length]).toEqual([null, 0]);
  });

  it("is asked for anew when the notice changes while its page is open", async () => {
    let band = "Announced";
    forgetAnswers();
    serve({ noticeInLanguage: () => ({ notice: { id: "n1", inLanguage: spoken("EN", band) } }) });
    page = await show(<InLanguage notice={NOTICE} preferred="EN" forMember="m1" />);
    await until(() => page.text().includes("Announced"));
    band = "All clear";
    render(<InLanguage notice={{ ...NOTICE, phase: "ENDED" }} preferred="EN" forMember="m1" />, page.root);
    await until(() => page.text().includes("All clear"));
  });

  it("says so when it cannot be had; the German text stays", async () => {
    forgetAnswers();
    serve({ noticeInLanguage: () => new Refusal("unavailable") });
    page = await show(<InLanguage notice={NOTICE} preferred="RU" forMember={undefined} />);
    await until(() => page.root.querySelector("[role=alert]") !== null);
    expect(telling()).toBeNull();
  });
});
