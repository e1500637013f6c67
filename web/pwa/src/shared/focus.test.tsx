import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { checkSymbol } from "@/account/activation-code";
import { ForgotPage } from "@/account/forgot";
import { RegisterPage } from "@/account/register";
import { holdRegistration } from "@/account/registration-store";
import { SentPage } from "@/account/sent";
import { COOPERATIVE } from "@/test/people";
import { press, show, type, until, type Shown } from "@/test/render";
import { Refusal, serve } from "@/test/server";

import { watchFocus } from "./focus";
import { portal } from "./portal";

const DATA = "K7MQ4T2X9RWDH";
const REGISTRATION = { id: "r", pageSecret: "s", email: "maria@exmple.org", linkValidUntil: "2026-11-29T09:00:00Z" };

let page: Shown;
let end: () => void;

beforeEach(() => {
  portal.set({ ...COOPERATIVE, vapidKey: "key" });
  end = watchFocus();
});

afterEach(() => {
  end();
  page.close();
  sessionStorage.clear();
});

function button(words: string): HTMLElement {
  const found = [...page.root.querySelectorAll("button")].find((one) => one.textContent === words);
  if (!found) throw new Error(`no button ${words}`);
  return found;
}

/** As a finger or the space bar does it: the button has the focus when it is pressed. */
async function hit(words: string): Promise<void> {
  button(words).focus();
  await press(button(words));
}

function holder(): string {
  const found = document.activeElement;
  return found === document.body ? "nothing" : (found?.getAttribute("name") ?? found?.textContent ?? "");
}

describe("a form that takes the place of its button", () => {
  it("has the focus, keeps it at what is wrong, and gives it back", async () => {
    holdRegistration(REGISTRATION);
    page = await show(<SentPage />);
    await hit("E-Mail-Adresse ändern");
    await until(() => holder() === "email");
    await type(page.input("form input"), "maria");
    button("E-Mail dorthin senden").focus();
    await press(button("E-Mail dorthin senden"));
    await until(() => holder() === "email");
    expect(page.find("form .error").textContent).toContain("nicht vollständig");
    await hit("Abbrechen");
    await until(() => page.root.querySelector("form") === null);
    await until(() => holder() === "E-Mail noch einmal senden");
  });

  it("leaves the focus at the answer once it was sent", async () => {
    holdRegistration(REGISTRATION);
    serve({ correctEmail: () => ({ correctRegistrationEmail: REGISTRATION }) });
    page = await show(<SentPage />);
    await hit("E-Mail-Adresse ändern");
    await type(page.input("form input"), "maria@example.org");
    await hit("E-Mail dorthin senden");
    await until(() => holder().includes("Wir haben die E-Mail an maria@example.org geschickt."));
  });

  it("is left for the answer also where the whole card was the form", async () => {
    serve({ requestReset: () => ({ requestPasswordReset: true }) });
    page = await show(<ForgotPage />);
    await type(page.input("input[name=username]"), "0012345");
    await type(page.input("input[name=email]"), "maria@example.org");
    await hit("E-Mail schicken");
    await until(() => holder().includes("Wenn die Angaben stimmen"));
    await hit("Angaben prüfen und noch einmal senden");
    await until(() => holder() === "username");
    expect(page.input("input[name=email]").value).toBe("maria@example.org");
  });
});

describe("a long form that the server refuses", () => {
  it("shows why, wherever the button stands", async () => {
    const seen = vi.spyOn(Element.prototype, "scrollIntoView").mockImplementation(() => undefined);
    serve({ register: () => new Refusal("registration_refused") });
    history.replaceState({}, "", "/erstanmeldung");
    page = await show(<RegisterPage />);
    await type(page.input("#number"), "0012345");
    await type(page.input("#code"), DATA + (checkSymbol(DATA) ?? ""));
    await type(page.input("#email"), "maria@example.org");
    await press(page.find("#privacy"));
    await press(page.find("#terms"));
    await act(() => {
      page.root.querySelector("form")?.requestSubmit();
    });
    await until(() => page.root.querySelector("[role=alert]") !== null);
    await until(() => seen.mock.calls.length === 1);
    expect((seen.mock.contexts[0] as Element).textContent).toContain("passen nicht zusammen");
    seen.mockRestore();
  });
});
