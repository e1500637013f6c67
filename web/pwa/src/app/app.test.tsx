import { afterEach, it } from "vitest";

import { enter } from "@/api/session";
import { portal } from "@/shared/portal";
import { navigate } from "@/shared/router";
import { session } from "@/shared/session";
import { COOPERATIVE, TENANT } from "@/test/people";
import { show, until, type Shown } from "@/test/render";
import { serve } from "@/test/server";

import { App } from "./app";

let page: Shown;

afterEach(() => {
  page.close();
  session.set({ kind: "unknown" });
});

const BULLETIN = {
  id: "n1",
  kind: "BULLETIN",
  urgency: "ORDINARY",
  state: "PUBLISHED",
  phase: "NONE",
  isOutage: false,
  isEmergency: false,
  title: "Nur für Maria",
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
};

it("draws nothing of the one before for the next person, not even while the answer is on its way", async () => {
  serve({
    board: () => ({ board: { edges: [{ node: BULLETIN }], pageInfo: { hasNextPage: false, endCursor: null } } }),
  });
  portal.set({ ...COOPERATIVE, vapidKey: "key" });
  navigate("/aushaenge", { replace: true });
  enter({ kind: "tenant", tenant: TENANT, mustChoosePassword: false });
  page = await show(<App />);
  await until(() => page.text().includes("Nur für Maria"));
  serve({ board: () => new Promise(() => undefined) });
  enter({ kind: "tenant", tenant: { ...TENANT, id: "other" }, mustChoosePassword: false });
  await until(() => !page.text().includes("Nur für Maria"));
});
