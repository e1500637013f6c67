/** Asking the server about a stock file, and bringing the stock to what it says. */
import { LONG_MS, request } from "@/api/client";

import { ImportStock, type ImportMode, type ImportStockMutation } from "./stock.generated";

export type Report = ImportStockMutation["importMembers"];
export type Problem = Report["problems"][number];

export interface Choice {
  readonly uploadId: string;
  readonly batchKey: string;
  readonly mode: ImportMode;
  readonly skipBadPercent: number;
}

/** What a check found: problems of the file, and what a full import would end and asks about first. */
export interface Finding {
  readonly report: Report;
  /** Only there when ended contracts or persons must be confirmed. */
  readonly missing: readonly Problem[];
  readonly canApply: boolean;
}

async function run(choice: Choice, dryRun: boolean, confirmEnding: boolean): Promise<Report> {
  const { importMembers } = await request(ImportStock, { ...choice, dryRun, confirmEnding }, { timeoutMs: LONG_MS });
  return importMembers;
}

function sameProblem(a: Problem, b: Problem): boolean {
  return a.line === b.line && a.column === b.column && a.value === b.value && a.message === b.message;
}

export function changes(report: Report): number {
  return report.created + report.updated + report.ended;
}

/** What of the first report is only asked: it is gone when the question is answered with yes. */
export function findingOf(asked: Report, confirmed: Report, skipBadPercent: number): Finding {
  const missing = asked.problems.filter((one) => !confirmed.problems.some((other) => sameProblem(one, other)));
  const counted = changes(confirmed) + confirmed.unchanged > 0;
  const canApply = confirmed.problems.length === 0 || (skipBadPercent > 0 && counted);
  return { report: confirmed, missing, canApply };
}

/** Changes nothing. A full import is asked about twice: with its question open, and answered with yes. */
export async function checkStock(choice: Choice): Promise<Finding> {
  const asked = await run(choice, true, false);
  const confirmed = choice.mode === "FULL" ? await run(choice, true, true) : asked;
  return findingOf(asked, confirmed, choice.skipBadPercent);
}

/** The batch key makes a repeated call return the first report. */
export function applyStock(choice: Choice, confirmEnding: boolean): Promise<Report> {
  return run(choice, false, confirmEnding);
}
