import { act } from "preact/test-utils";
import { afterEach, describe, expect, it } from "vitest";

import { session, sessionOf } from "@/shared/session";
import { press, show, type, until, type Shown } from "@/test/render";
import { Refusal, serve } from "@/test/server";

import { StaffApp } from "./staff";

const STAFF = { id: "s1", name: "Sabine Hofmann", email: "s@example.org", role: "ADMIN" } as const;

let page: Shown;

afterEach(() => {
  page.close();
});

async function save(password: string): Promise<void> {
  await type(page.input("input[name='new-password']"), password);
  await act(() => {
    page.root.querySelector("form")?.requestSubmit();
  });
}

describe("a first sign-in at the desk", () => {
  it("opens nothing but the page for an own password, and the desk afterwards", async () => {
    let tries = 0;
    const sent = serve({
      changePassword: () => {
        tries += 1;
        if (tries === 1) return new Refusal("weak_password", { field: "newPassword" });
        return { changePassword: { viewer: { session: { scope: "FULL" }, tenant: null, staff: STAFF } } };
      },
    });
    session.set(sessionOf({ session: { scope: "CHANGE_PASSWORD", opensDocuments: true }, tenant: null, staff: STAFF }));
    page = await show(<StaffApp path="/verwaltung/mitglieder/m1" />);
    expect(page.root.querySelector(".desk")).toBeNull();

    await save("kurz");
    expect(sent).toHaveLength(0);

    await save("12345678");
    await until(() => page.text().includes("Dieses Passwort ist leicht zu erraten."));

    await save("Koralle Nektar Esche");
    await until(() => page.root.querySelector(".desk") !== null);
    expect(sent.filter(({ name }) => name === "changePassword").map(({ variables }) => variables)).toEqual([
      { newPassword: "12345678", currentPassword: null },
      { newPassword: "Koralle Nektar Esche", currentPassword: null },
    ]);
    await press(page.find(".side__menu"));
    expect(page.find(".side__menu").getAttribute("aria-expanded")).toBe("true");
  });
});
