import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { portal } from "@/shared/portal";
import { session } from "@/shared/session";
import { COOPERATIVE, TENANT_VIEWER } from "@/test/people";
import { press, show, type, until, type Shown } from "@/test/render";
import { Refusal, serve } from "@/test/server";

import { LoginPage } from "./login";
import { LoginCodePage } from "./login-code";

let page: Shown;

beforeEach(() => {
  history.replaceState({}, "", "/");
  portal.set({ ...COOPERATIVE, vapidKey: "key" });
  session.set({ kind: "anonymous", ended: null });
});

afterEach(() => {
  page.close();
  session.set({ kind: "unknown" });
});

async function submit(): Promise<void> {
  await act(() => {
    page.root.querySelector("form")?.requestSubmit();
  });
}

function button(words: string): HTMLElement {
  const found = [...page.root.querySelectorAll("button")].find((one) => one.textContent.includes(words));
  if (!found) throw new Error(`no button ${words}`);
  return found;
}

async function signIn(): Promise<void> {
  page = await show(<LoginPage />);
  await type(page.input("[name=username]"), " 0012345 ");
  await type(page.input("[name=password]"), "xvbdx-34768-kfmpq");
  await submit();
}

describe("a one-time password that ran out", () => {
  it("is renewed from the login page, without asking for anything again (AU-25)", async () => {
    const sent = serve({
      login: () => new Refusal("password_expired"),
      renewOneTimePassword: () => ({ renewOneTimePassword: true }),
    });
    await signIn();
    await until(() => page.text().includes("Dieses Einmal-Passwort ist abgelaufen."));
    expect(page.text()).not.toContain("passen nicht zusammen");
    await press(button("Neues Einmal-Passwort schicken"));
    await until(() => page.text().includes("Wir haben Ihnen ein neues Einmal-Passwort geschickt."));
    expect(sent.map((one) => one.name)).toEqual(["login", "renewOneTimePassword"]);
    expect(sent[1]?.variables).toEqual({ number: "0012345", password: "xvbdx-34768-kfmpq" });
  });

  it("says when a letter comes instead (AU-25)", async () => {
    serve({
      login: () => new Refusal("password_expired"),
      renewOneTimePassword: () => new Refusal("letter_required"),
    });
    await signIn();
    await until(() => page.text().includes("abgelaufen"));
    await press(button("Neues Einmal-Passwort schicken"));
    await until(() => page.text().includes("einen neuen Begrüßungsbrief mit der Post"));
    expect(page.text()).not.toContain("Neues Einmal-Passwort schicken");
  });
});

describe("a device nobody knows", () => {
  it("opens with the digits of the mail (AU-29)", async () => {
    const sent = serve({
      enterLoginCode: ({ code }) =>
        code === "123 456"
          ? { enterLoginCode: { viewer: TENANT_VIEWER } }
          : new Refusal("credentials_refused", { field: "code" }),
      resendLoginCode: () => ({ resendLoginCode: true }),
    });
    page = await show(<LoginCodePage />);
    await type(page.input("[name=digits]"), "12");
    await submit();
    expect(page.text()).toContain("Bitte tragen Sie die sechs Ziffern ein.");
    expect(sent).toEqual([]);
    await type(page.input("[name=digits]"), "111 111");
    await submit();
    await until(() => page.text().includes("Diese Ziffern passen nicht."));
    await press(button("E-Mail noch einmal senden"));
    await until(() => page.text().includes("Es gilt die neueste."));
    await type(page.input("[name=digits]"), "123 456");
    await submit();
    await until(() => session.get().kind === "tenant");
    expect(session.get()).toMatchObject({ kind: "tenant", owesDigits: false });
  });

  it("says when the digits are too old, and when to wait (AU-29)", async () => {
    const answers = [
      new Refusal("code_expired", { field: "code" }),
      new Refusal("too_many_attempts", { retryAfter: 90 }),
    ];
    serve({ enterLoginCode: () => answers.shift() });
    page = await show(<LoginCodePage />);
    await type(page.input("[name=digits]"), "123456");
    await submit();
    await until(() => page.text().includes("Diese Ziffern gelten nicht mehr."));
    await submit();
    await until(() => page.text().includes("in 2 Minuten"));
  });
});
