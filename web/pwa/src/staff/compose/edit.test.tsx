import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { portal } from "@/shared/portal";
import { session } from "@/shared/session";
import { COOPERATIVE } from "@/test/people";
import { press, show, type, until, type Shown } from "@/test/render";
import { Refusal, serve, type Sent } from "@/test/server";
import { DISTRICTS, HOUSES } from "@/test/stock";

import "../words";
import { EditPage } from "./edit";

const STAFF = { id: "s1", name: "Sabine Hofmann", email: "s@example.org", role: "ADMIN" } as const;
const LAST_PAGE = { hasNextPage: false, endCursor: null };
const START = new Date(Date.now() - 3_600_000);
const END = new Date(Date.now() - 1_800_000);
const RULES = [
  { scope: "HOUSE", isExclusion: false, id: "a8", name: "Amselweg 8" },
  { scope: "MEMBER", isExclusion: false, id: "m1", name: "Frau Muster" },
];
const POSTED = {
  id: "n1",
  kind: "WATER",
  urgency: "ORDINARY",
  state: "PUBLISHED",
  phase: "OVERRUN",
  isOutage: true,
  isEmergency: false,
  title: "Kein Wasser im Amselweg",
  body: "",
  cause: "Ventil",
  startsAt: START.toISOString(),
  endsAt: END.toISOString(),
  adviceBefore: ["Wasser abfüllen."],
  adviceDuring: [],
  adviceAfter: [],
  translations: [],
  contact: "0911 0123-450",
  revision: 2,
  audience: RULES,
};
const REACH = {
  households: 10,
  members: 12,
  byPush: 2,
  byMail: 5,
  paperHouseholds: 3,
  otherLanguages: 0,
  languages: [],
  sampleNames: [],
  houses: [],
  warnings: [],
  mail: { title: "", body: "" },
  push: { title: "", body: "" },
};
const COUNTS = { kind: "CHANGED", told: 9, joined: 0, left: 0, untold: 3 };

let page: Shown;

function answers(
  change: (dryRun: boolean) => unknown = () => ({ changeNotice: COUNTS }),
  posted: object = POSTED,
): Sent[] {
  return serve({
    allDistricts: () => ({
      districts: { totalCount: 2, edges: DISTRICTS.map((node) => ({ node })), pageInfo: LAST_PAGE },
    }),
    allHouses: () => ({ houses: { totalCount: 6, edges: HOUSES.map((node) => ({ node })), pageInfo: LAST_PAGE } }),
    posted: () => ({ notice: posted }),
    reachPreview: () => ({ audiencePreview: REACH }),
    translateNotice: () => ({ translateNotice: { id: "n1" } }),
    changeNotice: ({ dryRun }) => change(dryRun === true),
  });
}

function button(label: string): HTMLElement {
  const found = [...page.root.querySelectorAll("button")].find((one) => one.textContent.includes(label));
  if (!found) throw new Error(`no button ${label}`);
  return found;
}

async function open(): Promise<void> {
  page = await show(<EditPage params={{ id: "n1" }} />);
  await until(() => page.root.querySelector("#compose-cause") !== null);
}

function changes(sent: readonly Sent[]): Sent["variables"][] {
  return sent.filter(({ name }) => name === "changeNotice").map(({ variables }) => variables);
}

beforeEach(() => {
  portal.set({ ...COOPERATIVE, vapidKey: "key" });
  session.set({ kind: "staff", staff: STAFF, mustChoosePassword: false });
});

afterEach(() => {
  page.close();
  localStorage.clear();
});

describe("changing what hangs already", () => {
  it("tries first, says whom it tells, and sends the same once", async () => {
    let tries = 0;
    const sent = answers((dryRun) => {
      if (dryRun) return { changeNotice: COUNTS };
      tries += 1;
      return tries === 1 ? new Refusal("unavailable") : { changeNotice: COUNTS };
    });
    await open();
    await type(page.input("#compose-cause"), "Rohrbruch im Keller");
    await press(button("Änderung prüfen"));
    await until(() => page.root.querySelector("dialog") !== null);
    expect(page.find("dialog").textContent).toContain("9 Personen erfahren die Änderung.");
    expect(page.find("dialog").textContent).toContain("3 Personen wissen noch nichts davon");
    expect(changes(sent).map(({ dryRun }) => dryRun)).toEqual([true]);
    await press(button("Jetzt mitteilen"));
    await until(() => page.find("dialog").textContent.includes("gerade nicht erreichbar"));
    await press(button("Jetzt mitteilen"));
    await until(() => location.pathname === "/verwaltung/aushaenge/n1");
    const [, first, again] = changes(sent);
    expect(again?.["clientMutationId"]).toBe(first?.["clientMutationId"]);
    expect(localStorage.length).toBe(0);
  });

  it("sends back as it was what nobody touched: the very moments, and an audience the form cannot show", async () => {
    const sent = answers();
    await open();
    expect(page.text()).toContain("Amselweg 8, Frau Muster");
    await type(page.input("#compose-cause"), "Rohrbruch");
    await press(button("Änderung prüfen"));
    await until(() => changes(sent).length === 1);
    const input = changes(sent)[0]?.["input"] as Record<string, unknown>;
    expect([input["startsAt"], input["endsAt"]]).toEqual([POSTED.startsAt, POSTED.endsAt]);
    expect(input["audience"]).toEqual(RULES.map(({ scope, isExclusion, id }) => ({ scope, isExclusion, id })));
    expect([input["kind"], input["urgency"], input["title"], input["cause"]]).toEqual([
      "WATER",
      "ORDINARY",
      POSTED.title,
      "Rohrbruch",
    ]);
  });

  it("asks for a new choice of houses only where the audience is to change", async () => {
    const sent = answers();
    await open();
    await press(button("Empfängerkreis ändern"));
    await until(() => page.root.querySelector(".tree") !== null);
    await press(page.find("#group-garden"));
    await press(button("Änderung prüfen"));
    await until(() => changes(sent).length === 1);
    const input = changes(sent)[0]?.["input"] as { audience: unknown };
    expect(input.audience).toEqual([{ scope: "DISTRICT", isExclusion: false, id: "garden" }]);
  });

  it("keeps other languages alone to itself, and leaves out what the German words have left behind", async () => {
    const translations = [{ language: "TR", title: "", body: "", cause: "Vana" }];
    const sent = answers(undefined, { ...POSTED, translations });
    await open();
    await type(page.input("#compose-cause"), "Rohrbruch");
    await press(button("Änderung prüfen"));
    await until(() => changes(sent).length === 1);
    expect((changes(sent)[0]?.["input"] as { translations: unknown }).translations).toEqual([]);
    page.close();
    localStorage.clear();
    const again = answers(undefined, { ...POSTED, translations });
    await open();
    await type(page.input("input[lang=tr]"), "Vana değişiyor");
    await press(button("Änderung prüfen"));
    await until(() => location.pathname === "/verwaltung/aushaenge/n1");
    expect(changes(again)).toEqual([]);
    expect(again.find(({ name }) => name === "translateNotice")?.variables).toEqual({
      id: "n1",
      translations: [{ language: "TR", title: "", body: "", cause: "Vana değişiyor" }],
    });
  });

  it("asks nothing while something is missing", async () => {
    const sent = answers();
    await open();
    await type(page.input("#compose-title"), "x");
    await press(button("Änderung prüfen"));
    await until(() => page.root.querySelector("#compose-title-error") !== null);
    expect(changes(sent)).toEqual([]);
  });

  it.each([
    ["conflict", "inzwischen beendet"],
    ["approval_required", "eine zweite Person zustimmen muss"],
  ])("says what %s means, and keeps what was typed", async (code, words) => {
    answers((dryRun) => (dryRun ? { changeNotice: COUNTS } : new Refusal(code)));
    await open();
    await type(page.input("#compose-cause"), "Rohrbruch");
    await press(button("Änderung prüfen"));
    await until(() => page.root.querySelector("dialog") !== null);
    await press(button("Jetzt mitteilen"));
    await until(() => page.find("dialog").textContent.includes(words));
    page.close();
    await open();
    expect(page.input("#compose-cause").value).toBe("Rohrbruch");
  });

  it("begins anew when somebody else changed it in between", async () => {
    answers();
    await open();
    await type(page.input("#compose-cause"), "Rohrbruch");
    page.close();
    answers(undefined, { ...POSTED, revision: 3, cause: "Frost" });
    await open();
    expect(page.input("#compose-cause").value).toBe("Frost");
  });

  it("offers nothing where it is over, and nothing to who may not send it", async () => {
    answers(undefined, { ...POSTED, state: "ENDED" });
    page = await show(<EditPage params={{ id: "n1" }} />);
    await until(() => page.text().includes("lässt sich nicht mehr ändern"));
    page.close();
    answers(undefined, { ...POSTED, urgency: "URGENT" });
    session.set({ kind: "staff", staff: { ...STAFF, role: "EDITOR" }, mustChoosePassword: false });
    page = await show(<EditPage params={{ id: "n1" }} />);
    await until(() => page.text().includes("Ihre Rolle") || page.text().includes("nicht"));
    expect(page.root.querySelector("#compose-cause")).toBeNull();
  });
});
