import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Tenant } from "@/api/types";
import { TENANT } from "@/test/people";
import { show, type Shown } from "@/test/render";

import type { PushState } from "./machine";
import { PushQuestion } from "./question";
import { pushState } from "./use-push";

let page: Shown;

async function ask(tenant: Tenant, state: PushState): Promise<string> {
  pushState.set(state);
  page = await show(<PushQuestion tenant={tenant} onDone={vi.fn()} />);
  return page.text();
}

beforeEach(() => {
  pushState.set({ kind: "off", dismissed: false });
});

afterEach(() => {
  page.close();
});

const STATES: readonly PushState[] = [
  { kind: "off", dismissed: false },
  { kind: "denied" },
  { kind: "unsupported" },
  { kind: "hanging" },
  { kind: "failed", code: "browser" },
  { kind: "failed", code: "invalid_input" },
];
const WITHOUT_MAILS: readonly Partial<Tenant>[] = [
  { emailState: "SUPPRESSED" },
  { emailState: "UNVERIFIED" },
  { emailState: "NONE", email: null },
];

describe("the question about notifications", () => {
  it("offers mails instead to whoever gets them", async () => {
    expect(await ask(TENANT, { kind: "off", dismissed: false })).toContain("Nein, E-Mail genügt");
  });

  it("says in each refusal that mails go on", async () => {
    for (const state of STATES.slice(1)) {
      expect(await ask(TENANT, state)).toMatch(/E-Mails bekommen Sie weiterhin\.|alles per E-Mail\./);
      page.close();
    }
  });

  it("promises no mail to anybody whose mails do not arrive (SM-19)", async () => {
    for (const without of WITHOUT_MAILS) {
      for (const state of STATES) {
        const text = await ask({ ...TENANT, ...without }, state);
        expect(text).not.toMatch(/E-Mail genügt|weiterhin|per E-Mail/);
        expect(text).toMatch(state.kind === "denied" || state.kind === "unsupported" ? /Weiter/ : /Nein, danke/);
        page.close();
      }
    }
  });
});
