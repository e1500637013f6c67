import { afterEach, describe, expect, it } from "vitest";

import { session } from "@/shared/session";
import { TENANT } from "@/test/people";
import { press, show, type, until, type Shown } from "@/test/render";
import { Refusal, serve } from "@/test/server";

import { QuietHours } from "./quiet-hours";

const HOURS = { from: "22:00:00", until: "07:00:00" };
const QUIET = { ...TENANT, preferences: { ...TENANT.preferences, quietHours: HOURS } };

let page: Shown;

afterEach(() => {
  page.close();
});

function times(): HTMLInputElement[] {
  return [...page.root.querySelectorAll<HTMLInputElement>("input[type=time]")];
}

async function fill(number: number, value: string): Promise<void> {
  const field = times()[number];
  if (!field) throw new Error("no such field");
  await type(field, value);
}

describe("quiet hours", () => {
  it("are kept from 22 to 7 o'clock as soon as they are switched on", async () => {
    session.set({ kind: "tenant", tenant: TENANT, mustChoosePassword: false });
    const sent = serve({ setPreferences: () => ({ setPreferences: QUIET }) });
    page = await show(<QuietHours tenant={TENANT} />);
    expect(times()).toEqual([]);
    await press(page.find("[role=switch]"));
    await until(() => page.text().includes("Gespeichert."));
    expect(sent.map(({ variables }) => variables)).toEqual([
      { input: { quietHours: { from: "22:00", until: "07:00" } } },
    ]);
    expect(session.get()).toMatchObject({ tenant: { preferences: { quietHours: HOURS } } });
  });

  it("go with the switch, and only they", async () => {
    const sent = serve({ setPreferences: () => ({ setPreferences: TENANT }) });
    page = await show(<QuietHours tenant={QUIET} />);
    expect(times().map(({ value }) => value)).toEqual(["22:00", "07:00"]);
    await press(page.find("[role=switch]"));
    await until(() => sent.length === 1);
    expect(sent[0]?.variables).toEqual({ input: { quietHours: null } });
  });

  it("keep the focus at the switch while they are saved, and take one tap at a time", async () => {
    const sent = serve({ setPreferences: () => ({ setPreferences: QUIET }) });
    page = await show(<QuietHours tenant={TENANT} />);
    const input = page.input("[role=switch]");
    input.focus();
    void press(input);
    await until(() => input.getAttribute("aria-disabled") === "true" || page.text().includes("Gespeichert."));
    input.click();
    expect(document.activeElement).toBe(input);
    expect(input.disabled).toBe(false);
    await until(() => page.text().includes("Gespeichert."));
    expect(sent).toHaveLength(1);
  });

  it.each([
    ["06:00", "06:00", "Bitte wählen Sie zwei verschiedene Uhrzeiten."],
    ["", "06:00", "Bitte tragen Sie beide Uhrzeiten ein."],
  ])("from %s until %s are asked for again, and nothing is sent", async (from, to, words) => {
    const sent = serve({});
    page = await show(<QuietHours tenant={QUIET} />);
    await fill(0, from);
    await fill(1, to);
    await press(page.find("button[type=submit]"));
    expect(page.text()).toContain(words);
    expect(sent).toEqual([]);
  });

  it("stay as typed when the server refuses", async () => {
    serve({ setPreferences: () => new Refusal("unavailable") });
    page = await show(<QuietHours tenant={QUIET} />);
    await fill(0, "21:30");
    await press(page.find("button[type=submit]"));
    await until(() => page.root.querySelector("[role=alert]") !== null);
    expect(times()[0]?.value).toBe("21:30");
    expect(page.text()).not.toContain("Gespeichert.");
  });
});
