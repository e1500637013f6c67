import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { dateTime } from "@/i18n/format";
import { T } from "@/i18n/rich";
import { Note } from "@/shared/feedback";
import { Button, TextField } from "@/shared/form";
import type { IconName } from "@/shared/icon";

import { Ask } from "../parts/ask";
import { Pane } from "../parts/pane";
import { State } from "../parts/state";
import { useMay } from "../role";
import { LiftMailSuppression, type MemberQuery } from "./members.generated";

type MemberFull = NonNullable<MemberQuery["member"]>;
type Problem = NonNullable<MemberFull["mailProblem"]>;

/** As the server wants it. */
const SHORTEST_REASON = 5;
const LONGEST_REASON = 300;

interface LiftProps {
  readonly memberId: string;
  readonly done: () => void;
}

/** Behind a question with a typed reason: it stands in the log who decided this, and why. */
function LiftButton({ memberId, done }: LiftProps) {
  const [asked, setAsked] = useState(false);
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const lifting = useAction(async () => {
    await request(LiftMailSuppression, { memberId, reason: reason.trim() });
    setAsked(false);
    done();
  });
  const yes = (): void => {
    const enough = reason.trim().length >= SHORTEST_REASON;
    setMissing(!enough);
    if (enough) lifting.run();
  };
  return (
    <>
      <Button
        look="second"
        icon="mail"
        onClick={() => {
          setAsked(true);
        }}
      >
        {t("staffMember.mailProblem.lift")}
      </Button>
      {asked && (
        <Ask
          title={t("staffMember.mailProblem.ask")}
          yes={t("staffMember.mailProblem.yes")}
          no={t("staffMember.mailProblem.no")}
          look="second"
          icon="mail"
          action={lifting}
          onYes={yes}
          onClose={() => {
            setAsked(false);
            setMissing(false);
            lifting.clear();
          }}
        >
          <p>{t("staffMember.mailProblem.text")}</p>
          <TextField
            label={t("staffMember.mailProblem.reason")}
            hint={t("staffMember.mailProblem.reasonHint")}
            error={missing && t("staffMember.mailProblem.reasonMissing")}
            value={reason}
            onValue={setReason}
            input={{ maxLength: LONGEST_REASON }}
          />
        </Ask>
      )}
    </>
  );
}

interface Props extends LiftProps {
  readonly problem: Problem;
  /** How the person is reached instead. */
  readonly way: string;
  readonly wayIcon: IconName;
}

/** Why nothing goes to this person's address, and the ways out. */
export function MailProblemOf({ memberId, problem, way, wayIcon, done }: Props) {
  const may = useMay();
  return (
    <Pane
      title={t("staffMember.mailProblem.title")}
      aside={
        <State tone="danger" icon={wayIcon}>
          {way}
        </State>
      }
    >
      <p>
        {t(`staffMember.mailProblem.cause.${problem.cause}`)}{" "}
        {t("staffMember.mailProblem.since", { date: dateTime(new Date(problem.since)) })}
      </p>
      {problem.status && <p class="sm second">{t("staffMember.mailProblem.status", { status: problem.status })}</p>}
      <Note icon="phone">
        <p>
          <T k="staffMember.mailProblem.phone" />
        </p>
      </Note>
      {may("liftSuppression") && (
        <div class="row">
          <LiftButton memberId={memberId} done={done} />
        </div>
      )}
    </Pane>
  );
}
