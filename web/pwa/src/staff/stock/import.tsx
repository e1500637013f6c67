import { useEffect, useId, useState } from "preact/hooks";

import { useAction } from "@/api/use-action";
import { asPortalError } from "@/api/use-query";
import { t } from "@/i18n";
import { T } from "@/i18n/rich";
import { Failure, Note } from "@/shared/feedback";
import { Button, Choice } from "@/shared/form";

import { newMutationId } from "../compose/form";
import { NotYours } from "../parts/not-yours";
import { Pane, Top } from "../parts/pane";
import { useMay } from "../role";
import { Drop } from "../upload/drop";
import { useUpload } from "../upload/use-upload";
import { FindingPane } from "./finding";
import { Figures } from "./report";
import { applyStock, checkStock, type Choice as Chosen, type Finding, type Report } from "./run";
import type { ImportMode } from "./stock.generated";

const BACK = "/verwaltung/bestand";
const SKIPS = [0, 1, 2, 5] as const;

interface ModeProps {
  readonly mode: ImportMode;
  readonly onMode: (mode: ImportMode) => void;
}

function ModeField({ mode, onMode }: ModeProps) {
  return (
    <fieldset>
      <legend class="label">{t("staffStock.mode")}</legend>
      {(["DELTA", "FULL"] as const).map((value) => (
        <Choice
          key={value}
          type="radio"
          name="mode"
          label={
            <>
              <b>{t(value === "DELTA" ? "staffStock.delta" : "staffStock.full")}</b>
              <span class="item__meta">{t(value === "DELTA" ? "staffStock.deltaHint" : "staffStock.fullHint")}</span>
            </>
          }
          checked={mode === value}
          onChecked={() => {
            onMode(value);
          }}
        />
      ))}
    </fieldset>
  );
}

interface SkipProps {
  readonly skip: number;
  readonly onSkip: (skip: number) => void;
}

function SkipField({ skip, onSkip }: SkipProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{t("staffStock.skip")}</label>
      <select
        class="input"
        id={id}
        value={String(skip)}
        onChange={(event) => {
          onSkip(Number(event.currentTarget.value));
        }}
      >
        {SKIPS.map((value) => (
          <option key={value} value={String(value)}>
            {value === 0 ? t("staffStock.skipNone") : t("staffStock.skipSome", { n: value })}
          </option>
        ))}
      </select>
    </div>
  );
}

function Done({ report, onAgain }: { report: Report; onAgain: () => void }) {
  return (
    <div class="stack stack-5">
      <Top title={t("staffStock.reportDone")} back={{ href: BACK, label: t("staffStock.back") }} />
      <Figures report={report} />
      <div class="actions">
        <a class="btn" href={BACK}>
          {t("staffStock.toPlaces")}
        </a>
        <Button look="second" onClick={onAgain}>
          {t("staffStock.again")}
        </Button>
      </div>
    </div>
  );
}

function ImportForm({ onDone }: { onDone: (report: Report) => void }) {
  const upload = useUpload("stock");
  const [mode, setMode] = useState<ImportMode>("DELTA");
  const [skip, setSkip] = useState(0);
  const [isMissing, setMissing] = useState(false);
  const [finding, setFinding] = useState<{ finding: Finding; chosen: Chosen } | null>(null);
  const [isStale, setStale] = useState(false);
  useEffect(() => {
    setFinding(null);
    setStale(false);
  }, [upload.id, mode, skip]);

  const checking = useAction(async () => {
    setMissing(upload.id === null);
    if (upload.id === null) return;
    const chosen = { uploadId: upload.id, batchKey: newMutationId(), mode, skipBadPercent: skip };
    try {
      setFinding({ finding: await checkStock(chosen), chosen });
      setStale(false);
    } catch (reason) {
      const error = asPortalError(reason);
      if (error.code === "not_found") upload.fail(error);
      else throw error;
    }
  });
  const applying = useAction(async (confirmEnding: boolean) => {
    if (!finding) return;
    const report = await applyStock(finding.chosen, confirmEnding);
    if (report.applied) {
      onDone(report);
      return;
    }
    setFinding({ ...finding, finding: await checkStock(finding.chosen) });
    setStale(true);
  });

  return (
    <div class="stack stack-5 form-column">
      <Top
        title={t("staffStock.importTitle")}
        back={{ href: BACK, label: t("staffStock.back") }}
        sub={<p class="measure">{t("staffStock.importIntro")}</p>}
      />
      <Pane title={t("staffStock.file")}>
        <Drop
          purpose="stock"
          upload={upload}
          label={t("staffStock.drop")}
          formats={t("staffStock.formats")}
          error={isMissing ? t("staffStock.error.file") : undefined}
        />
        <ModeField mode={mode} onMode={setMode} />
        <SkipField skip={skip} onSkip={setSkip} />
        {checking.error && <Failure error={checking.error} />}
        <div class="row">
          <Button icon="eye" busy={checking.busy} look={finding ? "second" : undefined} onClick={checking.run}>
            {t("staffStock.check")}
          </Button>
          {checking.busy && (
            <p class="second" role="status">
              {t("staffStock.checking")}
            </p>
          )}
        </div>
      </Pane>
      {isStale && (
        <Note tone="warn" role="alert">
          <p>
            <T k="staffStock.notApplied" />
          </p>
        </Note>
      )}
      {finding && <FindingPane finding={finding.finding} skips={skip > 0} applying={applying} />}
    </div>
  );
}

/** The ERP's stock file: sent, checked, looked at, taken over. Nothing changes before the last step. */
export function ImportPage() {
  const may = useMay();
  const [report, setReport] = useState<Report | null>(null);
  if (!may("importStock")) return <NotYours title={t("staffStock.importTitle")} />;
  if (!report) return <ImportForm onDone={setReport} />;
  return (
    <Done
      report={report}
      onAgain={() => {
        setReport(null);
      }}
    />
  );
}
