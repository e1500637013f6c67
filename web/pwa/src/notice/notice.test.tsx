import { afterEach, describe, expect, it } from "vitest";

import { forgetAnswers } from "@/api/use-query";
import { boardChange, bump } from "@/shared/changes";
import { portal } from "@/shared/portal";
import { session } from "@/shared/session";
import { COOPERATIVE, TENANT } from "@/test/people";
import { press, show, until, type Shown } from "@/test/render";
import { serve } from "@/test/server";

import { NoticePage } from "./notice";

const NOTICE = {
  id: "n1",
  kind: "BULLETIN",
  urgency: "ORDINARY",
  state: "PUBLISHED",
  phase: "NONE",
  isOutage: false,
  isEmergency: false,
  title: "Hoffest",
  cause: "",
  startsAt: null,
  endsAt: null,
  adviceBefore: [],
  adviceDuring: [],
  adviceAfter: [],
  publishedAt: "2026-11-22T08:00:00+00:00",
  endedAt: null,
  isArchived: false,
  places: ["Finkenweg 1"],
  isRead: true,
  confirmedAt: null,
  bodyHtml: "<p>Mit Kuchen.</p>",
  contact: "",
  revision: 0,
  updatedAt: "2026-11-22T08:00:00+00:00",
  houses: [],
};

let page: Shown;

afterEach(() => {
  page.close();
  session.set({ kind: "unknown" });
});

describe("the tap on Gelesen", () => {
  it("is asked for again when the notice changes while its page is open", async () => {
    let revision = 0;
    serve({
      notice: () => ({ notice: { ...NOTICE, revision } }),
      confirm: () => ({ confirmNotice: { id: "n1", confirmedAt: "2026-11-22T09:00:00+00:00" } }),
    });
    forgetAnswers();
    portal.set({ ...COOPERATIVE, vapidKey: "key" });
    session.set({ kind: "tenant", tenant: TENANT, mustChoosePassword: false });
    page = await show(<NoticePage params={{ id: "n1" }} />);
    await until(() => page.text().includes("Gelesen"));
    await press(page.find(".actions button.btn--lg"));
    await until(() => page.text().includes("Gelesen – danke"));
    revision = 1;
    bump(boardChange, "n1");
    await until(() => !page.text().includes("Gelesen – danke"));
    expect(page.find(".actions button.btn--lg").textContent).toBe("Gelesen");
  });
});
