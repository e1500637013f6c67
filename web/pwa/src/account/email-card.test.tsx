import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { forgetAnswers } from "@/api/use-query";
import { portal } from "@/shared/portal";
import { session } from "@/shared/session";
import { COOPERATIVE, TENANT, TENANT_VIEWER } from "@/test/people";
import { press, show, until, type Shown } from "@/test/render";
import { Refusal, serve } from "@/test/server";

import { EmailCard } from "./email-card";

const PARTS = { id: TENANT.id, email: TENANT.email, emailState: TENANT.emailState };
const BROKEN = { ...TENANT, emailState: "SUPPRESSED" } as const;

const NONE = { pendingEmail: () => ({ viewer: { tenant: { ...PARTS, pendingEmail: null } } }) };

let page: Shown;

beforeEach(() => {
  forgetAnswers();
  portal.set({ ...COOPERATIVE, vapidKey: "key" });
  session.set({ kind: "tenant", tenant: BROKEN, mustChoosePassword: false });
});

afterEach(() => {
  page.close();
});

describe("the e-mail card", () => {
  it("asks for nothing while mails arrive", async () => {
    serve({ ...NONE });
    page = await show(<EmailCard tenant={TENANT} />);
    expect(page.text()).toContain("maria.muster@example.org");
    expect([...page.root.querySelectorAll("button")].map(({ textContent }) => textContent)).toEqual([
      "E-Mail-Adresse ändern",
    ]);
  });

  it("sends one mail that proves the address (SM-19)", async () => {
    const sent = serve({ ...NONE, requestEmailConfirmation: () => ({ requestEmailConfirmation: true }) });
    page = await show(<EmailCard tenant={BROKEN} />);
    expect(page.text()).toContain("Unsere E-Mails an maria.muster@example.org kommen nicht an.");
    await press(page.find("button"));
    await until(() => page.text().includes("E-Mail unterwegs."));
    expect(sent.map(({ name }) => name)).toEqual(["pendingEmail", "requestEmailConfirmation"]);
  });

  it("notices that the address was proven in another window", async () => {
    serve({ ...NONE, requestEmailConfirmation: () => new Refusal("conflict"), who: () => ({ viewer: TENANT_VIEWER }) });
    page = await show(<EmailCard tenant={BROKEN} />);
    await press(page.find("button"));
    await until(() => {
      const now = session.get();
      return now.kind === "tenant" && now.tenant.emailState === "VERIFIED";
    });
    expect(page.root.querySelector("[role=alert]")).toBeNull();
  });

  it("says how long to wait after too many mails", async () => {
    serve({ ...NONE, requestEmailConfirmation: () => new Refusal("too_many_attempts", { retryAfter: 120 }) });
    page = await show(<EmailCard tenant={BROKEN} />);
    await press(page.find("button"));
    await until(() => page.root.querySelector("[role=alert]") !== null);
    expect(page.text()).toContain("2 Minuten");
    expect(page.text()).not.toContain("E-Mail unterwegs.");
  });
});
