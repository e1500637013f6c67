import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { T } from "@/i18n/rich";
import { Note } from "@/shared/feedback";
import { Button } from "@/shared/form";
import type { IconName } from "@/shared/icon";

import { Ask } from "../parts/ask";
import type { Colleague } from "./look";
import {
  LockStaff,
  RemoveStaff,
  RenewCaretakerNumber,
  ResetStaffAccess,
  SendCaretakerLink,
  UnlockStaff,
} from "./people.generated";

type Step = "lock" | "unlock" | "reset" | "remove" | "number" | "link";

const ICONS: Readonly<Record<Step, IconName>> = {
  lock: "lock",
  unlock: "key",
  reset: "refresh",
  remove: "ban",
  number: "key",
  link: "mail",
};
const MILD: readonly Step[] = ["unlock", "number", "link"];

interface Props {
  readonly person: Colleague;
  readonly onPerson: (person: Colleague) => void;
  readonly onGone: () => void;
}

/** Each step asks first and says what will happen. */
export function Actions({ person, onPerson, onGone }: Props) {
  const [asked, setAsked] = useState<Step | null>(null);
  const [number, setNumber] = useState("");
  const [sent, setSent] = useState(false);
  const acting = useAction(async (step: Step) => {
    const { id } = person;
    if (step === "remove") {
      await request(RemoveStaff, { id });
      setAsked(null);
      onGone();
      return;
    }
    if (step === "number") setNumber((await request(RenewCaretakerNumber, { id })).renewCaretakerNumber);
    else if (step === "link") {
      await request(SendCaretakerLink, { id });
      setSent(true);
    } else if (step === "lock") onPerson((await request(LockStaff, { id })).lockStaff);
    else if (step === "unlock") onPerson((await request(UnlockStaff, { id })).unlockStaff);
    else onPerson((await request(ResetStaffAccess, { id })).resetStaffAccess);
    setAsked(null);
  });
  const isCaretaker = person.role === "CARETAKER";
  const steps: readonly Step[] = person.isLocked
    ? ["unlock", "remove"]
    : isCaretaker
      ? ["number", "link", "lock", "remove"]
      : ["reset", "lock", "remove"];
  const isRefused = acting.error?.code === "conflict";
  return (
    <>
      <div class="row">
        {steps.map((step) => (
          <Button
            key={step}
            look={step === "remove" ? "danger-second" : "second"}
            icon={ICONS[step]}
            onClick={() => {
              acting.clear();
              setNumber("");
              setSent(false);
              setAsked(step);
            }}
          >
            {t(`staffPeople.${step}.do`)}
          </Button>
        ))}
      </div>
      <div role="status" class="stack stack-3">
        {number && (
          <Note tone="warn" icon="key">
            <p>
              <T k="staffPeople.numberMade" values={{ number: `${number.slice(0, 3)} ${number.slice(3)}` }} />
            </p>
          </Note>
        )}
        {sent && (
          <Note tone="ok" icon="mail">
            <p>{t("staffPeople.linkSent", { name: person.name })}</p>
          </Note>
        )}
      </div>
      {asked && (
        <Ask
          title={t(`staffPeople.${asked}.ask`, { name: person.name })}
          yes={t(`staffPeople.${asked}.yes`)}
          no={t("staffPeople.no")}
          look={MILD.includes(asked) ? "second" : "danger-second"}
          icon={ICONS[asked]}
          action={{
            busy: acting.busy,
            error: isRefused ? null : acting.error,
            clear: acting.clear,
            run: () => {
              acting.run(asked);
            },
          }}
          onYes={() => {
            acting.run(asked);
          }}
          onClose={() => {
            setAsked(null);
          }}
        >
          <p>{t(`staffPeople.${asked}.text`)}</p>
          {isRefused && (
            <Note tone="danger" role="alert">
              <p>{t(asked === "link" ? "staffPeople.noNumber" : "staffPeople.lastAdmin")}</p>
            </Note>
          )}
        </Ask>
      )}
    </>
  );
}
