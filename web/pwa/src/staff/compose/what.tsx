import { t } from "@/i18n";
import { Choice, TextField } from "@/shared/form";
import { kindIcon } from "@/shared/notice/kind";

import { Chips } from "../parts/chips";
import { Pane } from "../parts/pane";
import { useMay } from "../role";
import { dayOf, timeOf } from "./clock";
import { withKind, type Draft, type Errors } from "./form";
import { hasDay, isOutage, KINDS } from "./kinds";

export interface PartProps {
  readonly draft: Draft;
  readonly errors: Errors;
  readonly change: (next: Partial<Draft>) => void;
}

/** An emergency begins now, its end is not known, and it goes out on every way where the role may send so. */
function emergency(wanted: boolean, mayUrgent: boolean): Partial<Draft> {
  if (!wanted) return { isEmergency: false };
  const now = new Date();
  return {
    isEmergency: true,
    isUrgent: mayUrgent,
    day: dayOf(now),
    begin: timeOf(now),
    lastDay: null,
    isOpenEnd: true,
  };
}

function When({ draft, errors, change }: PartProps) {
  const optional = !isOutage(draft.kind);
  return (
    <>
      <div class="when-fields">
        <TextField
          id="compose-day"
          label={t(optional ? "staffCompose.dayOptional" : "staffCompose.day")}
          error={errors.day}
          value={draft.day}
          onValue={(day) => {
            change({ day });
          }}
          input={{ type: "date" }}
        />
        <TextField
          id="compose-begin"
          label={t("staffCompose.begin")}
          error={errors.begin}
          value={draft.begin}
          onValue={(begin) => {
            change({ begin });
          }}
          input={{ type: "time" }}
        />
        {!draft.isOpenEnd && (
          <TextField
            id="compose-end"
            label={t("staffCompose.end")}
            error={errors.end}
            value={draft.end}
            onValue={(end) => {
              change({ end });
            }}
            input={{ type: "time" }}
          />
        )}
      </div>
      {draft.lastDay !== null && !draft.isOpenEnd && (
        <TextField
          label={t("staffCompose.lastDay")}
          value={draft.lastDay}
          onValue={(lastDay) => {
            change({ lastDay });
          }}
          input={{ type: "date", ...(draft.day ? { min: draft.day } : {}) }}
        />
      )}
      <div>
        <Choice
          label={t("staffCompose.openEnd")}
          checked={draft.isOpenEnd}
          onChecked={(isOpenEnd) => {
            change({ isOpenEnd });
          }}
        />
        {!draft.isOpenEnd && (
          <Choice
            label={t("staffCompose.severalDays")}
            checked={draft.lastDay !== null}
            onChecked={(several) => {
              change({ lastDay: several ? draft.day : null });
            }}
          />
        )}
      </div>
    </>
  );
}

function UrgencyField({ draft, change }: Omit<PartProps, "errors">) {
  const mayUrgent = useMay()("sendUrgent");
  return (
    <fieldset>
      <legend class="label">{t("staffCompose.urgency")}</legend>
      <Choice
        type="radio"
        name="urgency"
        label={t("staffCompose.ordinary")}
        checked={!draft.isUrgent}
        onChecked={() => {
          change({ isUrgent: false });
        }}
      />
      {mayUrgent ? (
        <Choice
          type="radio"
          name="urgency"
          label={t("staffCompose.urgent")}
          checked={draft.isUrgent}
          onChecked={() => {
            change({ isUrgent: true });
          }}
        />
      ) : (
        <p class="hint">{t("staffCompose.urgentNotYours")}</p>
      )}
    </fieldset>
  );
}

/** First part: cause, window, reason, urgency. `isPosted`: kind and urgency are settled. */
export function What({ draft, errors, change, isPosted = false }: PartProps & { readonly isPosted?: boolean }) {
  const mayUrgent = useMay()("sendUrgent");
  return (
    <Pane title={t("staffCompose.what")}>
      {!isPosted && (
        <Chips
          label={t("staffCompose.kinds")}
          options={KINDS.map((kind) => ({ value: kind, label: t(`staffCompose.kind.${kind}`), icon: kindIcon(kind) }))}
          value={draft.kind}
          onValue={(kind) => {
            change(withKind(draft, kind));
          }}
        />
      )}
      {!isPosted && isOutage(draft.kind) && (
        <Choice
          label={t("staffCompose.emergency")}
          checked={draft.isEmergency}
          onChecked={(wanted) => {
            change(emergency(wanted, mayUrgent));
          }}
        />
      )}
      {hasDay(draft.kind) && <When draft={draft} errors={errors} change={change} />}
      {hasDay(draft.kind) && (
        <TextField
          id="compose-cause"
          label={t("staffCompose.cause")}
          hint={draft.kind === "WATER" ? t("staffCompose.causeHint") : undefined}
          error={errors.cause}
          value={draft.cause}
          onValue={(cause) => {
            change({ cause });
          }}
          input={{ maxLength: 400 }}
        />
      )}
      {!isPosted && <UrgencyField draft={draft} change={change} />}
    </Pane>
  );
}
