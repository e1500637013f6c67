import { afterEach, describe, expect, it } from "vitest";

import { session } from "@/shared/session";
import { DEVICE, TENANT } from "@/test/people";
import { press, show, until, type Shown } from "@/test/render";
import { Refusal, serve } from "@/test/server";

import { PreferencesCard } from "./preferences";

let page: Shown;

afterEach(() => {
  page.close();
});

function switches(): HTMLInputElement[] {
  return [...page.root.querySelectorAll<HTMLInputElement>("[role=switch]")];
}

describe("the preferences", () => {
  it("sends only what was changed and keeps the server's answer", async () => {
    session.set({ kind: "tenant", tenant: TENANT, mustChoosePassword: false });
    const changed = { ...TENANT, preferences: { ...TENANT.preferences, noticePush: false } };
    const sent = serve({ setPreferences: () => ({ setPreferences: changed }) });
    page = await show(<PreferencesCard tenant={TENANT} />);
    await press(switches()[3] ?? page.root);
    await until(() => page.text().includes("Gespeichert."));
    expect(sent.map(({ variables }) => variables)).toEqual([{ input: { noticePush: false } }]);
    expect(session.get()).toMatchObject({ tenant: { preferences: { noticePush: false, noticeMail: true } } });
  });

  it("loses no switch that is moved while another is being saved", async () => {
    session.set({ kind: "tenant", tenant: TENANT, mustChoosePassword: false });
    let now = TENANT.preferences;
    const sent = serve({
      setPreferences: ({ input }) => {
        now = { ...now, ...(input as Partial<typeof now>) };
        return { setPreferences: { ...TENANT, preferences: now } };
      },
    });
    page = await show(<PreferencesCard tenant={TENANT} />);
    switches()[0]?.click();
    switches()[2]?.click();
    await until(() => sent.length === 2 && page.text().includes("Gespeichert."));
    expect(sent.map(({ variables }) => variables)).toEqual([
      { input: { outageMail: false } },
      { input: { noticeMail: false } },
    ]);
    expect(session.get()).toMatchObject({ tenant: { preferences: { outageMail: false, noticeMail: false } } });
  });

  it("goes back when the server refuses", async () => {
    serve({ setPreferences: () => new Refusal("unavailable") });
    page = await show(<PreferencesCard tenant={TENANT} />);
    await press(switches()[0] ?? page.root);
    await until(() => page.root.querySelector("[role=alert]") !== null);
    expect(switches().map((input) => input.checked)).toEqual([true, true, true, true, true, true, true, false, false]);
    expect(page.text()).not.toContain("Gespeichert.");
  });

  it("says plainly where nothing arrives at present, with a way on", async () => {
    page = await show(<PreferencesCard tenant={{ ...TENANT, emailState: "SUPPRESSED" }} />);
    expect(page.text()).toContain("Zurzeit ist kein Gerät angemeldet");
    expect(page.text()).toContain("Zurzeit kommen unsere E-Mails nicht an");
    expect(page.find("a[href='/profil/mitteilungen']").textContent).toBe("Mitteilungen einschalten");
  });

  it("says nothing of the kind where everything arrives", async () => {
    page = await show(<PreferencesCard tenant={{ ...TENANT, devices: [DEVICE] }} />);
    expect(page.text()).not.toContain("Zurzeit");
    expect(page.root.querySelector("a")).toBeNull();
  });
});
