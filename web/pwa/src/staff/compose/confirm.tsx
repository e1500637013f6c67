import { useState } from "preact/hooks";

import { t } from "@/i18n";
import { windowLong } from "@/i18n/format";
import { T } from "@/i18n/rich";
import { Note } from "@/shared/feedback";
import { Button, TextField } from "@/shared/form";
import { useNow } from "@/shared/now";

import { Refused } from "../approval/refused";
import { Dialog, SafeButton } from "../parts/dialog";
import type { NoticeInput } from "./compose.generated";
import { Warnings } from "./reach-pane";
import { atOnce, momentOf, When, wrongWith, type SendWhen } from "./send-when";
import type { Reach } from "./use-reach";
import type { Send } from "./use-send";

const MOST_HOUSES = 6;
const LEAST_REASON = 10;

function placesOf(reach: Reach): string {
  const names = reach.houses.map(({ house }) => house.address);
  if (names.length <= MOST_HOUSES) return names.join(", ");
  const list = names.slice(0, MOST_HOUSES).join(", ");
  return t("staffCompose.confirm.moreHouses", { list, n: names.length - MOST_HOUSES });
}

function Blast({ reach }: { reach: Reach }) {
  return (
    <p class="blast-sentence">
      <T
        k="staffCompose.confirm.sentence"
        values={{
          households: t("staff.households", { n: reach.households }),
          persons: t("staff.persons", { n: reach.members }),
          byPush: reach.byPush,
          byMail: reach.byMail,
        }}
      />{" "}
      {reach.paperHouseholds > 0 && <T k="staffCompose.confirm.paper" values={{ n: reach.paperHouseholds }} />}
    </p>
  );
}

function Facts({ input, reach }: { input: NoticeInput; reach: Reach }) {
  const start = input.startsAt ? new Date(input.startsAt) : null;
  const end = input.endsAt ? new Date(input.endsAt) : null;
  return (
    <dl class="facts facts--tight">
      <dt>{t("staffCompose.confirm.what")}</dt>
      <dd>{input.title}</dd>
      {start && (
        <>
          <dt>{t("staffCompose.confirm.when")}</dt>
          <dd>{windowLong({ start, end })}</dd>
        </>
      )}
      {reach.houses.length > 0 && (
        <>
          <dt>{t("staffCompose.confirm.where")}</dt>
          <dd>{placesOf(reach)}</dd>
        </>
      )}
      <dt>{t("staffCompose.confirm.urgency")}</dt>
      <dd>{t(input.urgency === "URGENT" ? "staffCompose.confirm.urgent" : "staffCompose.confirm.ordinary")}</dd>
    </dl>
  );
}

interface ConfirmProps {
  readonly input: NoticeInput;
  readonly reach: Reach;
  readonly send: Send;
  readonly onClose: () => void;
}

/** One person alone, in an emergency: the number typed, and a reason that every administrator reads. */
function Override({ input, reach, send, onClose, onBack }: ConfirmProps & { readonly onBack: () => void }) {
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const [isTried, setTried] = useState(false);
  const { overriding } = send;
  const isWrong = typed.replace(/\D/gu, "") !== String(reach.households);
  const isShort = reason.trim().length < LEAST_REASON;
  const override = (): void => {
    setTried(true);
    if (!isWrong && !isShort) overriding.run(reason);
  };
  return (
    <Dialog
      title={t("staffApproval.override")}
      busy={overriding.busy}
      onClose={onClose}
      foot={
        <>
          <Button look="danger-second" icon="send" busy={overriding.busy} onClick={override}>
            {t("staffApproval.overrideYes")}
          </Button>
          <SafeButton onClick={onBack}>{t("staffApproval.overrideNo")}</SafeButton>
        </>
      }
    >
      <Note tone="danger">
        <p>
          <T k="staffApproval.overrideText" />
        </p>
      </Note>
      <p>
        <b>{input.title}</b>
      </p>
      <TextField
        label={t("staffApproval.reason")}
        error={isTried && isShort ? t("staffApproval.reasonShort") : undefined}
        value={reason}
        onValue={setReason}
        input={{ maxLength: 500 }}
      />
      <TextField
        label={t("staffCompose.confirm.type")}
        error={isTried && isWrong ? t("staffCompose.confirm.typeWrong", { n: reach.households }) : undefined}
        value={typed}
        onValue={setTyped}
        input={{ inputMode: "numeric", autocomplete: "off" }}
      />
      {overriding.error && <Refused error={overriding.error} />}
    </Dialog>
  );
}

interface FootProps extends ConfirmProps {
  readonly when: SendWhen;
  readonly onOverride: () => void;
  readonly onGo: () => void;
}

function goText(input: NoticeInput, when: SendWhen): string {
  if (when.isLater) return t("staffDraft.when.plan");
  return t(input.urgency === "URGENT" ? "staffCompose.confirm.sendUrgent" : "staffCompose.confirm.send");
}

function Foot({ input, reach, send, when, onClose, onOverride, onGo }: FootProps) {
  const { sending, planning, asking } = send;
  if (!needsSecond(reach, send)) {
    return (
      <>
        <Button
          look="danger-second"
          icon={when.isLater ? "clock" : "send"}
          busy={sending.busy || planning.busy}
          onClick={onGo}
        >
          {goText(input, when)}
        </Button>
        <SafeButton onClick={onClose}>{t("staffCompose.confirm.safe")}</SafeButton>
      </>
    );
  }
  return (
    <>
      <Button look="quiet" onClick={onOverride}>
        {t("staffApproval.override")}
      </Button>
      <SafeButton look="second" onClick={onClose}>
        {t("staffApproval.askNo")}
      </SafeButton>
      <Button icon="ok" busy={asking.busy} onClick={asking.run}>
        {t(send.isChange ? "staffApproval.askAgain" : "staffApproval.ask")}
      </Button>
    </>
  );
}

function needsSecond(reach: Reach, send: Send): boolean {
  return send.isChange || reach.warnings.includes("wide");
}

/** The last look before it goes out: the numbers are the headline; a large circle needs a second person. */
export function Confirm(props: ConfirmProps) {
  const { input, reach, send, onClose } = props;
  const [isOverride, setOverride] = useState(false);
  const now = useNow();
  const [when, setWhen] = useState(() => atOnce(now));
  const [isTried, setTried] = useState(false);
  const { sending, planning, asking, overriding } = send;
  const error = sending.error ?? planning.error ?? asking.error;
  const wrong = wrongWith(when, input.endsAt ? new Date(input.endsAt) : null, now);
  const isUrgent = input.urgency === "URGENT";
  const onGo = (): void => {
    setTried(true);
    if (wrong) return;
    if (isUrgent && !when.isLater) sending.run();
    else planning.run(momentOf(when));
  };
  if (isOverride) {
    const onBack = (): void => {
      overriding.clear();
      setOverride(false);
    };
    return <Override key="override" {...props} onBack={onBack} />;
  }
  const onOverride = (): void => {
    asking.clear();
    setOverride(true);
  };
  return (
    <Dialog
      key="confirm"
      title={t(needsSecond(reach, send) ? "staffApproval.askTitle" : "staffCompose.confirm.title", {
        n: reach.households,
      })}
      busy={sending.busy || planning.busy || asking.busy}
      onClose={onClose}
      foot={<Foot {...props} when={when} onOverride={onOverride} onGo={onGo} />}
    >
      <Blast reach={reach} />
      <Warnings reach={reach} codes={reach.warnings} />
      <Facts input={input} reach={reach} />
      {!needsSecond(reach, send) && (
        <>
          <When when={when} wrong={isTried ? wrong : null} onWhen={setWhen} />
          {!isUrgent && !when.isLater && <p class="sm second">{t("staffDraft.when.undo")}</p>}
        </>
      )}
      {needsSecond(reach, send) && (
        <Note icon="person">
          <p>{t(send.isChange ? "staffApproval.neededAgain" : "staffApproval.needed")}</p>
        </Note>
      )}
      {error && <Refused error={error} />}
    </Dialog>
  );
}
