import { afterEach, describe, expect, it } from "vitest";

import { TENANT } from "@/test/people";
import { show, type Shown } from "@/test/render";

import { getsMails, getsNoticeMails, MailBroken } from "./mail-broken";

let page: Shown;

afterEach(() => {
  page.close();
});

describe("a person whose mails come back (SM-19)", () => {
  it("is told so with the address, and led to the profile", async () => {
    page = await show(<MailBroken tenant={{ ...TENANT, emailState: "SUPPRESSED" }} />);
    expect(page.text()).toContain("Unsere E-Mails an maria.muster@example.org kommen nicht an.");
    expect(page.find("a").getAttribute("href")).toBe("/profil#e-mail");
  });

  it("is promised no mail about new notices, nor is who switched them off", () => {
    const off = { ...TENANT, preferences: { ...TENANT.preferences, noticeMail: false } };
    expect([TENANT, off, { ...TENANT, emailState: "SUPPRESSED" as const }].map(getsNoticeMails)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("is nobody else", async () => {
    page = await show(<MailBroken tenant={TENANT} />);
    expect(page.text()).toBe("");
    expect([getsMails(TENANT), getsMails({ email: "a@example.org", emailState: "UNVERIFIED" })]).toEqual([true, false]);
  });
});
