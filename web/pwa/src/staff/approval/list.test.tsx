import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { portal } from "@/shared/portal";
import { session } from "@/shared/session";
import { COOPERATIVE } from "@/test/people";
import { press, show, type, until, type Shown } from "@/test/render";
import { Refusal, serve, type Sent } from "@/test/server";

import "../words";
import { ApprovalsPage } from "./list";

const STAFF = { id: "s1", name: "Sabine Hofmann", email: "s@example.org", role: "ADMIN" } as const;
const ASKED = {
  id: "a1",
  state: "WAITING",
  seal: "seal-1",
  author: "Bernd Beispiel",
  isMine: false,
  isByProgram: false,
  word: "",
  kind: "WATER",
  urgency: "URGENT",
  isEmergency: true,
  title: "Kein Wasser",
  body: "",
  cause: "Rohrbruch",
  startsAt: "2026-11-24T07:00:00Z",
  endsAt: null,
  adviceBefore: ["Wasser abfüllen."],
  adviceDuring: [],
  adviceAfter: [],
  translations: [],
  contact: "",
  audience: [
    { scope: "STOCK", isExclusion: false, id: null, name: "alle Haushalte" },
    { scope: "HOUSE", isExclusion: true, id: "r2", name: "Ringstraße 2" },
    { scope: "HOUSE", isExclusion: true, id: "r3", name: "" },
  ],
  households: 67,
  members: 80,
  districts: 2,
};

let page: Shown;

function answers(lists: readonly (readonly unknown[])[], more: Parameters<typeof serve>[0] = {}): Sent[] {
  let turn = 0;
  return serve({
    approvals: () => {
      const nodes = lists[Math.min(turn, lists.length - 1)] ?? [];
      turn += 1;
      return {
        approvals: { edges: nodes.map((node) => ({ node })), pageInfo: { hasNextPage: false, endCursor: null } },
      };
    },
    approvalPreview: () => ({
      approvalPreview: {
        sampleNames: ["Anna Amsel", "Emil Ernst"],
        mail: { title: "Wasser jetzt abgestellt", body: "Sehr geehrte Frau Amsel," },
      },
    }),
    ...more,
  });
}

function button(label: string): HTMLElement {
  const found = [...page.root.querySelectorAll("button")].find((one) => one.textContent.trim() === label);
  if (!found) throw new Error(`no button ${label}`);
  return found;
}

async function open(words: string): Promise<void> {
  page = await show(<ApprovalsPage />);
  await until(() => page.text().includes(words));
}

beforeEach(() => {
  history.replaceState({}, "", "/verwaltung/freigaben");
  portal.set({ ...COOPERATIVE, vapidKey: "key" });
  session.set({ kind: "staff", staff: STAFF, mustChoosePassword: false });
});

afterEach(() => {
  page.close();
});

describe("what waits for a second person (AU-16)", () => {
  it("shows words, audience, numbers and the mail before it can be let go, and sends it as it was seen", async () => {
    const sent = answers([[ASKED]], {
      approveNotice: () => ({ approveNotice: { notice: { id: "n1" } } }),
    });
    await open("Sehr geehrte Frau Amsel,");
    for (const shown of [
      "Bernd Beispiel",
      "alle Haushalte",
      "Ohne: Ringstraße 2, (gibt es nicht mehr)",
      "67 Haushalte, 80 Personen, 2 Quartiere",
      "Notfall, dringend",
      "Rohrbruch",
      "Wasser abfüllen.",
      "Anna Amsel, Emil Ernst",
    ]) {
      expect(page.text()).toContain(shown);
    }
    expect(page.text()).not.toContain("Zurückziehen");
    await press(button("Freigeben und senden"));
    expect(page.find("dialog").textContent).toContain("Jetzt an 67 Haushalte senden?");
    expect(sent.some(({ name }) => name === "approveNotice")).toBe(false);
    await press(button("Ja, senden"));
    await until(() => location.pathname === "/verwaltung/aushaenge/n1");
    expect(sent.find(({ name }) => name === "approveNotice")?.variables).toEqual({ id: "a1", seal: "seal-1" });
  });

  it("says that somebody was faster, and shows the list as it is now (AU-17)", async () => {
    answers([[ASKED], []], { approveNotice: () => new Refusal("already_decided") });
    await open("Kein Wasser");
    await press(button("Freigeben und senden"));
    await press(button("Ja, senden"));
    await until(() => page.text().includes("Darüber ist schon entschieden."));
    expect(page.text()).not.toContain("Ja, senden");
    await press(button("Liste neu laden"));
    await until(() => page.text().includes("Nichts wartet auf eine Freigabe."));
    expect(page.root.querySelector("dialog")).toBeNull();
  });

  it("asks to look again when it was changed meanwhile, and lets the new one go with its own seal (AU-17)", async () => {
    let tries = 0;
    const sent = answers([[ASKED], [{ ...ASKED, seal: "seal-2", title: "Kein Wasser, zwei Tage" }]], {
      approveNotice: () => {
        tries += 1;
        return tries === 1 ? new Refusal("changed_meanwhile") : { approveNotice: { notice: { id: "n1" } } };
      },
    });
    await open("Kein Wasser");
    await press(button("Freigeben und senden"));
    await press(button("Ja, senden"));
    await until(() => page.text().includes("hat sich geändert."));
    await press(button("Noch einmal ansehen"));
    await until(() => page.text().includes("Kein Wasser, zwei Tage"));
    await until(() => sent.filter(({ name }) => name === "approvalPreview").length === 2);
    await press(button("Freigeben und senden"));
    await press(button("Ja, senden"));
    await until(() => location.pathname === "/verwaltung/aushaenge/n1");
    const seals = sent.filter(({ name }) => name === "approveNotice").map(({ variables }) => variables["seal"]);
    expect(seals).toEqual(["seal-1", "seal-2"]);
  });

  it("sends it back with a reason only", async () => {
    const sent = answers([[ASKED], []], {
      sendBackNotice: () => ({ sendBackNotice: { id: "a1", state: "RETURNED" } }),
    });
    await open("Kein Wasser");
    await press(button("Zurückgeben"));
    const dialog = page.find("dialog");
    const submit = [...dialog.querySelectorAll("button")].find((one) => one.textContent.trim() === "Zurückgeben");
    if (!submit) throw new Error("no button in the dialog");
    await press(submit);
    expect(dialog.textContent).toContain("mit mindestens 3 Zeichen");
    expect(sent.some(({ name }) => name === "sendBackNotice")).toBe(false);
    await type(page.input("dialog input"), "Die Uhrzeit stimmt nicht.");
    await press(submit);
    await until(() => page.text().includes("Nichts wartet auf eine Freigabe."));
    expect(sent.find(({ name }) => name === "sendBackNotice")?.variables).toEqual({
      id: "a1",
      word: "Die Uhrzeit stimmt nicht.",
    });
  });

  it("names the program that asked", async () => {
    answers([[{ ...ASKED, isByProgram: true, author: "Leitwarte" }]]);
    await open("Programm „Leitwarte“");
  });
});

describe("one's own request (AU-16)", () => {
  it("can be changed and is taken back after one question, but not let go", async () => {
    const sent = answers([[{ ...ASKED, isMine: true }], []], {
      withdrawApproval: () => ({ withdrawApproval: { id: "a1", state: "WITHDRAWN" } }),
    });
    await open("Eine zweite Person muss diesen Aushang freigeben.");
    expect(page.text()).not.toContain("Freigeben und senden");
    expect(page.root.querySelector('a[href="/verwaltung/freigaben/a1"]')?.textContent).toBe("Ändern");
    await press(button("Zurückziehen"));
    expect(sent.some(({ name }) => name === "withdrawApproval")).toBe(false);
    await press(button("Ja, zurückziehen"));
    await until(() => page.text().includes("Nichts wartet auf eine Freigabe."));
    expect(sent.filter(({ name }) => name === "withdrawApproval")).toHaveLength(1);
  });

  it("shows the reason of a return, and that one ran out", async () => {
    answers([
      [
        { ...ASKED, isMine: true, state: "RETURNED", word: "Die Uhrzeit stimmt nicht." },
        { ...ASKED, id: "a2", isMine: true, state: "EXPIRED" },
      ],
    ]);
    await open("Zurückgegeben: Die Uhrzeit stimmt nicht.");
    expect(page.text()).toContain("Nicht rechtzeitig freigegeben. Es wurde nichts gesendet.");
    expect(page.root.querySelectorAll("a.btn")).toHaveLength(2);
  });
});
