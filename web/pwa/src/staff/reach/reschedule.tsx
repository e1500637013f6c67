import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { asPortalError } from "@/api/use-query";
import { t, type PlainKey } from "@/i18n";
import { windowLong } from "@/i18n/format";
import { T } from "@/i18n/rich";
import { Button, Choice, ErrorText, TextField } from "@/shared/form";

import { Refused } from "../approval/refused";
import { dayOf, instant, timeOf } from "../compose/clock";
import { newMutationId } from "../compose/form";
import { Dialog, SafeButton } from "../parts/dialog";
import type { AskingProps } from "./actions";
import { RescheduleNotice } from "./reach.generated";

interface Typed {
  readonly day: string;
  readonly begin: string;
  readonly lastDay: string;
  readonly end: string;
  readonly isOpen: boolean;
  readonly word: string;
}

interface Checked {
  readonly told: number;
  readonly untold: number;
}

function typedOf(startsAt: string, endsAt: string | null): Typed {
  const start = new Date(startsAt);
  const end = endsAt === null ? start : new Date(endsAt);
  const isOpen = endsAt === null;
  return {
    day: dayOf(start),
    begin: timeOf(start),
    lastDay: dayOf(end),
    end: isOpen ? "" : timeOf(end),
    isOpen,
    word: "",
  };
}

interface Times {
  readonly start: Date | null;
  readonly end: Date | null;
}

function timesOf({ day, begin, lastDay, end, isOpen }: Typed): Times {
  return { start: instant(day, begin), end: isOpen ? null : instant(lastDay, end) };
}

function isSameTime(one: Date | null, other: string | null): boolean {
  return one === null || other === null ? one === other : one.getTime() === new Date(other).getTime();
}

function wrongWith(typed: Typed, now: Date): PlainKey | null {
  const { start, end } = timesOf(typed);
  if (!start || (!end && !typed.isOpen)) return "staffNotice.reach.later.missing";
  if (end && end <= start) return "staffNotice.reach.later.order";
  return end && end <= now ? "staffNotice.reach.later.past" : null;
}

interface FieldsProps {
  readonly typed: Typed;
  readonly hasBegun: boolean;
  readonly wrong: PlainKey | null;
  readonly onTyped: (next: Partial<Typed>) => void;
}

function Fields({ typed, hasBegun, wrong, onTyped }: FieldsProps) {
  return (
    <>
      {!hasBegun && (
        <div class="row">
          <TextField
            label={t("staffNotice.reach.later.day")}
            input={{ type: "date" }}
            value={typed.day}
            onValue={(day) => {
              // The end goes with the beginning, as most last a day.
              onTyped(typed.lastDay === typed.day ? { day, lastDay: day } : { day });
            }}
          />
          <TextField
            label={t("staffNotice.reach.later.begin")}
            input={{ type: "time" }}
            value={typed.begin}
            onValue={(begin) => {
              onTyped({ begin });
            }}
          />
        </div>
      )}
      {!typed.isOpen && (
        <div class="row">
          <TextField
            label={t("staffNotice.reach.later.lastDay")}
            input={{ type: "date" }}
            value={typed.lastDay}
            onValue={(lastDay) => {
              onTyped({ lastDay });
            }}
          />
          <TextField
            label={t("staffNotice.reach.later.end")}
            input={{ type: "time" }}
            value={typed.end}
            onValue={(end) => {
              onTyped({ end });
            }}
          />
        </div>
      )}
      <Choice
        label={t("staffNotice.reach.later.open")}
        checked={typed.isOpen}
        onChecked={(isOpen) => {
          onTyped({ isOpen });
        }}
      />
      {wrong && <ErrorText id="reschedule-error">{t(wrong)}</ErrorText>}
      <TextField
        label={t("staffNotice.reach.word")}
        hint={t("staffNotice.reach.wordHint")}
        value={typed.word}
        onValue={(word) => {
          onTyped({ word });
        }}
        input={{ maxLength: 300 }}
      />
    </>
  );
}

function Counts({ times, checked }: { times: Times; checked: Checked }) {
  return (
    <>
      {times.start && (
        <p>
          <T
            k="staffNotice.reach.later.window"
            values={{ window: windowLong({ start: times.start, end: times.end }) }}
          />
        </p>
      )}
      <p>
        <T k="staffNotice.reach.later.counts" values={{ n: checked.told }} />
      </p>
      {checked.untold > 0 && <p>{t("staffNotice.reach.later.untold", { n: checked.untold })}</p>}
    </>
  );
}

/** Another time: typed, tried on the server for whom it concerns, and told. */
export function Reschedule(props: AskingProps & { readonly hasBegun: boolean; readonly now: Date }) {
  const { notice, hasBegun, now, refresh, onClose, onLate } = props;
  const [typed, setTyped] = useState(() => typedOf(notice.startsAt ?? now.toISOString(), notice.endsAt));
  const [mutationId, setMutationId] = useState(newMutationId);
  const [checked, setChecked] = useState<Checked | null>(null);
  const [wrong, setWrong] = useState<PlainKey | null>(null);
  const times = timesOf(typed);
  const send = async (dryRun: boolean): Promise<Checked> => {
    const variables = {
      id: notice.id,
      startsAt: times.start?.toISOString() ?? "",
      endsAt: times.end?.toISOString() ?? null,
    };
    const key = dryRun ? `${mutationId}-dry` : mutationId;
    const { word } = typed;
    return (await request(RescheduleNotice, { ...variables, word, clientMutationId: key, dryRun })).rescheduleNotice;
  };
  const action = useAction(async () => {
    if (!checked) {
      const found = wrongWith(typed, now);
      setWrong(found);
      if (found) return;
    }
    try {
      const answer = await send(!checked);
      if (!checked) {
        setChecked(answer);
        return;
      }
    } catch (reason) {
      if (asPortalError(reason).code !== "conflict") throw reason;
      // The window on this page, typed again, is no change; any other refusal means the notice is not what this page shows.
      if (isSameTime(times.start, notice.startsAt) && isSameTime(times.end, notice.endsAt)) {
        setWrong("staffNotice.reach.later.same");
        return;
      }
      onLate();
    }
    onClose();
    refresh();
  });
  return (
    <Dialog
      title={t(hasBegun ? "staffNotice.reach.later.titleLonger" : "staffNotice.reach.later.titleMove")}
      busy={action.busy}
      onClose={onClose}
      foot={
        <>
          <Button look={checked ? "danger-second" : "second"} busy={action.busy} onClick={action.run}>
            {t(checked ? "staffNotice.reach.later.go" : "staffNotice.reach.later.check")}
          </Button>
          {checked && (
            <Button
              look="quiet"
              onClick={() => {
                setChecked(null);
              }}
            >
              {t("staffNotice.reach.later.back")}
            </Button>
          )}
          <SafeButton onClick={onClose}>{t("staffNotice.reach.later.no")}</SafeButton>
        </>
      }
    >
      {checked ? (
        <Counts times={times} checked={checked} />
      ) : (
        <Fields
          typed={typed}
          hasBegun={hasBegun}
          wrong={wrong}
          onTyped={(next) => {
            setWrong(null);
            // Other words are another message, also where an earlier one went out and its answer was lost.
            setMutationId(newMutationId());
            setTyped({ ...typed, ...next });
          }}
        />
      )}
      {action.error && <Refused error={action.error} />}
    </Dialog>
  );
}
