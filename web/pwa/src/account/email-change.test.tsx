import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { forgetAnswers } from "@/api/use-query";
import { asking } from "@/shared/asking";
import { session } from "@/shared/session";
import { TENANT, TENANT_VIEWER } from "@/test/people";
import { press, show, type, until, type Shown } from "@/test/render";
import { Refusal, serve, type Sent } from "@/test/server";

import { EmailChange } from "./email-change";
import { NewEmailPage } from "./new-email";

const NEW = "maria.neu@example.org";

let page: Shown;
let pending: string | null;

function parts(): object {
  return { id: TENANT.id, email: TENANT.email, emailState: TENANT.emailState, pendingEmail: pending };
}

function answers(more: Record<string, () => unknown> = {}): Sent[] {
  return serve({
    pendingEmail: () => ({ viewer: { tenant: parts() } }),
    changeEmail: () => {
      pending = NEW;
      return { changeEmail: parts() };
    },
    resendEmailChange: () => ({ resendEmailChange: parts() }),
    cancelEmailChange: () => {
      pending = null;
      return { cancelEmailChange: parts() };
    },
    ...more,
  });
}

function button(words: string): HTMLElement {
  const found = [...page.root.querySelectorAll<HTMLElement>("button")].find(({ textContent }) => textContent === words);
  if (!found) throw new Error(`no button ${words}`);
  return found;
}

function field(): HTMLInputElement {
  return page.input("input[type=email]");
}

async function open(): Promise<void> {
  page = await show(<EmailChange tenant={TENANT} />);
  await press(button("E-Mail-Adresse ändern"));
}

async function send(email: string): Promise<void> {
  await type(field(), email);
  await press(button("E-Mail dorthin senden"));
}

beforeEach(() => {
  forgetAnswers();
  pending = null;
  session.set({ kind: "tenant", tenant: TENANT, mustChoosePassword: false });
});

afterEach(() => {
  page.close();
  asking.set(null);
});

describe("another address (AU-10)", () => {
  it("is sent once it is whole, and waits visibly", async () => {
    const sent = answers();
    await open();
    await send("maria.neu@");
    expect(page.text()).toContain("nicht vollständig");
    await send(` ${NEW} `);
    await until(() => page.text().includes(`Wir haben eine E-Mail an ${NEW} geschickt.`));
    expect(sent.filter(({ name }) => name === "changeEmail").map(({ variables }) => variables)).toEqual([
      { email: NEW },
    ]);
  });

  it("keeps what was typed while the person shows who they are", async () => {
    let known = false;
    answers({
      changeEmail: () => {
        if (!known) return new Refusal("reauthentication_required");
        pending = NEW;
        return { changeEmail: parts() };
      },
    });
    await open();
    await send(NEW);
    await until(() => asking.get() !== null);
    expect(field().value).toBe(NEW);
    known = true;
    asking.get()?.settle(true);
    await until(() => page.text().includes(NEW) && page.text().includes("geschickt"));
  });

  it("keeps what was typed when they give up", async () => {
    answers({ changeEmail: () => new Refusal("reauthentication_required") });
    await open();
    await send(NEW);
    await until(() => asking.get() !== null);
    asking.get()?.settle(false);
    await until(() => page.root.querySelector("[role=alert]") !== null);
    expect(field().value).toBe(NEW);
  });

  it("says that it is the address already", async () => {
    answers({ changeEmail: () => new Refusal("conflict") });
    await open();
    await send(NEW);
    await until(() => page.text().includes("Das ist schon Ihre Adresse."));
  });

  it("is sent again and taken back", async () => {
    pending = NEW;
    const sent = answers();
    page = await show(<EmailChange tenant={TENANT} />);
    await until(() => page.text().includes(NEW));
    await press(button("E-Mail noch einmal senden"));
    await until(() => page.text().includes("Es gilt die neueste."));
    await press(button("Änderung abbrechen"));
    await until(() => page.text().includes("Ihre Adresse bleibt, wie sie ist."));
    expect(sent.map(({ name }) => name)).toEqual([
      "pendingEmail",
      "resendEmailChange",
      "cancelEmailChange",
      "pendingEmail",
    ]);
  });
});

describe("the page behind the link", () => {
  it("sends nothing until the button is pressed, and takes the token off the address", async () => {
    const sent = answers({
      confirmEmailChange: () => ({ confirmEmailChange: true }),
      who: () => ({ viewer: TENANT_VIEWER }),
    });
    history.replaceState(null, "", "/neue-e-mail#TOKEN");
    page = await show(<NewEmailPage />);
    expect([sent.length, location.hash]).toEqual([0, ""]);
    await press(button("Adresse bestätigen"));
    await until(() => page.text().includes("gilt ab sofort"));
    expect(sent.map(({ name, variables }) => [name, variables])).toEqual([
      ["confirmEmailChange", { token: "TOKEN" }],
      ["who", {}],
    ]);
  });

  it.each([
    ["link_expired", "Dieser Link gilt nicht mehr."],
    ["link_used", "Diesen Link haben Sie schon benutzt."],
    ["conflict", "Mit dieser Adresse meldet sich schon jemand anderes an."],
  ])("says what became of the link: %s", async (code, words) => {
    answers({ confirmEmailChange: () => new Refusal(code) });
    history.replaceState(null, "", "/neue-e-mail#TOKEN");
    page = await show(<NewEmailPage />);
    await press(button("Adresse bestätigen"));
    await until(() => page.text().includes(words));
  });

  it("without a token is over", async () => {
    const sent = answers();
    history.replaceState(null, "", "/neue-e-mail");
    page = await show(<NewEmailPage />);
    expect(page.text()).toContain("Dieser Link gilt nicht mehr.");
    expect(sent).toEqual([]);
  });
});
