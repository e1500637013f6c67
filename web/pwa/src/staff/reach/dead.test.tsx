import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { StaffRole } from "@/api/types";
import { session } from "@/shared/session";
import { press, show, until, type Shown } from "@/test/render";
import { Refusal, serve } from "@/test/server";

import "../words";
import { DeadLetterPane } from "./dead";

const ID = "00000000-0000-4000-8000-000000000009";

let page: Shown;

function signIn(role: StaffRole): void {
  session.set({
    kind: "staff",
    staff: { id: ID, name: "Vera Verwaltung", email: "vera@example.org", role },
    mustChoosePassword: false,
  });
}

function letters(...changes: Readonly<Record<string, unknown>>[]) {
  const edges = changes.map((change, at) => ({
    node: {
      id: String(at + 1),
      memberId: ID,
      memberName: "Erika Muster",
      about: "Wasserabschaltung",
      channel: "MAIL",
      target: "…@muster.example",
      reason: "attempts",
      lastStatus: "451 4.7.1",
      diedAt: "2026-11-23T08:12:00+00:00",
      canRetry: true,
      ...change,
    },
  }));
  return { deadLetters: { totalCount: edges.length, edges, pageInfo: { hasNextPage: false, endCursor: null } } };
}

function button(words: string): HTMLElement {
  const found = [...page.root.querySelectorAll<HTMLElement>("button")].find(({ textContent }) => textContent === words);
  if (!found) throw new Error(`no button ${words}`);
  return found;
}

beforeEach(() => {
  signIn("MEMBER_DESK");
});

afterEach(() => {
  page.close();
});

describe("dead letters (OB-12)", () => {
  it("say to whom, why, and what the network answered, and never an address", async () => {
    serve({ deadLetters: () => letters({}) });
    page = await show(<DeadLetterPane noticeId={ID} />);
    await until(() => page.text().includes("Erika Muster"));
    expect(page.text()).toContain("zu viele Versuche");
    expect(page.text()).toContain("451 4.7.1");
    expect(page.text()).toContain("…@muster.example");
  });

  it("do not name a person under an Auskunftssperre, also when asking before giving up", async () => {
    serve({ deadLetters: () => letters({ memberName: "" }) });
    page = await show(<DeadLetterPane />);
    await until(() => page.text().includes("Person mit Auskunftssperre"));
    await press(button("Aufgeben"));
    expect(page.text()).toContain("Person mit Auskunftssperre bekommt sie dann nicht auf diesem Weg.");
  });

  it("are not there when there is none", async () => {
    const sent = serve({ deadLetters: () => letters() });
    page = await show(<DeadLetterPane />);
    await until(() => sent.length === 1);
    expect(page.root.querySelector("table")).toBeNull();
  });

  it("go once more, and the list is read anew", async () => {
    let isDone = false;
    const sent = serve({
      deadLetters: () => (isDone ? letters() : letters({})),
      retryDelivery: () => {
        isDone = true;
        return { retryDelivery: "1" };
      },
    });
    page = await show(<DeadLetterPane />);
    await until(() => page.text().includes("Erika Muster"));
    await press(button("Noch einmal senden"));
    await until(() => !page.text().includes("Erika Muster"));
    expect(sent.map(({ name, variables }) => [name, variables["id"]])).toEqual([
      ["deadLetters", undefined],
      ["retryDelivery", "1"],
      ["deadLetters", undefined],
    ]);
  });

  it("are given up after a question only", async () => {
    const sent = serve({ deadLetters: () => letters({}), dropDelivery: () => ({ dropDelivery: "1" }) });
    page = await show(<DeadLetterPane />);
    await until(() => page.text().includes("Erika Muster"));
    await press(button("Aufgeben"));
    expect(sent.map(({ name }) => name)).toEqual(["deadLetters"]);
    await press(button("Ja, aufgeben"));
    await until(() => sent.some(({ name }) => name === "dropDelivery"));
    await until(() => page.root.querySelector("dialog") === null);
  });

  it("say so when somebody else was faster", async () => {
    serve({ deadLetters: () => letters({}), retryDelivery: () => new Refusal("conflict") });
    page = await show(<DeadLetterPane />);
    await until(() => page.text().includes("Erika Muster"));
    await press(button("Noch einmal senden"));
    await until(() => page.root.querySelector("[role=alert]") !== null);
  });

  it("offer no second try once out of date, and nothing at all to who may only look", async () => {
    serve({ deadLetters: () => letters({ canRetry: false }) });
    page = await show(<DeadLetterPane />);
    await until(() => page.text().includes("Erika Muster") && !page.text().includes("Noch einmal senden"));
    expect(button("Aufgeben")).toBeDefined();
    page.close();
    signIn("READER");
    page = await show(<DeadLetterPane />);
    await until(() => page.text().includes("Erika Muster"));
    expect(page.root.querySelector("button")).toBeNull();
    expect(page.text()).toContain("nicht mehr gültig");
  });
});
