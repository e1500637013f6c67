import { describe, expect, it } from "vitest";

import { findingOf, type Problem, type Report } from "./run";

const QUESTION: Problem = { line: 0, column: "", value: "76", message: "Es fehlen 76." };
const LISTED: Problem = { line: 0, column: "Vertrag-ID", value: "V1", message: "V1 fehlt." };
const DEFECT: Problem = { line: 12, column: "Vertragsbeginn", value: "31.02.2009", message: "Kein Tag." };

function report(problems: Problem[], counts: Partial<Report> = {}): Report {
  return {
    dryRun: true,
    applied: false,
    rows: 100,
    created: 0,
    updated: 0,
    unchanged: 24,
    ended: 76,
    problems,
    ...counts,
  };
}

describe("what a check of the stock file found", () => {
  it("is a question where confirming makes it go away", () => {
    const finding = findingOf(report([QUESTION, LISTED]), report([]), 0);
    expect(finding.missing).toEqual([QUESTION, LISTED]);
    expect(finding.canApply).toBe(true);
    expect(finding.report.problems).toEqual([]);
  });

  it("is a defect where it stays", () => {
    const finding = findingOf(report([DEFECT]), report([DEFECT]), 0);
    expect(finding.missing).toEqual([]);
    expect(finding.canApply).toBe(false);
  });

  it("can be taken over without its bad lines when these may be skipped", () => {
    expect(findingOf(report([DEFECT]), report([DEFECT]), 2).canApply).toBe(true);
    const refused = report([DEFECT], { unchanged: 0, ended: 0 });
    expect(findingOf(refused, refused, 2).canApply).toBe(false);
  });
});
