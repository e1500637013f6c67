import { useMemo } from "preact/hooks";

import { t } from "@/i18n";
import { usePaged } from "@/shared/paged";

import { NotYours } from "../parts/not-yours";
import { Top } from "../parts/pane";
import { useMay } from "../role";
import { LetterRuns, type LetterRunsQuery } from "./letters.generated";
import { OrderPane } from "./order";
import { RunsPane } from "./runs";
import { UnregisteredPane } from "./unregistered";

function select(result: LetterRunsQuery): LetterRunsQuery["letterRuns"] {
  return result.letterRuns;
}

function Letters() {
  const variables = useMemo(() => ({ first: 10 }), []);
  const runs = usePaged(LetterRuns, variables, select);
  return (
    <div class="stack stack-4">
      <Top title={t("staffLetter.title")} sub={<p class="no-print">{t("staffLetter.sub")}</p>} />
      <OrderPane onOrdered={runs.refresh} />
      <RunsPane paged={runs} />
      <UnregisteredPane />
    </div>
  );
}

/** Welcome letters: choose, print, and see who has not registered yet. */
export function LettersPage() {
  const may = useMay();
  return may("printLetters") ? <Letters /> : <NotYours title={t("staffLetter.title")} />;
}
