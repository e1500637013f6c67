import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { StaffRole } from "@/api/types";
import { session } from "@/shared/session";
import { press, show, type, until, type Shown } from "@/test/render";
import { Refusal, serve } from "@/test/server";

import "../words";
import { MailProblemOf } from "./mail-problem";

const ID = "00000000-0000-4000-8000-000000000009";
const PROBLEM = { cause: "HARD_BOUNCE", since: "2026-11-23T08:12:00+00:00", status: "550 5.1.1" } as const;

let page: Shown;

function signIn(role: StaffRole): void {
  session.set({
    kind: "staff",
    staff: { id: ID, name: "Vera Verwaltung", email: "vera@example.org", role },
    mustChoosePassword: false,
  });
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

describe("a problem with a member's mails", () => {
  it("says why, since when, and what the mail server answered", async () => {
    page = await show(<MailProblemOf memberId={ID} problem={PROBLEM} way="Handy" wayIcon="device" done={vi.fn()} />);
    expect(page.text()).toContain("Diese Adresse gibt es nicht.");
    expect(page.text()).toContain("550 5.1.1");
    expect(page.text()).toContain("Handy");
    expect(page.find(".state use").getAttribute("href")).toMatch(/#i-device$/);
    expect(page.text()).toContain("2026");
  });

  it("is lifted with a typed reason only (SM-19)", async () => {
    const sent = serve({ liftMailSuppression: () => ({ liftMailSuppression: { id: ID } }) });
    const done = vi.fn();
    page = await show(<MailProblemOf memberId={ID} problem={PROBLEM} way="Handy" wayIcon="device" done={done} />);
    await press(button("Wieder anschreiben"));
    await press(button("Ja, wieder anschreiben"));
    expect(page.text()).toContain("Bitte schreiben Sie kurz, warum.");
    expect(sent).toEqual([]);
    await type(page.input("dialog input"), "  Sie hat angerufen. ");
    await press(button("Ja, wieder anschreiben"));
    await until(() => done.mock.calls.length === 1);
    expect(sent.map(({ variables }) => variables)).toEqual([{ memberId: ID, reason: "Sie hat angerufen." }]);
    expect(page.root.querySelector("dialog")).toBeNull();
  });

  it("keeps the question open when the server refuses", async () => {
    serve({ liftMailSuppression: () => new Refusal("conflict") });
    const done = vi.fn();
    page = await show(<MailProblemOf memberId={ID} problem={PROBLEM} way="Handy" wayIcon="device" done={done} />);
    await press(button("Wieder anschreiben"));
    await type(page.input("dialog input"), "Sie hat angerufen.");
    await press(button("Ja, wieder anschreiben"));
    await until(() => page.root.querySelector("dialog [role=alert]") !== null);
    expect(done).not.toHaveBeenCalled();
  });

  it("offers nothing to roles that may only look", async () => {
    signIn("READER");
    page = await show(<MailProblemOf memberId={ID} problem={PROBLEM} way="Handy" wayIcon="device" done={vi.fn()} />);
    expect(page.root.querySelector("button")).toBeNull();
  });
});
