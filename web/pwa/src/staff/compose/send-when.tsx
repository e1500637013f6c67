import { t, type PlainKey } from "@/i18n";
import { Choice, ErrorText, TextField } from "@/shared/form";

import { dayOf, instant, timeOf } from "./clock";

const MORNING = 7;
const HOUR_MS = 3_600_000;

/** When staff want it to go: at once, or on a day and at a time of Berlin. */
export interface SendWhen {
  readonly isLater: boolean;
  readonly day: string;
  readonly time: string;
}

/** At once; whoever chooses "later" finds the next seven o'clock. */
export function atOnce(now: Date): SendWhen {
  const hour = Number(timeOf(now).slice(0, 2));
  const day = dayOf(hour < MORNING ? now : new Date(now.getTime() + 24 * HOUR_MS));
  return { isLater: false, day, time: "07:00" };
}

/** The moment that was chosen; null for at once, or where it is none. */
export function momentOf({ isLater, day, time }: SendWhen): Date | null {
  return isLater && day && time ? instant(day, time) : null;
}

/** What is wrong with it. */
export function wrongWith(when: SendWhen, endsAt: Date | null, now: Date): PlainKey | null {
  if (!when.isLater) return null;
  const at = momentOf(when);
  if (!at) return "staffDraft.when.missing";
  if (at <= now) return "staffDraft.when.past";
  return endsAt && at >= endsAt ? "staffDraft.when.tooLate" : null;
}

interface Props {
  readonly when: SendWhen;
  readonly wrong: PlainKey | null;
  readonly onWhen: (when: SendWhen) => void;
}

export function When({ when, wrong, onWhen }: Props) {
  return (
    <fieldset class="switches stack stack-2">
      <legend>{t("staffDraft.when.legend")}</legend>
      {[false, true].map((isLater) => (
        <Choice
          key={String(isLater)}
          type="radio"
          name="send-when"
          label={t(isLater ? "staffDraft.when.later" : "staffDraft.when.now")}
          checked={when.isLater === isLater}
          onChecked={() => {
            onWhen({ ...when, isLater });
          }}
        />
      ))}
      {when.isLater && (
        <div class="row">
          <TextField
            label={t("staffDraft.when.day")}
            input={{ type: "date" }}
            value={when.day}
            onValue={(day) => {
              onWhen({ ...when, day });
            }}
          />
          <TextField
            label={t("staffDraft.when.time")}
            input={{ type: "time" }}
            value={when.time}
            onValue={(time) => {
              onWhen({ ...when, time });
            }}
          />
        </div>
      )}
      {wrong && <ErrorText id="send-when-error">{t(wrong)}</ErrorText>}
    </fieldset>
  );
}
