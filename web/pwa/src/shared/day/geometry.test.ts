import { describe, expect, it } from "vitest";

import { dayBar, daysOf, type Outage } from "./geometry";

const at = (clock: string, day = "2026-11-24"): Date => new Date(`${day}T${clock}:00+01:00`);
const planned: Outage = { start: at("08:00"), end: at("14:00"), phase: "running" };

describe("the bar of a day", () => {
  it("runs from 6 to 22 and shows a planned window as solid", () => {
    const bar = dayBar(planned, at("12:00"), at("10:40"));
    expect([bar.from, bar.until]).toEqual([6, 22]);
    expect(bar.solid).toEqual({ at: 12.5, width: 37.5 });
    expect(bar.now).toBe(29.17);
    expect(bar.hatched).toBeNull();
    expect(bar.back).toBeNull();
  });

  it("writes begin and end in bold and lets neighbours give way", () => {
    const bar = dayBar(planned, at("12:00"), at("10:40"));
    expect(bar.ticks.filter((tick) => tick.strong).map((tick) => tick.label)).toEqual(["8", "14"]);
    expect(bar.ticks.map((tick) => tick.label)).toEqual(["6", "8", "10", "12", "14", "16", "18", "20", "22"]);
    const odd = dayBar({ ...planned, start: at("09:10"), end: null }, at("12:00"), at("10:40"));
    expect(odd.ticks.map((tick) => tick.label)).toEqual(["6", "9:10", "12", "14", "16", "18", "20", "22"]);
  });

  it("never writes two numbers over each other", () => {
    for (let minute = 0; minute < 24 * 60; minute += 10) {
      const start = new Date(at("00:00").getTime() + minute * 60_000);
      const end = new Date(start.getTime() + 50 * 60_000);
      const { ticks } = dayBar({ start, end, phase: "coming" }, start, at("00:00"));
      const places = ticks.map(({ at: middle, label }) => {
        const half = label.includes(":") ? 8.6 : 3.6;
        const inside = Math.min(100 - half, Math.max(half, middle));
        return [inside - half, inside + half] as const;
      });
      places.slice(1).forEach(([from], index) => {
        expect(from).toBeGreaterThan(places[index]?.[1] ?? 0);
      });
      expect(ticks.some((tick) => tick.strong)).toBe(true);
    }
  });

  it("widens to the whole day when the window leaves it", () => {
    const bar = dayBar({ ...planned, start: at("04:00") }, at("12:00"), at("10:40"));
    expect([bar.from, bar.until]).toEqual([0, 24]);
    expect(bar.solid).toEqual({ at: 16.67, width: 41.66 });
  });

  it("hatches what nobody knows: an open end", () => {
    const bar = dayBar({ ...planned, end: null }, at("12:00"), at("10:00"));
    expect(bar.solid).toEqual({ at: 12.5, width: 12.5 });
    expect(bar.hatched).toEqual({ at: 25, width: 75 });
  });

  it("hatches what nobody knows: a passed end without word", () => {
    const bar = dayBar({ ...planned, phase: "overrun" }, at("12:00"), at("15:12"));
    expect(bar.solid).toEqual({ at: 12.5, width: 37.5 });
    expect(bar.hatched).toEqual({ at: 50, width: 7.5 });
    expect(bar.now).toBe(57.5);
  });

  it("hatches what was added when the end moved", () => {
    const longer: Outage = { ...planned, end: at("17:00"), earlierEnd: at("14:00") };
    const bar = dayBar(longer, at("12:00"), at("13:00"));
    expect(bar.solid).toEqual({ at: 12.5, width: 37.5 });
    expect(bar.hatched).toEqual({ at: 50, width: 18.75 });
  });

  it("ends at the all-clear, with a check and without the planned end", () => {
    const bar = dayBar({ ...planned, phase: "ended", endedAt: at("13:20") }, at("12:00"), at("16:00"));
    expect(bar.solid).toEqual({ at: 12.5, width: 33.33 });
    expect(bar.back).toBe(45.83);
    expect(bar.now).toBeNull();
    expect(bar.ticks.filter((tick) => tick.strong).map((tick) => tick.label)).toEqual(["8"]);
  });

  it("draws a cancelled window as dashed only", () => {
    const bar = dayBar({ ...planned, phase: "cancelled" }, at("12:00"), at("10:00"));
    expect(bar.dashed).toEqual({ at: 12.5, width: 37.5 });
    expect([bar.solid, bar.hatched, bar.now]).toEqual([null, null, null]);
  });

  it("shows no present moment on another day", () => {
    expect(dayBar(planned, at("12:00"), at("10:00", "2026-11-23")).now).toBeNull();
  });
});

describe("a window of several days", () => {
  const long: Outage = { start: at("20:00"), end: at("06:00", "2026-11-26"), phase: "running" };

  it("becomes one bar a day", () => {
    const now = at("09:00", "2026-11-25");
    const bars = daysOf(long, now).map((day) => dayBar(long, day, now));
    expect(bars.map((bar) => bar.day)).toEqual(["2026-11-24", "2026-11-25", "2026-11-26"]);
    expect(bars.map((bar) => bar.solid)).toEqual([
      { at: 83.33, width: 16.67 },
      { at: 0, width: 100 },
      { at: 0, width: 25 },
    ]);
    expect(bars.map((bar) => bar.now)).toEqual([null, 37.5, null]);
  });

  it("an end at midnight belongs to the day before", () => {
    expect(daysOf({ ...planned, end: at("00:00", "2026-11-25") }, at("10:00"))).toHaveLength(1);
  });

  it("stays in step over the change of the clocks", () => {
    const start = new Date("2026-10-24T22:00:00+02:00");
    const end = new Date("2026-10-25T22:00:00+01:00");
    const days = daysOf({ start, end, phase: "coming" }, start);
    expect(days.map((day) => dayBar({ start, end, phase: "coming" }, day, start).solid)).toEqual([
      { at: 91.67, width: 8.33 },
      { at: 0, width: 91.67 },
    ]);
  });
});
