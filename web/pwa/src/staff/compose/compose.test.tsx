import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { portal } from "@/shared/portal";
import { navigate } from "@/shared/router";
import { session } from "@/shared/session";
import { COOPERATIVE } from "@/test/people";
import { press, show, type, until, type Shown } from "@/test/render";
import { Refusal, serve, type Sent } from "@/test/server";
import { DISTRICTS, HOUSES } from "@/test/stock";

import "../words";
import { keepTemplates } from "../templates/own";
import { ComposePage } from "./compose";
import { instant } from "./clock";
import { loadDraft } from "./draft";

const STAFF = { id: "s1", name: "Sabine Hofmann", email: "s@example.org", role: "ADMIN" } as const;
const LAST_PAGE = { hasNextPage: false, endCursor: null };
const REACH = {
  households: 60,
  members: 75,
  byPush: 12,
  byMail: 50,
  paperHouseholds: 8,
  otherLanguages: 0,
  languages: [],
  sampleNames: [],
  houses: [{ house: { id: "a8", address: "Amselweg 8" }, households: 10 }],
  warnings: [] as string[],
  mail: { title: "Wasserabschaltung", body: "Sehr geehrte Frau Muster," },
  push: { title: "Kein Wasser", body: "Amselweg 8" },
};
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);

let page: Shown;

const asks = (): unknown => ({ requestApproval: { id: "a1" } });

const plans = (): unknown => ({ planNotice: { id: "p1" } });
const keeps = (): unknown => ({ saveNoticeDraft: { id: "d1" } });

function answers(
  publish: (dryRun: boolean) => unknown,
  warnings: string[] = [],
  requestApproval = asks,
  more: Readonly<Record<string, () => unknown>> = {},
): Sent[] {
  return serve({
    reachPreview: () => ({ audiencePreview: { ...REACH, warnings } }),
    planNotice: plans,
    saveNoticeDraft: keeps,
    discardNoticeDraft: () => ({ discardNoticeDraft: true }),
    ...more,
    allDistricts: () => ({
      districts: {
        totalCount: 2,
        edges: DISTRICTS.map((node) => ({ node: { ...node, houseCount: 3, householdCount: 60 } })),
        pageInfo: LAST_PAGE,
      },
    }),
    allHouses: () => ({ houses: { totalCount: 6, edges: HOUSES.map((node) => ({ node })), pageInfo: LAST_PAGE } }),
    requestApproval,
    overrideNotice: () => ({ overrideNotice: { notice: { id: "n9" } } }),
    publish: ({ dryRun }) => publish(dryRun === true),
  });
}

function published(): unknown {
  return { publishNotice: { households: 60, members: 75, notice: { id: "n1" } } };
}

function button(label: string): HTMLElement {
  const found = [...page.root.querySelectorAll("button")].find((one) => one.textContent.includes(label));
  if (!found) throw new Error(`no button ${label}`);
  return found;
}

function publishes(sent: readonly Sent[], dryRun: boolean): Sent[] {
  return sent.filter(({ name, variables }) => name === "publish" && variables["dryRun"] === dryRun);
}

async function fill(): Promise<void> {
  page = await show(<ComposePage />);
  await until(() => page.root.querySelector(".tree") !== null);
  await type(page.input("#compose-day"), TOMORROW);
  await press(page.find("#group-garden"));
}

async function review(): Promise<void> {
  await press(button("Prüfen und senden"));
  await until(() => page.root.querySelector("dialog") !== null);
}

beforeEach(() => {
  navigate("/verwaltung/aushaenge/neu", { replace: true });
  portal.set({ ...COOPERATIVE, vapidKey: "key" });
  session.set({ kind: "staff", staff: STAFF, mustChoosePassword: false });
});

afterEach(() => {
  page.close();
  localStorage.clear();
});

describe("the compose page", () => {
  it("asks the server nothing while something is missing, and says what", async () => {
    const sent = answers(published);
    page = await show(<ComposePage />);
    await until(() => page.root.querySelector(".tree") !== null);
    await press(button("Prüfen und senden"));
    await until(() => page.root.querySelector("#compose-day-error") !== null);
    expect(page.text()).toContain("2 Angaben fehlen noch.");
    expect(sent.some(({ name }) => name === "publish" || name === "reachPreview")).toBe(false);
  });

  it("keeps what is typed on this device, without a word about tenants", async () => {
    answers(published);
    await fill();
    await type(page.input("#compose-cause"), "Ventil");
    const kept = loadDraft(STAFF.id)?.draft;
    expect([kept?.cause, kept?.day, kept?.audience]).toEqual([
      "Ventil",
      TOMORROW,
      { base: "places", houses: ["a8", "a10", "a12"] },
    ]);
    page.close();
    page = await show(<ComposePage />);
    await until(() => page.root.querySelector(".tree") !== null);
    expect(page.input("#compose-cause").value).toBe("Ventil");
    expect(loadDraft("somebody-else")).toBeNull();
  });

  it("tries before it asks, says whom it reaches, and sends nothing on the safe answer", async () => {
    const sent = answers(published);
    await fill();
    await review();
    expect(page.find("dialog").textContent).toContain("Sie benachrichtigen 60 Haushalte (75 Personen)");
    expect(page.find("dialog").textContent).toContain("8 Haushalte nur auf Papier");
    const buttons = [...page.root.querySelectorAll<HTMLElement>("dialog button")];
    expect(buttons.at(-1)?.textContent).toBe("Noch nicht senden");
    await press(button("Noch nicht senden"));
    expect(page.root.querySelector("dialog")).toBeNull();
    expect([publishes(sent, true).length, publishes(sent, false).length]).toEqual([1, 0]);
  });

  it("begins with the words that staff chose for the kind, and never takes what somebody wrote", async () => {
    const own = { title: "", body: "Bitte lüften.", adviceBefore: ["Gut heizen", "Tür zu"], adviceDuring: [] };
    const template = { kind: "HEATING", ...own, adviceAfter: [], by: "Vera", changedAt: "2026-11-24T08:00:00+00:00" };
    answers(published, [], asks, { noticeTemplates: () => ({ noticeTemplates: [template] }) });
    page = await show(<ComposePage />);
    await until(() => page.root.querySelector(".tree") !== null);
    const value = (name: string): string => (page.find(`#compose-${name}`) as HTMLTextAreaElement).value;
    expect(value("before")).toContain("Schließen Sie alle Wasserhähne.");
    await press(button("Heizung"));
    expect([value("body"), value("before"), value("during")]).toEqual(["Bitte lüften.", "Gut heizen\nTür zu", ""]);
    await type(page.find("#compose-body") as HTMLInputElement, "Mein Text");
    await press(button("Strom"));
    expect([value("body"), value("before")]).toEqual(["Mein Text", ""]);
    keepTemplates([]);
  });

  it("names the languages of the audience with what is missing, and sends what was written in them", async () => {
    const languages = [
      { language: "TR", members: 4, missing: ["BODY", "CAUSE"] },
      { language: "AR", members: 1, missing: [] },
    ];
    const sent = answers(published, [], asks, {
      reachPreview: () => ({ audiencePreview: { ...REACH, languages, warnings: ["language_missing"] } }),
    });
    await fill();
    await until(() => page.text().includes("Türkisch 4 Personen auf Deutsch: Text, Grund"));
    expect(page.text()).toContain("Arabisch 1 Person vollständig");
    expect(page.text()).toContain("In anderen Sprachen fehlt etwas.");
    await press(button("Russisch"));
    const [turkish] = [...page.root.querySelectorAll<HTMLInputElement>("input[lang=tr]")];
    if (!turkish) throw new Error("no field");
    await type(turkish, " Boru patladı ");
    expect(page.root.querySelector("input[lang=ar]")?.getAttribute("dir")).toBe("rtl");
    expect(page.root.querySelector("input[lang=ru]")).not.toBeNull();
    await review();
    const { input } = publishes(sent, true)[0]?.variables as { input: { translations: unknown } };
    expect(input.translations).toEqual([{ language: "TR", title: "", body: "", cause: "Boru patladı" }]);
  });

  it("sends once more under the same id when the line breaks, then forgets the draft and shows the countdown", async () => {
    let tries = 0;
    const planNotice = (): unknown => {
      tries += 1;
      return tries === 1 ? new Refusal("unavailable") : plans();
    };
    const sent = answers(published, [], asks, { planNotice });
    await fill();
    await review();
    await press(button("Jetzt senden"));
    await until(() => page.find("dialog").textContent.includes("gerade nicht erreichbar"));
    expect(loadDraft(STAFF.id)).not.toBeNull();
    await press(button("Jetzt senden"));
    await until(() => location.pathname === "/verwaltung/aushaenge/geplant/p1");
    const plannings = sent.filter(({ name }) => name === "planNotice").map(({ variables }) => variables);
    expect(plannings).toHaveLength(2);
    expect(new Set(plannings.map(({ clientMutationId }) => clientMutationId)).size).toBe(1);
    expect(plannings.map(({ draftId, publishAt }) => [draftId, publishAt])).toEqual([
      ["d1", undefined],
      ["d1", undefined],
    ]);
    expect(publishes(sent, false)).toEqual([]);
    expect(loadDraft(STAFF.id)).toBeNull();
  });

  it("sends what is urgent at once, without a countdown", async () => {
    const sent = answers(published);
    await fill();
    await press(page.find("input[name=urgency]:not(:checked)"));
    await review();
    expect(page.find("dialog").textContent).not.toContain("15 Sekunden");
    await press(button("Jetzt senden, es ist dringend"));
    await until(() => location.pathname === "/verwaltung/aushaenge/n1");
    expect([publishes(sent, false).length, sent.some(({ name }) => name === "planNotice")]).toEqual([1, false]);
  });

  it("plans for the moment that was chosen, by the clock of Berlin, and for none that is over", async () => {
    const sent = answers(published);
    await fill();
    await review();
    await press(page.find("dialog input[name=send-when]:not(:checked)"));
    const [day, time] = [...page.root.querySelectorAll<HTMLInputElement>("dialog input:not([type=radio])")];
    if (!day || !time) throw new Error("no fields");
    await type(day, "2020-01-01");
    await press(button("Planen"));
    expect(page.find("dialog").textContent).toContain("Dieser Zeitpunkt ist schon vorbei.");
    await type(day, "");
    expect(page.find("dialog").textContent).toContain("Bitte tragen Sie Tag und Uhrzeit ein.");
    await type(day, `${String(new Date().getFullYear() + 1)}-12-24`);
    expect(page.find("dialog").textContent).toContain("Dann ist der Zeitraum des Aushangs schon vorbei.");
    expect(sent.some(({ name }) => name === "planNotice")).toBe(false);
    await type(day, TOMORROW);
    await type(time, "06:30");
    await press(button("Planen"));
    await until(() => location.pathname === "/verwaltung/aushaenge/geplant/p1");
    const at = instant(TOMORROW, "06:30")?.toISOString();
    expect(sent.find(({ name }) => name === "planNotice")?.variables["publishAt"]).toBe(at);
  });

  it("keeps what is typed on the server too, and says so", async () => {
    const sent = answers(published);
    await fill();
    await type(page.input("#compose-cause"), "Ventil");
    await until(() => page.text().includes("Bei Ihren Entwürfen gespeichert"));
    const [kept] = sent.filter(({ name }) => name === "saveNoticeDraft");
    expect(JSON.parse(String(kept?.variables["content"]))).toMatchObject({ cause: "Ventil", day: TOMORROW });
    expect(kept?.variables["key"]).toBe(loadDraft(STAFF.id)?.draft.draftKey);
  });

  it("goes on with a draft of another device, under a new name for sending", async () => {
    const content = JSON.stringify({
      mutationId: "used",
      draftKey: "k1",
      kind: "WATER",
      cause: "Ventil",
      day: TOMORROW,
    });
    const noticeDraft = { id: "d7", state: "FAILED", failure: "NOBODY", content, updatedAt: new Date().toISOString() };
    navigate("/verwaltung/aushaenge/neu?entwurf=d7", { replace: true });
    const sent = answers(published, [], asks, { writtenDraft: () => ({ noticeDraft }) });
    await fill();
    expect(page.input("#compose-cause").value).toBe("Ventil");
    expect(page.text()).toContain("In seinem Empfängerkreis ist niemand mehr.");
    await review();
    await press(button("Jetzt senden"));
    await until(() => sent.some(({ name }) => name === "planNotice"));
    const variables = sent.find(({ name }) => name === "planNotice")?.variables;
    expect(variables?.["clientMutationId"]).not.toBe("used");
    expect(sent.find(({ name }) => name === "saveNoticeDraft")?.variables["key"]).toBe("k1");
  });

  it("asks a second person before a large circle (AU-16)", async () => {
    const sent = answers(published, ["wide"]);
    await fill();
    await review();
    expect(page.find("dialog").textContent).toContain("gibt eine zweite Person frei");
    await press(button("Zur Freigabe geben"));
    await until(() => sent.some(({ name }) => name === "requestApproval"));
    expect([publishes(sent, false).length, location.pathname]).toEqual([0, "/verwaltung/freigaben"]);
  });

  it("lets one alone send in an emergency only with the number typed and a reason (AU-16)", async () => {
    const sent = answers(published, ["wide"]);
    await fill();
    await review();
    await press(button("Notfall: ohne Freigabe senden"));
    await press(button("Jetzt ohne Freigabe senden"));
    expect(page.find("dialog").textContent).toContain("Bitte tippen Sie die Zahl 60 ein.");
    expect(page.find("dialog").textContent).toContain("mit mindestens 10 Zeichen");
    const [reason, number] = [...page.root.querySelectorAll("dialog input")] as HTMLInputElement[];
    if (!reason || !number) throw new Error("two fields");
    await type(reason, "Rohrbruch, es eilt sehr.");
    await type(number, "61");
    await press(button("Jetzt ohne Freigabe senden"));
    expect(sent.some(({ name }) => name === "overrideNotice")).toBe(false);
    await type(number, "60");
    await press(button("Jetzt ohne Freigabe senden"));
    await until(() => location.pathname === "/verwaltung/aushaenge/n9");
    const [override] = sent.filter(({ name }) => name === "overrideNotice");
    expect(override?.variables).toMatchObject({ reason: "Rohrbruch, es eilt sehr.", approvalId: null });
    expect(loadDraft(STAFF.id)).toBeNull();
  });

  it("says that it was sent already when a stale page asks (AU-17)", async () => {
    answers(published, ["wide"], () => new Refusal("already_published"));
    await fill();
    await review();
    await press(button("Zur Freigabe geben"));
    await until(() => page.find("dialog").textContent.includes("Dieser Aushang ist schon gesendet."));
    expect(location.pathname).toBe("/verwaltung/aushaenge/neu");
  });

  it("shows a refusal of the server at the field it names", async () => {
    answers(() => new Refusal("invalid_input", { field: "title" }));
    await fill();
    await press(button("Prüfen und senden"));
    await until(() => page.root.querySelector("#compose-title-error") !== null);
    expect(page.root.querySelector("dialog")).toBeNull();
  });

  it("says right above the button why nothing went out, as nobody sees the head of a long form (OB-19)", async () => {
    const sent = answers(() => new Refusal("queue_full"));
    await fill();
    await press(button("Prüfen und senden"));
    await until(() => page.root.querySelector(".foot-dock [role=alert]") !== null);
    expect(page.find(".foot-dock [role=alert]").textContent).toContain("Es ist nichts veröffentlicht.");
    expect(page.root.querySelectorAll("[role=alert]")).toHaveLength(1);
    expect([page.root.querySelector("dialog"), publishes(sent, false).length]).toEqual([null, 0]);
  });

  it("is closed to roles that do not write", async () => {
    const sent = answers(published);
    session.set({ kind: "staff", staff: { ...STAFF, role: "READER" }, mustChoosePassword: false });
    await act(async () => {
      page = await show(<ComposePage />);
    });
    expect(page.text()).toContain("Das gehört nicht zu Ihrer Rolle.");
    expect(sent.some(({ name }) => name === "publish")).toBe(false);
  });
});
