import type { ComponentChildren } from "preact";

import { t } from "@/i18n";

import { Table } from "../parts/table";
import type { Problem, Report } from "./run";

function Figure({ count, label }: { count: number; label: string }) {
  return (
    <div class="figure">
      <b>{count.toLocaleString("de")}</b>
      <span>{label}</span>
    </div>
  );
}

export function Figures({ report }: { report: Report }) {
  return (
    <div class="figures figures--5">
      <Figure count={report.rows} label={t("staffStock.rows")} />
      <Figure count={report.created} label={t("staffStock.created")} />
      <Figure count={report.updated} label={t("staffStock.updated")} />
      <Figure count={report.unchanged} label={t("staffStock.unchanged")} />
      <Figure count={report.ended} label={t("staffStock.ended")} />
    </div>
  );
}

interface ProblemsProps {
  readonly label: string;
  readonly problems: readonly Problem[];
  readonly children?: ComponentChildren;
}

/** One line for each thing to mend, with what to do. */
export function Problems({ label, problems }: ProblemsProps) {
  return (
    <Table
      stacks
      label={label}
      heads={[t("staffStock.line"), t("staffStock.column"), t("staffStock.value"), t("staffStock.message")]}
    >
      {problems.map((problem, index) => (
        <tr key={index}>
          <td class="num">{problem.line === 0 ? t("staffStock.wholeFile") : problem.line}</td>
          <td>{problem.column}</td>
          <td class="break">{problem.value}</td>
          <td class="wide-cell">{problem.message}</td>
        </tr>
      ))}
    </Table>
  );
}
