import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { portal } from "@/shared/portal";
import { COOPERATIVE } from "@/test/people";
import { press, show, type, until, type Shown } from "@/test/render";
import { Refusal, serve, type Sent } from "@/test/server";

import { checkSymbol } from "./activation-code";
import { RegisterPage } from "./register";
import { heldRegistration } from "./registration-store";

const DATA = "K7MQ4T2X9RWDH";
const CODE = DATA + (checkSymbol(DATA) ?? "");

let page: Shown;

beforeEach(() => {
  history.replaceState({}, "", "/erstanmeldung");
  portal.set({ ...COOPERATIVE, vapidKey: "key" });
});

afterEach(() => {
  page.close();
  sessionStorage.clear();
});

async function fill(code: string): Promise<void> {
  await type(page.input("#number"), "0012345");
  await type(page.input("#code"), code);
  await type(page.input("#email"), "maria.muster@example.org");
  await press(page.find("#privacy"));
  await press(page.find("#terms"));
}

async function submit(): Promise<void> {
  await act(() => {
    page.root.querySelector("form")?.requestSubmit();
  });
}

function registers(): Sent[] {
  return serve({
    register: () => ({
      register: {
        registrationId: "r",
        pageSecret: "s",
        email: "maria.muster@example.org",
        linkValidUntil: "2026-11-29T09:00:00Z",
      },
    }),
  });
}

describe("the registration form", () => {
  it("sends what was typed and goes on to the page about the mail", async () => {
    const sent = registers();
    page = await show(<RegisterPage />);
    await fill("k7mq 4t2x 9rwd " + CODE.slice(12));
    await submit();
    await until(() => location.pathname === "/erstanmeldung/email");
    expect(sent.map(({ variables }) => variables)).toEqual([
      {
        input: {
          number: "0012345",
          activationPassword: CODE,
          email: "maria.muster@example.org",
          acceptsPrivacy: true,
          acceptsTerms: true,
        },
      },
    ]);
    expect(heldRegistration()).toMatchObject({ id: "r", pageSecret: "s" });
  });

  it("finds the typing error before anything is sent, and takes the person to the field", async () => {
    const sent = registers();
    page = await show(<RegisterPage />);
    await fill(`X${CODE.slice(1)}`);
    await submit();
    expect(sent).toEqual([]);
    expect(page.find("#code-error").textContent).toContain("hat einen Tippfehler");
    expect(page.find("#code-error").textContent).toContain("0911 0123-450");
    expect(page.find("#code").getAttribute("aria-describedby")).toBe("code-hint code-error");
    expect(document.activeElement?.id).toBe("code");
  });

  it("names every field that is missing, and ticks no box beforehand", async () => {
    const sent = registers();
    page = await show(<RegisterPage />);
    expect(page.input("#privacy").checked).toBe(false);
    expect(page.input("#terms").checked).toBe(false);
    await submit();
    expect(page.text()).toContain("Bitte prüfen Sie 5 Felder.");
    expect(sent).toEqual([]);
  });

  it("takes number and code from the letter's QR code and off the address", async () => {
    history.replaceState({}, "", `/erstanmeldung#n=0012345&c=${CODE}`);
    registers();
    page = await show(<RegisterPage />);
    expect(page.input("#number").value).toBe("0012345");
    expect(page.input("#code").value).toBe("K7MQ-4T2X-9RWD-" + CODE.slice(12));
    expect(page.text()).toContain("haben wir aus Ihrem Brief übernommen");
    expect(location.hash).toBe("");
  });

  it.each([
    ["registration_refused", "passen nicht zusammen"],
    ["code_expired", "ist abgelaufen"],
    ["code_used", "Sie sind schon registriert"],
    ["too_many_attempts", "in 2 Minuten"],
  ])("words the refusal %s", async (code, words) => {
    serve({ register: () => new Refusal(code, code === "too_many_attempts" ? { retryAfterSeconds: 90 } : {}) });
    page = await show(<RegisterPage />);
    await fill(CODE);
    await submit();
    await until(() => page.root.querySelector("[role=alert]") !== null);
    expect(page.text()).toContain(words);
    expect(location.pathname).toBe("/erstanmeldung");
  });

  it("orders a new letter where the right one ran out (AU-19)", async () => {
    const sent = serve({ register: () => new Refusal("code_expired"), orderLetter: () => ({ orderLetter: true }) });
    page = await show(<RegisterPage />);
    await fill(CODE);
    await submit();
    await until(() => page.text().includes("Dieses Aktivierungspasswort ist abgelaufen."));
    const order = [...page.root.querySelectorAll("button")].find((one) => one.textContent === "Neuen Brief bestellen");
    if (order) await press(order);
    await until(() => page.text().includes("Wir schicken Ihnen einen neuen Brief."));
    expect(sent[1]).toMatchObject({ name: "orderLetter", variables: { number: "0012345", activationPassword: CODE } });
  });
});
