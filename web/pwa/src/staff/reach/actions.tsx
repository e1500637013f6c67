import { useState } from "preact/hooks";

import { request } from "@/api/client";
import type { Operation } from "@/api/operation";
import type { NoticeKind, NoticeRow } from "@/api/types";
import { useAction, type Action } from "@/api/use-action";
import { asPortalError } from "@/api/use-query";
import { t } from "@/i18n";
import { T } from "@/i18n/rich";
import { Note } from "@/shared/feedback";
import { Button } from "@/shared/form";

import { Ask } from "../parts/ask";
import { useMay } from "../role";
import { CancelNotice, EndNotice } from "./reach.generated";

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
  operation: Operation<R, { id: string }>,
  id: string,
  done: () => void,
  late: () => void,
): Action<[]> {
  return useAction(async () => {
    try {
      await request(operation, { id });
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

interface AskingProps extends Omit<ActionsProps, "now"> {
  readonly onClose: () => void;
  readonly onLate: () => void;
}

function EndAsk({ notice, households, refresh, onClose, onLate }: AskingProps) {
  const done = (): void => {
    onClose();
    refresh();
  };
  const ending = useStep(EndNotice, notice.id, done, onLate);
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
    </Ask>
  );
}

function CancelAsk({ notice, households, refresh, onClose, onLate }: AskingProps) {
  const done = (): void => {
    onClose();
    refresh();
  };
  const cancelling = useStep(CancelNotice, notice.id, done, onLate);
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
    </Ask>
  );
}

/** The one step that comes next, behind a question. Who may send a notice may end it. */
export function NoticeActions(props: ActionsProps) {
  const { notice, now } = props;
  const may = useMay();
  const [asked, setAsked] = useState(false);
  const [isLate, setLate] = useState(false);
  const step = nextStep(notice, now);
  const allowed = may("writeNotices") && (notice.urgency === "ORDINARY" || may("sendUrgent"));
  const asking: AskingProps = {
    ...props,
    onClose: () => {
      setAsked(false);
    },
    onLate: () => {
      setLate(true);
    },
  };
  if (isLate) return <Note tone="mute">{t("staffNotice.reach.changed")}</Note>;
  if (!step || !allowed) return null;
  const open = (): void => {
    setAsked(true);
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
      {asked && (step === "end" ? <EndAsk {...asking} /> : <CancelAsk {...asking} />)}
    </>
  );
}
