import { useId } from "preact/hooks";

import { t } from "@/i18n";
import { TextField } from "@/shared/form";

import { ACTIONS, type Action } from "./entry";

export interface Chosen {
  readonly action: Action | null;
  readonly from: string;
  readonly to: string;
}

export const ALL: Chosen = { action: null, from: "", to: "" };

/** The first moment of a day as the desk's clock has it; `days` later where the day itself is to be included. */
export function midnight(day: string, days = 0): string | null {
  if (day === "") return null;
  const moment = new Date(`${day}T00:00:00`);
  moment.setDate(moment.getDate() + days);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}

interface FilterProps {
  readonly chosen: Chosen;
  readonly onChosen: (chosen: Chosen) => void;
}

/** What and when; all of it by default. */
export function Filter({ chosen, onChosen }: FilterProps) {
  const id = useId();
  const words = ACTIONS.map((action) => ({ action, word: t(`staffAudit.action.${action}`) }));
  words.sort((one, other) => one.word.localeCompare(other.word, "de"));
  return (
    <div class="row no-print">
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
  );
}
