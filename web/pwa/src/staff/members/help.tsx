import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { useQuery } from "@/api/use-query";
import { t } from "@/i18n";
import { dateTime } from "@/i18n/format";
import { T } from "@/i18n/rich";
import { Failure, Note, SkeletonList } from "@/shared/feedback";
import { Button } from "@/shared/form";

import { Pane } from "../parts/pane";
import { useMay } from "../role";
import { Act, type Name } from "./act";
import { CorrectEmail } from "./correct-email";
import {
  LockMember,
  MemberAccess,
  NewLetter,
  RegrantAccess,
  ReportDeath,
  ResendAccessMail,
  SettleMemberTask,
  UnlockMember,
  WithdrawDeath,
  type MemberAccessQuery,
  type MemberTaskKind,
} from "./help.generated";

type Access = MemberAccessQuery["memberAccess"];
type Advice = Access["advice"];
type Step = Access["steps"][number];

/** Before registration only a letter opens the way. */
const BEFORE: readonly Advice[] = ["NO_LETTER", "LETTER_EXPIRED", "CODE_REFUSED", "LETTER_WAITS"];

function StepRow({ step }: { step: Step }) {
  const more = [
    step.count > 1 && t("staffMember.help.times", { n: step.count }),
    step.fate && t(`staffMember.help.fate.${step.fate}`),
    // What the mail server said is of use to somebody only where it said no.
    step.fate !== "ACCEPTED" && step.status && t("staffMember.mailProblem.status", { status: step.status }),
  ].filter(Boolean);
  return (
    <>
      <dt>{t(`staffMember.help.step.${step.kind}`)}</dt>
      <dd>
        {dateTime(new Date(step.at))}
        {more.length > 0 && <span class="fact__sub sm second">{more.join(" · ")}</span>}
      </dd>
    </>
  );
}

function Task({ id, kind, done }: { id: string; kind: MemberTaskKind; done: () => void }) {
  const settling = useAction(async () => {
    await request(SettleMemberTask, { id });
    done();
  });
  return (
    <Note tone="danger" icon={kind === "NEW_LETTER" ? "mail" : "person"}>
      <p>
        <T k={`staffMember.help.task.${kind}`} />
      </p>
      {settling.error && <Failure error={settling.error} />}
      <Button look="second" icon="check" busy={settling.busy} onClick={settling.run}>
        {t("staffMember.help.settle")}
      </Button>
    </Note>
  );
}

type Done = Name | "correct";

interface ButtonsProps {
  readonly memberId: string;
  readonly advice: Advice;
  readonly done: (what: Done) => void;
}

function Buttons({ memberId: id, advice, done }: ButtonsProps) {
  const may = useMay();
  if (advice === "DECEASED") {
    if (!may("manageStaff")) return null;
    return (
      <Act name="alive" icon="person" withReason act={(reason) => request(WithdrawDeath, { id, reason })} done={done} />
    );
  }
  const before = BEFORE.includes(advice);
  const key = (): string => crypto.randomUUID();
  return (
    <>
      {!before && advice !== "LOCKED" && (
        <>
          <Act name="resend" icon="mail" act={() => request(ResendAccessMail, { id })} done={done} />
          <CorrectEmail
            memberId={id}
            done={() => {
              done("correct");
            }}
          />
        </>
      )}
      {before && (
        <Act
          name="letter"
          icon="paper"
          act={() =>
            request(NewLetter, {
              input: { scope: "MEMBERS", memberIds: [id], again: true },
              clientMutationId: key(),
            })
          }
          done={done}
        />
      )}
      {!before && (
        <Act
          name="regrant"
          icon="key"
          grave
          withReason
          act={(reason) => request(RegrantAccess, { id, reason, clientMutationId: key() })}
          done={done}
        />
      )}
      {advice === "LOCKED" && (
        <Act name="unlock" icon="lock" withReason act={(reason) => request(UnlockMember, { id, reason })} done={done} />
      )}
      {!before && advice !== "LOCKED" && (
        <Act
          name="lock"
          icon="lock"
          grave
          withReason
          act={(reason) => request(LockMember, { id, reason })}
          done={done}
        />
      )}
      <Act name="death" icon="person" grave act={() => request(ReportDeath, { id })} done={done} />
    </>
  );
}

interface Props {
  readonly memberId: string;
  readonly done: () => void;
}

/** Somebody is on the telephone: where it stuck, what to say, and what helps. Never a code or a password (AU-15). */
export function HelpFor({ memberId, done }: Props) {
  const { data, error, refresh } = useQuery(MemberAccess, { id: memberId });
  const [said, setSaid] = useState<Done | null>(null);
  const changed = (what: Done | null): void => {
    setSaid(what);
    refresh();
    done();
  };
  if (!data) {
    return (
      <Pane title={t("staffMember.help.title")}>
        {error ? (
          <Failure error={error} retry={refresh} />
        ) : (
          <SkeletonList label={t("staffMember.help.loading")} rows={3} />
        )}
      </Pane>
    );
  }
  const { advice, steps, lockReason } = data.memberAccess;
  return (
    <Pane title={t("staffMember.help.title")}>
      <p>{t(`staffMember.help.advice.${advice}`)}</p>
      {lockReason && <p class="sm second">{t("staffMember.help.lockedFor", { reason: lockReason })}</p>}
      {data.memberTasks.edges.map(({ node }) => (
        <Task
          key={node.id}
          id={node.id}
          kind={node.kind}
          done={() => {
            changed(null);
          }}
        />
      ))}
      <Note icon="phone">
        <p>
          <T k={`staffMember.help.phone.${advice}`} />
        </p>
      </Note>
      <h3>{t("staffMember.help.steps")}</h3>
      {steps.length === 0 ? (
        <p class="second">{t("staffMember.help.noSteps")}</p>
      ) : (
        <dl class="facts facts--tight">
          {steps.map((step) => (
            <StepRow key={step.kind + step.at} step={step} />
          ))}
        </dl>
      )}
      <div role="status">
        {said && (
          <Note tone="ok">
            <p>{t(`staffMember.help.${said}Done`)}</p>
          </Note>
        )}
      </div>
      <div class="row">
        <Buttons memberId={memberId} advice={advice} done={changed} />
      </div>
    </Pane>
  );
}
