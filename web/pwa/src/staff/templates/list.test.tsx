import { afterEach, describe, expect, it } from "vitest";

import { navigate } from "@/shared/router";
import { press, show, type, until, type Shown } from "@/test/render";
import { Refusal, serve, type Sent } from "@/test/server";

import "../words";
import { TemplateList } from "./list";
import { keepTemplates } from "./own";

const HEATING = {
  kind: "HEATING",
  title: "",
  body: "Bitte lüften.",
  adviceBefore: ["Gut heizen"],
  adviceDuring: [],
  adviceAfter: [],
  by: "Vera Verwaltung",
  changedAt: "2026-11-24T08:00:00+00:00",
};

let page: Shown;

function answers(save: () => unknown = () => ({ saveNoticeTemplate: HEATING })): Sent[] {
  return serve({
    noticeTemplates: () => ({ noticeTemplates: [HEATING] }),
    saveNoticeTemplate: save,
    resetNoticeTemplate: () => ({ resetNoticeTemplate: true }),
  });
}

function button(label: string): HTMLElement {
  const found = [...page.root.querySelectorAll("button")].find((one) => one.textContent.includes(label));
  if (!found) throw new Error(`no button ${label}`);
  return found;
}

async function open(search = ""): Promise<void> {
  navigate(`/verwaltung/aushaenge/vorlagen${search}`, { replace: true });
  page = await show(<TemplateList />);
  await until(() => page.root.querySelector("a") !== null);
}

afterEach(() => {
  page.close();
  keepTemplates([]);
});

describe("the templates of notices", () => {
  it("say for each kind whose words it begins with", async () => {
    answers();
    await open();
    expect(page.root.querySelectorAll("li")).toHaveLength(11);
    expect(page.text()).toContain("Geändert von Vera Verwaltung");
    expect(page.find('a[href$="art=WATER"]').textContent).toContain("Worte des Mieterportals");
  });

  it("are changed for everybody, and keep what was typed where that fails", async () => {
    let tries = 0;
    const sent = answers(() => {
      tries += 1;
      return tries === 1 ? new Refusal("unavailable") : { saveNoticeTemplate: HEATING };
    });
    await open("?art=HEATING");
    const body = page.root.querySelectorAll("textarea")[0] as unknown as HTMLInputElement;
    expect(body.value).toBe("Bitte lüften.");
    await type(body, " Bitte wenig lüften. ");
    await press(button("Vorlage speichern"));
    await until(() => page.text().includes("nicht erreichbar"));
    expect(body.value).toBe(" Bitte wenig lüften. ");
    await press(button("Vorlage speichern"));
    await until(() => page.root.querySelectorAll("li").length === 11);
    const [, saved] = sent.filter(({ name }) => name === "saveNoticeTemplate");
    expect(saved?.variables["input"]).toEqual({
      kind: "HEATING",
      title: "",
      body: "Bitte wenig lüften.",
      adviceBefore: ["Gut heizen"],
      adviceDuring: [],
      adviceAfter: [],
    });
  });

  it("go back to the portal's words behind a question only", async () => {
    const sent = answers();
    await open("?art=HEATING");
    await press(button("zurücksetzen"));
    await press(button("Nicht zurücksetzen"));
    expect(sent.some(({ name }) => name === "resetNoticeTemplate")).toBe(false);
    await press(button("zurücksetzen"));
    const [yes] = [...page.root.querySelectorAll<HTMLElement>("dialog button")];
    if (!yes) throw new Error("no answer");
    await press(yes);
    await until(() => page.root.querySelectorAll("li").length === 11);
    expect(sent.filter(({ name }) => name === "resetNoticeTemplate").map(({ variables }) => variables)).toEqual([
      { kind: "HEATING" },
    ]);
  });

  it("offer nothing to reset where the words are the portal's", async () => {
    answers();
    await open("?art=WATER");
    expect(page.text()).not.toContain("zurücksetzen");
    expect([...page.root.querySelectorAll("textarea")].map(({ value }) => value)[1]).toContain("Wasserhähne");
  });
});
