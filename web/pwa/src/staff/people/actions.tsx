import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { Note } from "@/shared/feedback";
import { Button } from "@/shared/form";
import type { IconName } from "@/shared/icon";

import { Ask } from "../parts/ask";
import type { Colleague } from "./look";
import { LockStaff, RemoveStaff, ResetStaffAccess, UnlockStaff } from "./people.generated";

type Step = "lock" | "unlock" | "reset" | "remove";

const ICONS: Readonly<Record<Step, IconName>> = { lock: "lock", unlock: "key", reset: "refresh", remove: "ban" };
const MILD: readonly Step[] = ["unlock"];

interface Props {
  readonly person: Colleague;
  readonly onPerson: (person: Colleague) => void;
  readonly onGone: () => void;
}

/** Each step asks first and says what will happen. */
export function Actions({ person, onPerson, onGone }: Props) {
  const [asked, setAsked] = useState<Step | null>(null);
  const acting = useAction(async (step: Step) => {
    const { id } = person;
    if (step === "remove") {
      await request(RemoveStaff, { id });
      setAsked(null);
      onGone();
      return;
    }
    if (step === "lock") onPerson((await request(LockStaff, { id })).lockStaff);
    else if (step === "unlock") onPerson((await request(UnlockStaff, { id })).unlockStaff);
    else onPerson((await request(ResetStaffAccess, { id })).resetStaffAccess);
    setAsked(null);
  });
  const steps: readonly Step[] = person.isLocked ? ["unlock", "remove"] : ["reset", "lock", "remove"];
  const isLast = acting.error?.code === "conflict";
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
              setAsked(step);
            }}
          >
            {t(`staffPeople.${step}.do`)}
          </Button>
        ))}
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
            error: isLast ? null : acting.error,
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
          {isLast && (
            <Note tone="danger" role="alert">
              <p>{t("staffPeople.lastAdmin")}</p>
            </Note>
          )}
        </Ask>
      )}
    </>
  );
}
