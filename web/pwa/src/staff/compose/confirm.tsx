import { useState } from "preact/hooks";

import type { Action } from "@/api/use-action";
import { t } from "@/i18n";
import { windowLong } from "@/i18n/format";
import { T } from "@/i18n/rich";
import { Failure } from "@/shared/feedback";
import { Button, TextField } from "@/shared/form";

import { Dialog, SafeButton } from "../parts/dialog";
import type { NoticeInput } from "./compose.generated";
import { Warnings } from "./reach-pane";
import type { Reach } from "./use-reach";

const MOST_HOUSES = 6;

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
  readonly sending: Action<[]>;
  readonly onClose: () => void;
}

/** The last look before it goes out: the numbers are the headline, a large circle has to be typed. */
export function Confirm({ input, reach, sending, onClose }: ConfirmProps) {
  const [typed, setTyped] = useState("");
  const [isWrong, setWrong] = useState(false);
  const asksNumber = reach.warnings.includes("wide");
  const send = (): void => {
    const wrong = asksNumber && typed.replace(/\D/gu, "") !== String(reach.households);
    setWrong(wrong);
    if (!wrong) sending.run();
  };
  const label = t(input.urgency === "URGENT" ? "staffCompose.confirm.sendUrgent" : "staffCompose.confirm.send");
  return (
    <Dialog
      title={t("staffCompose.confirm.title", { n: reach.households })}
      busy={sending.busy}
      onClose={onClose}
      foot={
        <>
          <Button look="danger-second" icon="send" busy={sending.busy} onClick={send}>
            {label}
          </Button>
          <SafeButton onClick={onClose}>{t("staffCompose.confirm.safe")}</SafeButton>
        </>
      }
    >
      <Blast reach={reach} />
      <Warnings reach={reach} codes={reach.warnings} />
      <Facts input={input} reach={reach} />
      {asksNumber && (
        <TextField
          label={t("staffCompose.confirm.type")}
          error={isWrong ? t("staffCompose.confirm.typeWrong", { n: reach.households }) : undefined}
          value={typed}
          onValue={setTyped}
          input={{ inputMode: "numeric", autocomplete: "off" }}
        />
      )}
      {sending.error && <Failure error={sending.error} />}
    </Dialog>
  );
}
