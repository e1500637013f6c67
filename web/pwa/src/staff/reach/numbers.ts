/** Where the households of a notice stand, in the fixed order of the stacked bar. */
import type { IconName } from "@/shared/icon";

export const STANDS = ["confirmed", "push", "mail", "failed", "paper", "pending"] as const;
export type Stand = (typeof STANDS)[number];
export type Households = Readonly<Record<Stand, number>>;

export const STAND_ICON: Readonly<Record<Stand, IconName>> = {
  confirmed: "ok",
  push: "device",
  mail: "mail",
  failed: "warning",
  paper: "paper",
  pending: "clock",
};

export interface Segment {
  readonly stand: Stand;
  readonly count: number;
  /** Place and width in percent of the bar. */
  readonly at: number;
  readonly width: number;
  /** Its number has room inside. */
  readonly isLabelled: boolean;
}

const LABEL_WIDTH = 6;

export function totalOf(households: Households): number {
  return STANDS.reduce((sum, stand) => sum + households[stand], 0);
}

/** The parts of the bar, side by side, together the whole width; nobody has a part of zero. */
export function segmentsOf(households: Households): Segment[] {
  const total = totalOf(households);
  const segments: Segment[] = [];
  let before = 0;
  for (const stand of STANDS) {
    const count = households[stand];
    if (count === 0) continue;
    const width = (count / total) * 100;
    segments.push({ stand, count, at: (before / total) * 100, width, isLabelled: width >= LABEL_WIDTH });
    before += count;
  }
  return segments;
}

/** Households something electronic was handed over for, confirmed or not. */
export function reachedOf(households: Households): number {
  return households.confirmed + households.push + households.mail;
}
