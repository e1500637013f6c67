import { useId } from "preact/hooks";

import { t } from "@/i18n";
import { ErrorText, TextField } from "@/shared/form";

import { Pane } from "../parts/pane";
import { CATEGORIES, hasPeriod, withCategory, type Errors, type Fields } from "./form";

interface WhatProps {
  readonly fields: Fields;
  readonly errors: Errors;
  readonly year: number;
  readonly onFields: (fields: Fields) => void;
}

function Period({ fields, errors, onFields }: Omit<WhatProps, "year">) {
  return (
    <div class="stack stack-1">
      <div class="row row--top">
        <div class="grow">
          <TextField
            id="document-from"
            label={t("staffDocument.from")}
            value={fields.from}
            onValue={(from) => {
              onFields({ ...fields, from });
            }}
            input={{ type: "date" }}
          />
        </div>
        <div class="grow">
          <TextField
            label={t("staffDocument.until")}
            value={fields.until}
            onValue={(until) => {
              onFields({ ...fields, until });
            }}
            input={{ type: "date" }}
          />
        </div>
      </div>
      {errors.period && <ErrorText id="document-period-error">{errors.period}</ErrorText>}
      <p class="hint">{t("staffDocument.periodHint")}</p>
    </div>
  );
}

/** Kind, title and, for a statement, its period. */
export function WhatPane({ fields, errors, year, onFields }: WhatProps) {
  const category = useId();
  return (
    <Pane title={t("staffDocument.what")}>
      <div class="field">
        <label for={category}>{t("staffDocument.category")}</label>
        <select
          class="input"
          id={category}
          value={fields.category}
          onChange={(event) => {
            const chosen = CATEGORIES.find((name) => name === event.currentTarget.value);
            if (chosen) onFields(withCategory(fields, chosen, year));
          }}
        >
          {CATEGORIES.map((name) => (
            <option key={name} value={name}>
              {t(`staffDocument.categoryName.${name}`)}
            </option>
          ))}
        </select>
      </div>
      <TextField
        id="document-title"
        label={t("staffDocument.name")}
        hint={t("staffDocument.nameHint")}
        error={errors.title}
        value={fields.title}
        onValue={(title) => {
          onFields({ ...fields, title });
        }}
        input={{ maxLength: 160 }}
      />
      {hasPeriod(fields.category) && <Period fields={fields} errors={errors} onFields={onFields} />}
    </Pane>
  );
}
