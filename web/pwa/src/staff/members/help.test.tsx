import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { StaffRole } from "@/api/types";
import { asking } from "@/shared/asking";
import { session } from "@/shared/session";
import { press, show, type, until, type Shown } from "@/test/render";
import { Refusal, serve } from "@/test/server";

import "../words";
import { HelpFor } from "./help";
import type { MemberAccessQuery } from "./help.generated";

let page: Shown;
let turn = 0;
let id = "";

function signIn(role: StaffRole): void {
  session.set({
    kind: "staff",
    staff: { id: "s", name: "Vera Verwaltung", email: "vera@example.org", role },
    mustChoosePassword: false,
  });
}

type Access = MemberAccessQuery["memberAccess"];

function access(advice: Access["advice"], more: Partial<Access> = {}): MemberAccessQuery {
  return { memberAccess: { advice, lockReason: "", steps: [], ...more }, memberTasks: { edges: [] } };
}

function button(words: string): HTMLElement {
  const found = [...page.root.querySelectorAll<HTMLElement>("button")].find(({ textContent }) => textContent === words);
  if (!found) throw new Error(`no button ${words}`);
  return found;
}

function buttons(): string[] {
  return [...page.root.querySelectorAll("button")].map(({ textContent }) => textContent);
}

async function open(words: string, done = vi.fn()): Promise<void> {
  page = await show(<HelpFor memberId={id} done={done} />);
  await until(() => page.text().includes(words));
}

beforeEach(() => {
  turn += 1;
  id = `member-${String(turn)}`;
  signIn("MEMBER_DESK");
});

afterEach(() => {
  page.close();
});

describe("help for a stuck member", () => {
  it("says where it stuck, what to say on the telephone, and what happened when (AU-15)", async () => {
    const step = { at: "2026-11-23T08:12:00+00:00", count: 1, fate: null, status: "" };
    const steps = [
      { ...step, kind: "CODE_REFUSED" as const, count: 3 },
      { ...step, kind: "ACTIVATION_MAIL" as const, fate: "BOUNCED" as const, status: "550 5.1.1" },
      { ...step, kind: "ACTIVATION_MAIL" as const, fate: "ACCEPTED" as const, status: "250" },
    ];
    serve({ memberAccess: () => access("MAIL_BOUNCED", { steps }) });
    await open("Die E-Mail kam zurück.");
    expect(page.text()).toContain("Buchstabieren Sie mir bitte Ihre E-Mail-Adresse.");
    expect(page.text()).toContain("3-mal");
    expect(page.text()).toContain("zurückgekommen · Antwort des Mailservers: 550 5.1.1");
    expect(page.text()).not.toContain("250");
  });

  it("offers a letter alone to who has not registered", async () => {
    serve({ memberAccess: () => access("LETTER_EXPIRED") });
    await open("abgelaufen");
    expect(buttons()).toEqual(["Neuer Brief", "Todesfall melden"]);
  });

  it("says that the mail went out, and what comes next", async () => {
    serve({ memberAccess: () => access("MAIL_BOUNCED"), resendAccessMail: () => ({ resendAccessMail: { id } }) });
    await open("Die E-Mail kam zurück.");
    await press(button("E-Mail noch einmal senden"));
    await press(button("Ja, senden"));
    await until(() => page.text().includes("Die E-Mail ist unterwegs."));
  });

  it("corrects an address with a check and a note only", async () => {
    const sent = serve({
      memberAccess: () => access("MAIL_BOUNCED"),
      correctMemberEmail: () => ({ correctMemberEmail: { id } }),
    });
    const done = vi.fn();
    await open("Die E-Mail kam zurück.", done);
    await press(button("E-Mail berichtigen"));
    await press(button("Berichtigen"));
    expect(page.text()).toContain("Bitte geben Sie die ganze Adresse ein.");
    expect(page.text()).toContain("Bitte schreiben Sie kurz, warum.");
    await type(page.input("dialog input[type=email]"), " neu@example.org ");
    await press(page.find("dialog input[type=radio]:not(:checked)"));
    await type(page.input("dialog input[maxlength]"), "Zurückgerufen unter der Nummer im Vertrag.");
    await press(button("Berichtigen"));
    await until(() => done.mock.calls.length === 1);
    expect(sent.map(({ variables }) => variables)).toContainEqual({
      id,
      email: "neu@example.org",
      check: "CALL_BACK",
      note: "Zurückgerufen unter der Nummer im Vertrag.",
    });
  });

  it("keeps what was typed while the desk shows who sits there (AU-10)", async () => {
    let known = false;
    const sent = serve({
      memberAccess: () => access("MAIL_BOUNCED"),
      correctMemberEmail: () => (known ? { correctMemberEmail: { id } } : new Refusal("reauthentication_required")),
    });
    const done = vi.fn();
    await open("Die E-Mail kam zurück.", done);
    await press(button("E-Mail berichtigen"));
    expect(page.text()).toContain("Auch die alte Adresse erfährt davon.");
    await type(page.input("dialog input[type=email]"), "neu@example.org");
    await type(page.input("dialog input[maxlength]"), "Ausweis am Schalter gesehen.");
    await press(button("Berichtigen"));
    await until(() => asking.get() !== null);
    expect(done).not.toHaveBeenCalled();
    expect(page.input("dialog input[type=email]").value).toBe("neu@example.org");
    known = true;
    asking.get()?.settle(true);
    await until(() => done.mock.calls.length === 1);
    expect(sent.filter(({ name }) => name === "correctMemberEmail")).toHaveLength(2);
  });

  it("locks with a reason only, and stays open when the server refuses", async () => {
    const sent = serve({ memberAccess: () => access("FINE"), lockMember: () => new Refusal("conflict") });
    await open("Es hängt nirgends.");
    await press(button("Zugang sperren"));
    await press(button("Ja, sperren"));
    expect(page.text()).toContain("Bitte schreiben Sie kurz, warum.");
    const before = sent.length;
    await type(page.input("dialog input"), "Das Handy wurde gestohlen.");
    await press(button("Ja, sperren"));
    await until(() => page.root.querySelector("dialog [role=alert]") !== null);
    expect(sent.slice(before).map(({ variables }) => variables)).toEqual([
      { id, reason: "Das Handy wurde gestohlen." },
    ]);
  });

  it("lets the administration alone take back a death (DS-19a)", async () => {
    serve({ memberAccess: () => access("DECEASED") });
    await open("Es wird nichts mehr verschickt.");
    expect(buttons()).toEqual([]);
    page.close();
    signIn("ADMIN");
    await open("Es wird nichts mehr verschickt.");
    expect(buttons()).toEqual(["Meldung zurücknehmen"]);
  });

  it("shows the task that a death leaves, until it is settled (DS-19a)", async () => {
    const task = { node: { id: "t", kind: "CLARIFY_HEIRS" as const, createdAt: "2026-11-23T08:12:00+00:00" } };
    const sent = serve({
      memberAccess: () => ({ ...access("DECEASED"), memberTasks: { edges: [task] } }),
      settleMemberTask: () => ({ settleMemberTask: { id: "t" } }),
    });
    const done = vi.fn();
    await open("Bitte Erben oder Mitmieter klären.", done);
    await press(button("Erledigt"));
    await until(() => done.mock.calls.length === 1);
    expect(sent.map(({ variables }) => variables)).toContainEqual({ id: "t" });
  });
});
