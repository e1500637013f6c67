import { useId } from "preact/hooks";

import { t } from "@/i18n";
import { TextField } from "@/shared/form";
import { Icon } from "@/shared/icon";

import { ACTIONS, type Action } from "./entry";

/** Somebody or something an entry names, and how people call it. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface Chosen {
  readonly actor: Named | null;
  readonly object: Named | null;
  readonly action: Action | null;
  readonly from: string;
  readonly to: string;
}

export const ALL: Chosen = { actor: null, object: null, action: null, from: "", to: "" };

/** The first moment of a day as the desk's clock has it; `days` later where the day itself is to be included. */
export function midnight(day: string, days = 0): string | null {
  if (day === "") return null;
  const moment = new Date(`${day}T00:00:00`);
  moment.setDate(moment.getDate() + days);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}

/** Enough of an id to tell two apart. */
const SHORT = 8;

interface FilterProps {
  readonly chosen: Chosen;
  readonly onChosen: (chosen: Chosen) => void;
}

/** A press takes it away again. */
function Only({ text, onDrop }: { readonly text: string; readonly onDrop: () => void }) {
  return (
    <button class="chip" type="button" aria-pressed="true" title={t("staffAudit.drop")} onClick={onDrop}>
      <Icon name="close" size="sm" />
      {text}
    </button>
  );
}

/** What, when and who; all of it by default. */
export function Filter({ chosen, onChosen }: FilterProps) {
  const id = useId();
  const words = ACTIONS.map((action) => ({ action, word: t(`staffAudit.action.${action}`) }));
  words.sort((one, other) => one.word.localeCompare(other.word, "de"));
  const { actor, object } = chosen;
  return (
    <div class="stack stack-3 no-print">
      <div class="row">
        <div class="field">
          <label for={id}>{t("staffAudit.what")}</label>
          <select
            class="input"
            id={id}
            value={chosen.action ?? ""}
            onChange={(event) => {
              const value = event.currentTarget.value;
              onChosen({ ...chosen, action: ACTIONS.find((action) => action === value) ?? null });
            }}
          >
            <option value="">{t("staffAudit.everything")}</option>
            {words.map(({ action, word }) => (
              <option key={action} value={action}>
                {word}
              </option>
            ))}
          </select>
        </div>
        <TextField
          label={t("staffAudit.from")}
          value={chosen.from}
          onValue={(from) => {
            onChosen({ ...chosen, from });
          }}
          input={{ type: "date" }}
        />
        <TextField
          label={t("staffAudit.to")}
          value={chosen.to}
          onValue={(to) => {
            onChosen({ ...chosen, to });
          }}
          input={{ type: "date" }}
        />
      </div>
      {(actor ?? object) && (
        <div class="chips" role="group" aria-label={t("staffAudit.chosen")}>
          {actor && (
            <Only
              text={t("staffAudit.onlyWho", { name: actor.name })}
              onDrop={() => {
                onChosen({ ...chosen, actor: null });
              }}
            />
          )}
          {object && (
            <Only
              text={t("staffAudit.onlyAbout", { name: object.name, id: object.id.slice(0, SHORT) })}
              onDrop={() => {
                onChosen({ ...chosen, object: null });
              }}
            />
          )}
        </div>
      )}
    </div>
  );
}
