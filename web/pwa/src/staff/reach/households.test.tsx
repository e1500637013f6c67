import { afterEach, describe, expect, it } from "vitest";

import { press, show, until, type Shown } from "@/test/render";
import { serve, type Sent } from "@/test/server";

import "../words";
import { Legend } from "./bar";
import { HouseholdPane, standIn } from "./households";
import type { Progress } from "./progress";

const HOUSEHOLDS = { confirmed: 1, push: 2, mail: 3, pending: 0, failed: 0, paper: 4 };
const PROGRESS: Progress = {
  noticeId: "n1",
  totalHouseholds: 10,
  totalMembers: 12,
  toldInPerson: 0,
  isFinished: true,
  households: HOUSEHOLDS,
  channels: [],
};
const ROW = {
  id: "h1",
  house: "Amselweg 8",
  unit: "2. OG links",
  names: ["Anna Amsel", ""],
  stand: "PAPER",
  since: null,
  channel: "PAPER",
  reason: "OPTED_OUT",
  toldAt: "2026-11-24T08:00:00+00:00",
};

let page: Shown;

function answers(rows: readonly object[]): Sent[] {
  return serve({
    reachedHouseholds: ({ after }) => ({
      reachedHouseholds: {
        totalCount: 2,
        edges: (after ? [{ ...ROW, id: "h2", house: "Amselweg 10" }] : rows).map((node) => ({ node })),
        pageInfo: { hasNextPage: rows.length > 0 && !after, endCursor: "c1" },
      },
    }),
  });
}

afterEach(() => {
  page.close();
});

describe("the numbers of a run", () => {
  it("open their lists, and say which one is open", async () => {
    page = await show(<Legend households={HOUSEHOLDS} current="mail" hrefOf={(stand) => `?stand=${stand}`} />);
    const links = [...page.root.querySelectorAll("a")];
    expect(links.map((link) => link.getAttribute("href"))).toEqual([
      "?stand=confirmed",
      "?stand=push",
      "?stand=mail",
      "?stand=failed",
      "?stand=paper",
    ]);
    expect(links.filter((link) => link.hasAttribute("aria-current"))).toHaveLength(1);
    expect(standIn(new URLSearchParams("stand=paper"))).toBe("paper");
    expect(standIn(new URLSearchParams("stand=alles"))).toBeNull();
  });

  it("are read alone by who may not see the lists", async () => {
    page = await show(<Legend households={HOUSEHOLDS} />);
    expect(page.root.querySelector("a")).toBeNull();
    expect(page.text()).toContain("4Nur Papier");
  });
});

describe("the list of a number", () => {
  it("says where, who, why and what the caretaker did, page by page", async () => {
    const sent = answers([ROW]);
    page = await show(<HouseholdPane progress={PROGRESS} stand="paper" />);
    await until(() => page.text().includes("Amselweg 8"));
    expect(page.text()).toContain("Nur Papier: 4 Haushalte");
    expect(page.text()).toContain("Anna Amsel");
    expect(page.text()).toContain("abbestellt");
    expect(sent[0]?.variables).toEqual({ noticeId: "n1", stand: "PAPER", first: 50 });
    const more = [...page.root.querySelectorAll("button")].at(-1);
    if (!more) throw new Error("nothing more");
    await press(more);
    await until(() => page.text().includes("Amselweg 10"));
  });

  it("says what an empty one means: nobody, or that only figures are left", async () => {
    answers([]);
    page = await show(<HouseholdPane progress={PROGRESS} stand="failed" />);
    await until(() => page.text().includes("Hier steht kein Haushalt."));
    page.close();
    page = await show(<HouseholdPane progress={PROGRESS} stand="mail" />);
    await until(() => page.text().includes("Nur die Zahlen bleiben."));
  });
});
