import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { portal } from "@/shared/portal";
import { session } from "@/shared/session";
import { COOPERATIVE } from "@/test/people";
import { press, show, type, until, type Shown } from "@/test/render";
import { Refusal, serve, type Sent } from "@/test/server";
import { DISTRICTS, HOUSES } from "@/test/stock";

import "../words";
import { ChangePage } from "./change";
import { loadDraft } from "./draft";

const STAFF = { id: "s1", name: "Sabine Hofmann", email: "s@example.org", role: "ADMIN" } as const;
const LAST_PAGE = { hasNextPage: false, endCursor: null };
const START = new Date(Date.now() + 86_400_000);
START.setUTCHours(7, 0, 0, 0);
const END = new Date(START.getTime() + 5 * 3_600_000);
const ASKED = {
  id: "a1",
  state: "RETURNED",
  seal: "1",
  author: "Sabine Hofmann",
  isMine: true,
  isByProgram: false,
  word: "Die Uhrzeit stimmt nicht.",
  kind: "WATER",
  urgency: "ORDINARY",
  isEmergency: false,
  title: "Kein Wasser",
  body: "",
  cause: "Ventil",
  startsAt: START.toISOString(),
  endsAt: END.toISOString(),
  adviceBefore: ["Wasser abfüllen."],
  adviceDuring: [],
  adviceAfter: [],
  translations: [],
  contact: "0911 0123-450",
  audience: [
    { scope: "STOCK", isExclusion: false, id: null, name: "alle Haushalte" },
    { scope: "HOUSE", isExclusion: true, id: "r2", name: "Ringstraße 2" },
  ],
  households: 67,
  members: 80,
  districts: 2,
};
const REACH = {
  households: 67,
  members: 80,
  byPush: 12,
  byMail: 50,
  paperHouseholds: 8,
  otherLanguages: 0,
  languages: [],
  sampleNames: [],
  houses: [],
  warnings: ["wide"],
  mail: { title: "Kein Wasser", body: "Sehr geehrte Frau Muster," },
  push: { title: "Kein Wasser", body: "Amselweg 8" },
};

let page: Shown;

function answers(asked: unknown, changeApproval: () => unknown = () => ({ changeApproval: { id: "a1" } })): Sent[] {
  return serve({
    allDistricts: () => ({
      districts: { totalCount: 2, edges: DISTRICTS.map((node) => ({ node })), pageInfo: LAST_PAGE },
    }),
    allHouses: () => ({ houses: { totalCount: 6, edges: HOUSES.map((node) => ({ node })), pageInfo: LAST_PAGE } }),
    asked: () => (asked instanceof Refusal ? asked : { approval: asked }),
    reachPreview: () => ({ audiencePreview: REACH }),
    publish: () => ({ publishNotice: { households: 67, members: 80, notice: { id: "n1" } } }),
    changeApproval,
    overrideNotice: () => ({ overrideNotice: { notice: { id: "n9" } } }),
  });
}

function button(label: string): HTMLElement {
  const found = [...page.root.querySelectorAll("button")].find((one) => one.textContent.includes(label));
  if (!found) throw new Error(`no button ${label}`);
  return found;
}

async function open(): Promise<void> {
  page = await show(<ChangePage params={{ id: "a1" }} />);
  await until(() => page.root.querySelector(".tree") !== null);
}

async function review(): Promise<void> {
  await press(button("Prüfen und speichern"));
  await until(() => page.root.querySelector("dialog") !== null);
}

beforeEach(() => {
  history.replaceState({}, "", "/verwaltung/freigaben/a1");
  portal.set({ ...COOPERATIVE, vapidKey: "key" });
  session.set({ kind: "staff", staff: STAFF, mustChoosePassword: false });
});

afterEach(() => {
  page.close();
  localStorage.clear();
});

describe("changing what waits for approval (AU-17)", () => {
  it("fills the form in, says why it came back, and saves the request itself", async () => {
    const sent = answers(ASKED);
    await open();
    expect(page.text()).toContain("Zurückgegeben: Die Uhrzeit stimmt nicht.");
    expect(page.input("#compose-title").value).toBe("Kein Wasser");
    expect(page.input("#compose-cause").value).toBe("Ventil");
    await type(page.input("#compose-cause"), "Ventil und Pumpe");
    await review();
    expect(page.find("dialog").textContent).toContain("wartet wieder auf die Freigabe");
    await press(button("Speichern und zur Freigabe geben"));
    await until(() => location.pathname === "/verwaltung/freigaben");
    const [changed] = sent.filter(({ name }) => name === "changeApproval");
    expect(changed?.variables["id"]).toBe("a1");
    expect(changed?.variables["input"]).toMatchObject({
      title: "Kein Wasser",
      cause: "Ventil und Pumpe",
      startsAt: ASKED.startsAt,
      endsAt: ASKED.endsAt,
      adviceBefore: ["Wasser abfüllen."],
      contact: "0911 0123-450",
      audience: [
        { scope: "STOCK", isExclusion: false, id: null },
        { scope: "HOUSE", isExclusion: true, id: "r2" },
      ],
    });
    expect(sent.some(({ name }) => name === "requestApproval")).toBe(false);
  });

  it("leaves the draft of another notice on this device alone", async () => {
    answers(ASKED);
    await open();
    await type(page.input("#compose-cause"), "Anders");
    expect(loadDraft(STAFF.id)).toBeNull();
  });

  it("names the request when it is sent in an emergency", async () => {
    const sent = answers(ASKED);
    await open();
    await review();
    await press(button("Notfall: ohne Freigabe senden"));
    const [reason, number] = [...page.root.querySelectorAll("dialog input")] as HTMLInputElement[];
    if (!reason || !number) throw new Error("two fields");
    await type(reason, "Rohrbruch, es eilt sehr.");
    await type(number, "67");
    await press(button("Jetzt ohne Freigabe senden"));
    await until(() => location.pathname === "/verwaltung/aushaenge/n9");
    expect(sent.find(({ name }) => name === "overrideNotice")?.variables["approvalId"]).toBe("a1");
  });

  it("says that it is decided when somebody was faster", async () => {
    answers(ASKED, () => new Refusal("already_decided"));
    await open();
    await review();
    await press(button("Speichern und zur Freigabe geben"));
    await until(() => page.find("dialog").textContent.includes("Darüber ist schon entschieden."));
    expect(location.pathname).toBe("/verwaltung/freigaben/a1");
  });

  it("asks for the audience anew where a house of it is gone", async () => {
    answers({ ...ASKED, audience: [{ scope: "HOUSE", isExclusion: false, id: "gone", name: "" }] });
    await open();
    expect(page.text()).toContain("Der bisherige Empfängerkreis passt nicht mehr zum Bestand.");
    expect(page.text()).toContain("0 von 6 Häusern");
  });

  it("shows nothing to fill in where it is decided, or somebody else's", async () => {
    answers(new Refusal("not_found"));
    page = await show(<ChangePage params={{ id: "a1" }} />);
    await until(() => page.text().includes("Darüber ist schon entschieden."));
    page.close();
    answers({ ...ASKED, isMine: false });
    page = await show(<ChangePage params={{ id: "a1" }} />);
    await until(() => page.text().includes("Diesen Aushang kann nur ändern, wer ihn geschrieben hat."));
    expect(page.root.querySelector("form")).toBeNull();
  });
});
