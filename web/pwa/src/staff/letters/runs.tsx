import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { dateTime } from "@/i18n/format";
import { Failure, SkeletonList } from "@/shared/feedback";
import { Button } from "@/shared/form";
import type { Paged } from "@/shared/paged";

import { Ask } from "../parts/ask";
import { Pane } from "../parts/pane";
import { Table } from "../parts/table";
import { More } from "../parts/more";
import { DiscardLetters, type LetterRunsQuery } from "./letters.generated";
import { printRun } from "./save";

export type Run = LetterRunsQuery["letterRuns"]["edges"][number]["node"];

function PrintButton({ run, done }: { run: Run; done: () => void }) {
  const [asked, setAsked] = useState(false);
  const again = run.printedAt !== null;
  const printing = useAction(async () => {
    try {
      await printRun(run.printUrl, again);
      setAsked(false);
    } finally {
      done();
    }
  });
  return (
    <>
      <Button
        look={again ? "quiet" : "second"}
        icon="print"
        busy={printing.busy}
        onClick={() => {
          if (again) setAsked(true);
          else printing.run();
        }}
      >
        {t(again ? "staffLetter.printAgain" : "staffLetter.print")}
      </Button>
      {!asked && printing.error && <Failure error={printing.error} />}
      {asked && (
        <Ask
          title={t("staffLetter.againAsk")}
          yes={t("staffLetter.againYes")}
          no={t("staffLetter.againNo")}
          icon="print"
          action={printing}
          onYes={printing.run}
          onClose={() => {
            setAsked(false);
            printing.clear();
          }}
        >
          <p>{t("staffLetter.againText")}</p>
        </Ask>
      )}
    </>
  );
}

function DiscardButton({ run, done }: { run: Run; done: () => void }) {
  const [asked, setAsked] = useState(false);
  const discarding = useAction(async () => {
    try {
      await request(DiscardLetters, { id: run.id });
      setAsked(false);
    } finally {
      done();
    }
  });
  return (
    <>
      <Button
        look="quiet"
        icon="ban"
        onClick={() => {
          discarding.clear();
          setAsked(true);
        }}
      >
        {t("staffLetter.discard")}
      </Button>
      {asked && (
        <Ask
          title={t("staffLetter.discardAsk")}
          yes={t("staffLetter.discardYes")}
          no={t("staffLetter.discardNo")}
          icon="ban"
          action={discarding}
          onYes={discarding.run}
          onClose={() => {
            setAsked(false);
          }}
        >
          <p>{t("staffLetter.discardText", { n: run.letters })}</p>
        </Ask>
      )}
    </>
  );
}

function Row({ run, done }: { run: Run; done: () => void }) {
  return (
    <tr>
      <td>
        {dateTime(new Date(run.createdAt))}
        <small>
          {t(`staffLetter.kindOf.${run.kind}`)} · {t(`staffLetter.sortingOf.${run.sorting}`)}
        </small>
      </td>
      <td class="num">
        {run.letters.toLocaleString("de")}
        {run.printedAt !== null && run.printed < run.letters && (
          <small>{t("staffLetter.printedOf", { n: run.printed })}</small>
        )}
      </td>
      <td>{run.printedAt ? dateTime(new Date(run.printedAt)) : t("staffLetter.notPrinted")}</td>
      <td class="end">
        <PrintButton run={run} done={done} />
        {run.printedAt === null && <DiscardButton run={run} done={done} />}
      </td>
    </tr>
  );
}

/** The orders, newest first; printing makes the codes. */
export function RunsPane({ paged }: { paged: Paged<Run> }) {
  const { rows, error, refresh, hasMore, loadingMore, more } = paged;
  return (
    <Pane title={t("staffLetter.runs")} flush onScreen>
      {error && (
        <div class="pane__body">
          <Failure error={error} retry={refresh} />
        </div>
      )}
      {!rows && !error && (
        <div class="pane__body">
          <SkeletonList label={t("staffLetter.runsLoading")} rows={2} />
        </div>
      )}
      {rows?.length === 0 && <p class="pane__body second">{t("staffLetter.runsNone")}</p>}
      {rows && rows.length > 0 && (
        <Table
          stacks
          lastAtEnd
          label={t("staffLetter.runs")}
          heads={[
            t("staffLetter.orderedOn"),
            t("staffLetter.count"),
            t("staffLetter.printedOn"),
            <span key="actions" class="vh">
              {t("staffStock.actions")}
            </span>,
          ]}
        >
          {rows.map((run) => (
            <Row key={run.id} run={run} done={refresh} />
          ))}
        </Table>
      )}
      <More hasMore={hasMore} busy={loadingMore} more={more} />
    </Pane>
  );
}
