import { afterEach, expect, it } from "vitest";

import { session } from "@/shared/session";
import { show, until, type Shown } from "@/test/render";
import { serve } from "@/test/server";

import "../words";
import { DeliveryList } from "./deliveries";
import type { Progress } from "./progress";

let page: Shown;

afterEach(() => {
  page.close();
});

it("says of each row which message it was, also of one that is newer than this build", async () => {
  session.set({
    kind: "staff",
    staff: { id: "s", name: "Vera Verwaltung", email: "vera@example.org", role: "ADMIN" },
    mustChoosePassword: false,
  });
  const row = { memberName: "Anna Amsel", house: "Amselweg 2", channel: "MAIL", state: "ACCEPTED", reason: null };
  const rows = ["notice_published", "notice_changed", "something_new"].map((message, index) => ({
    node: { ...row, id: String(index), message, settledAt: "2026-11-24T08:00:00+00:00" },
  }));
  serve({
    deliveries: () => ({
      deliveries: { totalCount: 3, edges: rows, pageInfo: { hasNextPage: false, endCursor: null } },
    }),
  });
  const none = { queued: 0, failed: 0, skipped: 0, expired: 0 };
  const progress = { noticeId: "n1", channels: [{ ...none, channel: "MAIL", accepted: 3 }] } as unknown as Progress;
  page = await show(<DeliveryList progress={progress} turn="3" />);
  await until(() => page.root.querySelectorAll("tbody tr").length === 3);
  const [first, second, third] = [...page.root.querySelectorAll("tbody tr small")].map(
    ({ textContent }) => textContent,
  );
  expect([first, second, third]).toEqual(["Aushang", "Änderung", ""]);
});
