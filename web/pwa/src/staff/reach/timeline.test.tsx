import { afterEach, describe, expect, it } from "vitest";

import { show, until, type Shown } from "@/test/render";
import { serve } from "@/test/server";

import "../words";
import { stairs, TimelinePane, type Point } from "./timeline";

const POINTS: readonly Point[] = [
  { at: "2026-11-24T07:00:00+00:00", reached: 0, confirmed: 0 },
  { at: "2026-11-24T07:01:00+00:00", reached: 5, confirmed: 0 },
  { at: "2026-11-24T07:02:00+00:00", reached: 8, confirmed: 4 },
];

let page: Shown | null = null;

afterEach(() => {
  page?.close();
  page = null;
});

describe("the run over time", () => {
  it("is stairs: as high as the count at each moment, and never between two", () => {
    expect(stairs(POINTS, (point) => point.reached, 10)).toBe("M44 196.0 H372.0 V106.0 H700.0 V52.0");
    expect(stairs(POINTS, (point) => point.confirmed, 0)).toBe("M44 196.0 H372.0 V196.0 H700.0 V196.0");
  });

  it("says in words and numbers what it shows", async () => {
    serve({ deliveryTimeline: () => ({ deliveryTimeline: POINTS }) });
    page = await show(<TimelinePane noticeId="n1" total={10} />);
    await until(() => page?.root.querySelector("svg.chart") !== null);
    const label = page.find("svg.chart").getAttribute("aria-label");
    expect(label).toContain("8 von 10 Haushalten");
    expect(label).toContain("4 haben bestätigt");
    expect(page.root.querySelectorAll("tbody tr")).toHaveLength(3);
  });

  it("is left out while nobody is reached, and once only figures are left", async () => {
    const sent = serve({ deliveryTimeline: () => ({ deliveryTimeline: [] }) });
    page = await show(<TimelinePane noticeId="n2" total={10} />);
    await until(() => sent.length === 1);
    expect(page.root.querySelector("svg")).toBeNull();
  });
});
