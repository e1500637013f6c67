import { useState } from "preact/hooks";

import { t } from "@/i18n";
import { windowLong } from "@/i18n/format";
import { T } from "@/i18n/rich";
import { Failure } from "@/shared/feedback";
import { Button, TextField } from "@/shared/form";

import { Dialog, SafeButton } from "../parts/dialog";
import type { NoticeInput } from "./compose.generated";
import { Warnings } from "./reach-pane";
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

/** The last look before it goes out: the numbers are the headline, a large circle has to be typed. */
export function Confirm({ input, reach, send, onClose }: ConfirmProps) {
  const [typed, setTyped] = useState("");
  const [isWrong, setWrong] = useState(false);
  const [reason, setReason] = useState("");
  const isWide = reach.warnings.includes("wide");
  const { sending, asking, overriding } = send;
  const error = sending.error ?? asking.error ?? overriding.error;
  const busy = sending.busy || asking.busy || overriding.busy;
  const override = (): void => {
    const wrong = typed.replace(/\D/gu, "") !== String(reach.households);
    setWrong(wrong);
    if (!wrong && reason.trim().length >= LEAST_REASON) overriding.run(reason);
  };
  const label = t(input.urgency === "URGENT" ? "staffCompose.confirm.sendUrgent" : "staffCompose.confirm.send");
  return (
    <Dialog
      title={t("staffCompose.confirm.title", { n: reach.households })}
      busy={busy}
      onClose={onClose}
      foot={
        <>
          {isWide ? (
            <>
              <Button look="danger-second" icon="send" busy={overriding.busy} onClick={override}>
                {t("staffApproval.override")}
              </Button>
              <Button icon="send" busy={asking.busy} onClick={asking.run}>
                {t("staffApproval.ask")}
              </Button>
            </>
          ) : (
            <Button look="danger-second" icon="send" busy={sending.busy} onClick={sending.run}>
              {label}
            </Button>
          )}
          <SafeButton onClick={onClose}>{t("staffCompose.confirm.safe")}</SafeButton>
        </>
      }
    >
      <Blast reach={reach} />
      <Warnings reach={reach} codes={reach.warnings} />
      <Facts input={input} reach={reach} />
      {isWide && <p>{t("staffApproval.needed")}</p>}
      {isWide && (
        <TextField
          label={t("staffApproval.reason")}
          hint={t("staffApproval.reasonShort")}
          value={reason}
          onValue={setReason}
        />
      )}
      {isWide && (
        <TextField
          label={t("staffCompose.confirm.type")}
          error={isWrong ? t("staffCompose.confirm.typeWrong", { n: reach.households }) : undefined}
          value={typed}
          onValue={setTyped}
          input={{ inputMode: "numeric", autocomplete: "off" }}
        />
      )}
      {error && <Failure error={error} />}
    </Dialog>
  );
}
