import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { NoticeRow } from "@/api/types";
import { session } from "@/shared/session";
import { press, show, type, until, type Shown } from "@/test/render";
import { Refusal, serve, type Sent } from "@/test/server";

import { instant } from "../compose/clock";
import "../words";
import { NoticeActions } from "./actions";

const STAFF = { id: "s1", name: "Sabine Hofmann", email: "s@example.org", role: "ADMIN" } as const;
const HOUR = 3_600_000;
const NOW = new Date("2026-11-24T09:00:00Z");
const WATER = {
  id: "n1",
  kind: "WATER",
  urgency: "ORDINARY",
  state: "PUBLISHED",
  isOutage: true,
  startsAt: "2026-11-24T07:00:00Z",
  endsAt: "2026-11-24T13:00:00Z",
} as NoticeRow;

let page: Shown;
let refreshed = 0;

function button(label: string): HTMLElement {
  const found = [...page.root.querySelectorAll("button")].find((one) => one.textContent.includes(label));
  if (!found) throw new Error(`no button ${label}`);
  return found;
}

async function open(answers: Readonly<Record<string, () => unknown>>, notice = WATER): Promise<Sent[]> {
  const sent = serve(answers);
  const refresh = (): void => {
    refreshed += 1;
  };
  page = await show(<NoticeActions notice={notice} households={12} now={NOW} refresh={refresh} />);
  return sent;
}

beforeEach(() => {
  refreshed = 0;
  session.set({ kind: "staff", staff: STAFF, mustChoosePassword: false });
});

afterEach(() => {
  page.close();
});

const counts = (): unknown => ({ rescheduleNotice: { kind: "LONGER", told: 20, untold: 2 } });

describe("it takes longer", () => {
  it("is tried first, says how many are told, and is sent once under one name", async () => {
    const sent = await open({ rescheduleNotice: counts });
    await press(button("Dauert länger"));
    const [, end] = [
      ...page.root.querySelectorAll<HTMLInputElement>("dialog input[type=date], dialog input[type=time]"),
    ];
    if (!end) throw new Error("no end");
    await type(end, "17:00");
    await press(button("Prüfen"));
    await until(() => page.text().includes("20 Personen erfahren die Änderung."));
    expect(page.text()).toContain("2 weitere wissen noch nichts davon.");
    expect(sent.map(({ variables }) => variables["dryRun"])).toEqual([true]);
    await press(button("Jetzt mitteilen"));
    await until(() => refreshed === 1);
    const last = sent.at(-1)?.variables;
    expect([last?.["dryRun"], last?.["startsAt"], last?.["endsAt"]]).toEqual([
      false,
      new Date(WATER.startsAt ?? "").toISOString(),
      instant("2026-11-24", "17:00")?.toISOString(),
    ]);
    expect(page.root.querySelector("dialog")).toBeNull();
  });

  it("is another message after an edit, even where an earlier one went out and its answer was lost", async () => {
    const sent = await open({
      rescheduleNotice: () => (sent.at(-1)?.variables["dryRun"] === false ? new Refusal("unavailable") : counts()),
    });
    await press(button("Dauert länger"));
    await press(page.find("dialog input[type=checkbox]"));
    await press(button("Prüfen"));
    await until(() => page.text().includes("20 Personen"));
    await press(button("Jetzt mitteilen"));
    await until(() => page.root.querySelector("dialog [role=alert]") !== null);
    await press(button("Jetzt mitteilen"));
    await until(() => sent.length === 3);
    await press(button("Zurück"));
    const word = page.root.querySelector<HTMLInputElement>("dialog input[maxlength]");
    if (!word) throw new Error("no field");
    await type(word, "Bis morgen.");
    await press(button("Prüfen"));
    await until(() => sent.length === 4);
    await press(button("Jetzt mitteilen"));
    await until(() => sent.length === 5);
    const [first, again, other] = sent
      .filter(({ variables }) => variables["dryRun"] === false)
      .map(({ variables }) => variables["clientMutationId"]);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it("may have an end nobody knows, with a sentence", async () => {
    const sent = await open({ rescheduleNotice: counts });
    await press(button("Dauert länger"));
    await press(page.find("dialog input[type=checkbox]"));
    const word = page.root.querySelector<HTMLInputElement>("dialog input[maxlength]");
    if (!word) throw new Error("no field");
    await type(word, "Wir melden uns um elf.");
    await press(button("Prüfen"));
    await until(() => sent.length === 1);
    expect([sent[0]?.variables["endsAt"], sent[0]?.variables["word"]]).toEqual([null, "Wir melden uns um elf."]);
  });

  it.each([
    ["09:30", "Dieses Ende ist schon vorbei."],
    ["07:00", "Das Ende muss nach dem Beginn liegen."],
    ["", "Bitte tragen Sie Tag und Uhrzeit ein."],
  ])("until %s is no end, and nothing is asked", async (until_, words) => {
    const sent = await open({});
    await press(button("Dauert länger"));
    const end = page.root.querySelector<HTMLInputElement>("dialog input[type=time]");
    if (!end) throw new Error("no end");
    await type(end, until_);
    await press(button("Prüfen"));
    expect(page.text()).toContain(words);
    expect(sent).toEqual([]);
  });

  it("says when nothing would change, and keeps what was typed", async () => {
    await open({ rescheduleNotice: () => new Refusal("conflict") });
    await press(button("Dauert länger"));
    await press(button("Prüfen"));
    await until(() => page.text().includes("Es hat sich nichts geändert."));
    expect(refreshed).toBe(0);
  });

  it("says when a colleague ended it while the new time was typed", async () => {
    await open({ rescheduleNotice: () => new Refusal("conflict") });
    await press(button("Dauert länger"));
    await press(page.find("dialog input[type=checkbox]"));
    await press(button("Prüfen"));
    await until(() => page.text().includes("Das hat inzwischen schon jemand erledigt."));
    expect(page.text()).not.toContain("Es hat sich nichts geändert.");
    expect(refreshed).toBe(1);
  });

  it("says when a colleague was quicker", async () => {
    let tries = 0;
    await open({
      rescheduleNotice: () => {
        tries += 1;
        return tries === 1 ? counts() : new Refusal("conflict");
      },
    });
    await press(button("Dauert länger"));
    await press(page.find("dialog input[type=checkbox]"));
    await press(button("Prüfen"));
    await until(() => page.text().includes("20 Personen"));
    await press(button("Jetzt mitteilen"));
    await until(() => page.text().includes("Das hat inzwischen schon jemand erledigt."));
  });
});

describe("before it begins", () => {
  it("the whole date can move", async () => {
    const later = new Date(NOW.getTime() + 48 * HOUR).toISOString();
    const sent = await open({ rescheduleNotice: counts }, { ...WATER, startsAt: later, endsAt: null });
    await press(button("Termin ändern"));
    const day = page.root.querySelector<HTMLInputElement>("dialog input[type=date]");
    if (!day) throw new Error("no day");
    await type(day, "2026-12-01");
    await press(button("Prüfen"));
    await until(() => sent.length === 1);
    expect(sent[0]?.variables["startsAt"]).toBe(instant("2026-12-01", "10:00")?.toISOString());
  });
});

describe("an error", () => {
  it("is taken back behind a question, with a sentence", async () => {
    const sent = await open({ retractNotice: () => ({ retractNotice: { id: "n1", state: "RETRACTED" } }) });
    await press(button("War ein Irrtum"));
    expect(page.text()).toContain("Er verschwindet sofort vom schwarzen Brett (12 Haushalte)");
    expect(sent).toEqual([]);
    await press(button("Ja, zurückziehen"));
    await until(() => refreshed === 1);
    expect(sent.map(({ name, variables }) => [name, variables])).toEqual([["retractNotice", { id: "n1", word: "" }]]);
  });

  it("is nobody's to take back who may not send it", async () => {
    session.set({ kind: "staff", staff: { ...STAFF, role: "EDITOR" }, mustChoosePassword: false });
    await open({}, { ...WATER, urgency: "URGENT" });
    expect(page.root.querySelector("button")).toBeNull();
  });
});
