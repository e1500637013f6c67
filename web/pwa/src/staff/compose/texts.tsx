import { t } from "@/i18n";
import { Button, Choice, TextField } from "@/shared/form";

import { Pane } from "../parts/pane";
import type { Stock } from "../places/stock";
import { TextArea } from "./area";
import { titleOf } from "./form";
import { hasAdvice, isOutage, linesOf, withLine } from "./kinds";
import type { PartProps } from "./what";

function hasLine(text: string, line: string): boolean {
  return linesOf(text).includes(line);
}

/** Additions of a water shutoff that depend on the house. */
function WaterExtras({ draft, change }: Omit<PartProps, "errors">) {
  const heaterOff = t("staffCompose.template.water.heaterDuring");
  const heaterOn = t("staffCompose.template.water.heaterAfter");
  return (
    <div>
      <Choice
        label={t("staffCompose.heater")}
        checked={hasLine(draft.during, heaterOff) && hasLine(draft.after, heaterOn)}
        onChecked={(wanted) => {
          change({
            during: withLine(draft.during, heaterOff, wanted),
            after: withLine(draft.after, heaterOn, wanted),
          });
        }}
      />
    </div>
  );
}

function AdviceFields({ draft, errors, change }: PartProps) {
  return (
    <fieldset class="stack stack-3">
      <legend class="label">{t("staffCompose.advice")}</legend>
      <p class="hint">{t("staffCompose.adviceHint")}</p>
      {(["before", "during", "after"] as const).map((part) => (
        <TextArea
          key={part}
          id={`compose-${part}`}
          label={t(`staffCompose.${part}`)}
          rows={part === "before" ? 5 : 3}
          error={errors[part]}
          value={draft[part]}
          onValue={(text) => {
            change({ [part]: text });
          }}
        />
      ))}
    </fieldset>
  );
}

/** Third part: title, own text, advice, contact. */
export function Texts({ draft, errors, change, stock }: PartProps & { stock: Stock }) {
  const isSuggested = draft.ownTitle === null && draft.kind !== "BULLETIN";
  return (
    <Pane title={t("staffCompose.texts")}>
      <div class="stack stack-1">
        <TextField
          id="compose-title"
          label={t("staffCompose.noticeTitle")}
          hint={isSuggested ? t("staffCompose.titleSuggested") : undefined}
          error={errors.title}
          value={titleOf(draft, stock)}
          onValue={(ownTitle) => {
            change({ ownTitle });
          }}
          input={{ maxLength: 160 }}
        />
        {draft.ownTitle !== null && draft.kind !== "BULLETIN" && (
          <Button
            look="quiet"
            onClick={() => {
              change({ ownTitle: null });
            }}
          >
            {t("staffCompose.titleReset")}
          </Button>
        )}
      </div>
      {draft.kind === "WATER" && <WaterExtras draft={draft} change={change} />}
      <TextArea
        id="compose-body"
        label={t(isOutage(draft.kind) ? "staffCompose.bodyOptional" : "staffCompose.body")}
        hint={t("staffCompose.bodyHint")}
        rows={isOutage(draft.kind) ? 3 : 7}
        error={errors.body}
        value={draft.body}
        onValue={(body) => {
          change({ body });
        }}
      />
      {hasAdvice(draft.kind) && <AdviceFields draft={draft} errors={errors} change={change} />}
      <TextField
        id="compose-contact"
        label={t("staffCompose.contact")}
        error={errors.contact}
        value={draft.contact}
        onValue={(contact) => {
          change({ contact });
        }}
      />
    </Pane>
  );
}
