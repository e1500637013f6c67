import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { SecurityPage } from "@/account/security";
import { forgetAnswers } from "@/api/use-query";
import { press, show, type, until, type Shown } from "@/test/render";
import { TENANT_VIEWER } from "@/test/people";
import { Refusal, serve } from "@/test/server";

import { Confirmation } from "./confirmation";

const PASSKEY = { id: "p1", name: "Android, Chrome", createdAt: "2026-11-24T08:00:00Z", lastUsedAt: null };
const HERE = {
  id: "s1",
  deviceLabel: "Android, Chrome",
  createdAt: "2026-11-24T08:00:00Z",
  lastSeenAt: "2026-11-24T08:00:00Z",
  isCurrent: true,
};
const OTHER = { ...HERE, id: "s2", deviceLabel: "Windows, Firefox", isCurrent: false };

let page: Shown;

beforeEach(() => {
  forgetAnswers();
});

afterEach(() => {
  page.close();
});

function button(words: string): HTMLElement {
  const found = [...page.root.querySelectorAll("button")].find((one) => one.textContent.startsWith(words));
  if (!found) throw new Error(`no button ${words}`);
  return found;
}

describe("being asked whether it is still you", () => {
  it("sends no empty password, says what is missing and goes to the field", async () => {
    const sent = serve({ confirmPassword: () => new Refusal("credentials_refused") });
    const settle = vi.fn();
    page = await show(<Confirmation question={{ answer: Promise.resolve(true), settle }} />);
    await press(button("Weiter"));
    expect(page.text()).toContain("Bitte geben Sie Ihr Passwort ein.");
    expect(document.activeElement?.getAttribute("name")).toBe("password");
    expect(sent).toEqual([]);
    await type(page.input("input[name=password]"), "falsch");
    expect(page.text()).not.toContain("Bitte geben Sie Ihr Passwort ein.");
    await press(button("Weiter"));
    await until(() => page.text().includes("Dieses Passwort stimmt nicht."));
    expect(settle).not.toHaveBeenCalled();
  });
});

describe("what a change of the sign-in does", () => {
  it("says that a passkey is gone and the other devices with it, and asks for the list anew (AU-08)", async () => {
    let isGone = false;
    serve({
      security: () => ({ sessions: isGone ? [HERE] : [HERE, OTHER], passkeys: isGone ? [] : [PASSKEY] }),
      removePasskey: () => {
        isGone = true;
        return { removePasskey: true };
      },
    });
    page = await show(<SecurityPage />);
    await until(() => page.text().includes("Windows, Firefox"));
    await press(button("Entfernen"));
    await until(() => !page.text().includes("Windows, Firefox"));
    expect(page.text()).toContain("Ihr Passkey ist entfernt. Ihre anderen Geräte sind abgemeldet.");
    expect(page.text()).toContain("Sie haben noch keinen Passkey.");
  });

  it("says the same of a new password (AU-08)", async () => {
    let isChanged = false;
    serve({
      security: () => ({ sessions: isChanged ? [HERE] : [HERE, OTHER], passkeys: [] }),
      changePassword: () => {
        isChanged = true;
        return { changePassword: { viewer: TENANT_VIEWER } };
      },
    });
    page = await show(<SecurityPage />);
    await until(() => page.text().includes("Windows, Firefox"));
    await press(button("Passwort ändern"));
    await type(page.input("input[name=current]"), "altes Passwort");
    await type(page.input("input[name=new-password]"), "drei Wörter hintereinander");
    await press(button("Passwort speichern"));
    await until(() => !page.text().includes("Windows, Firefox"));
    expect(page.text()).toContain("Ihr Passwort ist geändert. Ihre anderen Geräte sind abgemeldet.");
  });
});
