import { useState } from "preact/hooks";

import type { Action } from "@/api/use-action";
import { t } from "@/i18n";
import { T } from "@/i18n/rich";
import { Failure, Note } from "@/shared/feedback";
import { Button } from "@/shared/form";

import { Ask } from "../parts/ask";
import { Pane } from "../parts/pane";
import { Figures, Problems } from "./report";
import { changes, type Finding } from "./run";

interface FindingProps {
  readonly finding: Finding;
  readonly skips: boolean;
  readonly applying: Action<[boolean]>;
}

/** Lines that concern contracts; the rest are persons who would drop off theirs. */
function MissingNote({ finding, applying }: Omit<FindingProps, "skips">) {
  const [isShown, setShown] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const { ended } = finding.report;
  return (
    <>
      <Note tone="warn" role="alert">
        <p>{ended > 0 ? <T k="staffStock.missing" values={{ n: ended }} /> : t("staffStock.missingPersons")}</p>
        <div class="row row--tight">
          <Button
            look="danger-second"
            onClick={() => {
              setAsked(true);
            }}
          >
            {t("staffStock.confirmEnding")}
          </Button>
          <Button
            onClick={() => {
              setShown(!isShown);
            }}
            pressed={isShown}
          >
            {t("staffStock.showList")}
          </Button>
        </div>
      </Note>
      {isShown && <Problems label={t("staffStock.missingList")} problems={finding.missing} />}
      {isAsked && (
        <Ask
          title={t("staffStock.confirmAsk", { n: ended })}
          yes={t("staffStock.confirmYes")}
          no={t("staffStock.confirmNo")}
          onYes={() => {
            setAsked(false);
            applying.run(true);
          }}
          onClose={() => {
            setAsked(false);
          }}
        >
          <p>{t("staffStock.confirmText")}</p>
        </Ask>
      )}
    </>
  );
}

function Verdict({ finding, skips }: Pick<FindingProps, "finding" | "skips">) {
  const { report, missing, canApply } = finding;
  if (report.problems.length > 0) {
    return <p>{t(skips && canApply ? "staffStock.problemsSkipped" : "staffStock.problemsText")}</p>;
  }
  if (missing.length > 0) return null;
  return (
    <Note tone="ok" role="status">
      <p>
        <T k={changes(report) > 0 ? "staffStock.clean" : "staffStock.nothing"} />
      </p>
    </Note>
  );
}

/** What the check says: numbers, what to mend, and whether it can be taken over. */
export function FindingPane({ finding, skips, applying }: FindingProps) {
  const { report, missing, canApply } = finding;
  const needsYes = missing.length > 0;
  return (
    <div class="stack stack-5">
      <Pane title={t("staffStock.report")}>
        {canApply && <Figures report={report} />}
        <Verdict finding={finding} skips={skips} />
        {canApply && needsYes && <MissingNote finding={finding} applying={applying} />}
        {applying.error && <Failure error={applying.error} />}
        {canApply && !needsYes && changes(report) > 0 && (
          <div class="row">
            <Button
              icon="check"
              busy={applying.busy}
              onClick={() => {
                applying.run(false);
              }}
            >
              {t("staffStock.apply")}
            </Button>
          </div>
        )}
      </Pane>
      {report.problems.length > 0 && (
        <Pane flush title={t("staffStock.problems", { n: report.problems.length })}>
          <Problems label={t("staffStock.message")} problems={report.problems} />
        </Pane>
      )}
    </div>
  );
}
