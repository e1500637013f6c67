import { useState } from "preact/hooks";

import { request } from "@/api/client";
import type { Operation } from "@/api/operation";
import type { NoticeKind, NoticeRow } from "@/api/types";
import { useAction, type Action } from "@/api/use-action";
import { asPortalError } from "@/api/use-query";
import { t } from "@/i18n";
import { T } from "@/i18n/rich";
import { Note } from "@/shared/feedback";
import { Button, TextField } from "@/shared/form";
import { Icon } from "@/shared/icon";

import { Ask } from "../parts/ask";
import { useMay } from "../role";
import { CancelNotice, EndNotice, RetractNotice } from "./reach.generated";
import { Reschedule } from "./reschedule";

type Word = "water" | "heating" | "power" | "gas" | "lift" | "other";

const WORDS: Readonly<Partial<Record<NoticeKind, Word>>> = {
  WATER: "water",
  HEATING: "heating",
  POWER: "power",
  GAS: "gas",
  LIFT: "lift",
};

export function endWord(kind: NoticeKind): Word {
  return WORDS[kind] ?? "other";
}

/** What staff can do with a notice now: call off what has not begun, end what has. */
export function nextStep(notice: Pick<NoticeRow, "state" | "startsAt">, now: Date): "cancel" | "end" | null {
  if (notice.state !== "PUBLISHED") return null;
  return notice.startsAt !== null && new Date(notice.startsAt) > now ? "cancel" : "end";
}

function useStep<R>(
  operation: Operation<R, { id: string; word: string }>,
  id: string,
  word: string,
  done: () => void,
  late: () => void,
): Action<[]> {
  return useAction(async () => {
    try {
      await request(operation, { id, word });
    } catch (reason) {
      const error = asPortalError(reason);
      if (error.code !== "conflict") throw error;
      late();
    }
    done();
  });
}

interface ActionsProps {
  readonly notice: NoticeRow;
  readonly households: number;
  readonly now: Date;
  readonly refresh: () => void;
}

export interface AskingProps extends Omit<ActionsProps, "now"> {
  readonly onClose: () => void;
  readonly onLate: () => void;
}

/** A sentence of staff for everybody who is told. */
function WordField({ word, onWord }: { word: string; onWord: (word: string) => void }) {
  return (
    <TextField
      label={t("staffNotice.reach.word")}
      hint={t("staffNotice.reach.wordHint")}
      value={word}
      onValue={onWord}
      input={{ maxLength: 300 }}
    />
  );
}

function EndAsk({ notice, households, refresh, onClose, onLate }: AskingProps) {
  const done = (): void => {
    onClose();
    refresh();
  };
  const [said, setSaid] = useState("");
  const ending = useStep(EndNotice, notice.id, said, done, onLate);
  const word = endWord(notice.kind);
  const count = { households: t("staff.households", { n: households }) };
  return (
    <Ask
      title={t(`staffNotice.reach.endAsk.${word}`)}
      yes={t(word === "other" ? "staffNotice.reach.endYesOther" : "staffNotice.reach.endYes")}
      no={t("staffNotice.reach.endNo")}
      look="second"
      icon="check"
      action={ending}
      onYes={ending.run}
      onClose={onClose}
    >
      <p>
        <T k={word === "other" ? "staffNotice.reach.endTextOther" : "staffNotice.reach.endText"} values={count} />
      </p>
      {notice.isOutage && <WordField word={said} onWord={setSaid} />}
    </Ask>
  );
}

function CancelAsk({ notice, households, refresh, onClose, onLate }: AskingProps) {
  const done = (): void => {
    onClose();
    refresh();
  };
  const [word, setWord] = useState("");
  const cancelling = useStep(CancelNotice, notice.id, word, done, onLate);
  return (
    <Ask
      title={t("staffNotice.reach.cancelAsk")}
      yes={t("staffNotice.reach.cancelYes")}
      no={t("staffNotice.reach.cancelNo")}
      icon="ban"
      action={cancelling}
      onYes={cancelling.run}
      onClose={onClose}
    >
      <p>
        <T k="staffNotice.reach.cancelText" values={{ households: t("staff.households", { n: households }) }} />
      </p>
      <p>{t("staffNotice.reach.cancelSent")}</p>
      <WordField word={word} onWord={setWord} />
    </Ask>
  );
}

function RetractAsk({ notice, households, refresh, onClose, onLate }: AskingProps) {
  const [word, setWord] = useState("");
  const done = (): void => {
    onClose();
    refresh();
  };
  const retracting = useStep(RetractNotice, notice.id, word, done, onLate);
  return (
    <Ask
      title={t("staffNotice.reach.retractAsk")}
      yes={t("staffNotice.reach.retractYes")}
      no={t("staffNotice.reach.retractNo")}
      icon="ban"
      action={retracting}
      onYes={retracting.run}
      onClose={onClose}
    >
      <p>
        <T k="staffNotice.reach.retractText" values={{ households: t("staff.households", { n: households }) }} />
      </p>
      <WordField word={word} onWord={setWord} />
    </Ask>
  );
}

type Asked = "step" | "later" | "retract" | null;

/** What can come next, each behind a question. Who may send a notice may end it. */
export function NoticeActions(props: ActionsProps) {
  const { notice, now } = props;
  const may = useMay();
  const [asked, setAsked] = useState<Asked>(null);
  const [isLate, setLate] = useState(false);
  const step = nextStep(notice, now);
  const allowed = may("writeNotices") && (notice.urgency === "ORDINARY" || may("sendUrgent"));
  const asking: AskingProps = {
    ...props,
    onClose: () => {
      setAsked(null);
    },
    onLate: () => {
      setLate(true);
    },
  };
  if (isLate) return <Note tone="mute">{t("staffNotice.reach.changed")}</Note>;
  if (!step || !allowed) return null;
  const open = (): void => {
    setAsked("step");
  };
  return (
    <>
      {step === "end" ? (
        <Button look={notice.isOutage ? "ok" : "second"} icon="check" onClick={open}>
          {t(`staffNotice.reach.end.${endWord(notice.kind)}`)}
        </Button>
      ) : (
        <Button look="danger-second" icon="ban" onClick={open}>
          {t("staffNotice.reach.cancel")}
        </Button>
      )}
      {notice.startsAt && (
        <Button
          look="second"
          icon="clock"
          onClick={() => {
            setAsked("later");
          }}
        >
          {t(step === "end" ? "staffNotice.reach.later.longer" : "staffNotice.reach.later.move")}
        </Button>
      )}
      <a class="btn btn--second" href={`/verwaltung/aushaenge/${notice.id}/aendern`}>
        <Icon name="edit" />
        <span>{t("staffNotice.reach.edit")}</span>
      </a>
      <Button
        look="quiet"
        onClick={() => {
          setAsked("retract");
        }}
      >
        {t("staffNotice.reach.retract")}
      </Button>
      {asked === "step" && (step === "end" ? <EndAsk {...asking} /> : <CancelAsk {...asking} />)}
      {asked === "later" && <Reschedule {...asking} hasBegun={step === "end"} now={now} />}
      {asked === "retract" && <RetractAsk {...asking} />}
    </>
  );
}
