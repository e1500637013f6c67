import type { HistoryPartsFragment, NoticeKind, NoticeStepKind } from "@/api/types";
import { t } from "@/i18n";
import { hours, moment, windowLong } from "@/i18n/format";

import { Icon, type IconName } from "../icon";
import { kindIcon } from "./kind";

export type Step = HistoryPartsFragment["steps"][number];

const ICONS: Readonly<Record<NoticeStepKind, IconName>> = {
  MOVED: "calendar",
  LONGER: "clock",
  CHANGED: "edit",
  AREA: "house",
  JOINED: "house",
  LEFT: "check",
  ENDED: "ok",
  CANCELLED: "ban",
  RETRACTED: "ban",
};

function at(value: string | null): Date | null {
  return value === null ? null : new Date(value);
}

/** What a step says beside its word: the new time, and the one that held before. */
function detailsOf(step: Step): string {
  const start = at(step.startsAt);
  const end = at(step.endsAt);
  const wasStart = at(step.wasStartsAt);
  const wasEnd = at(step.wasEndsAt);
  const isSame = step.startsAt === step.wasStartsAt && step.endsAt === step.wasEndsAt;
  if (!start || isSame || step.step === "LEFT") return "";
  const now = t("notice.history.now", { window: windowLong({ start, end }) });
  if (!wasStart) return now;
  const was =
    step.startsAt === step.wasStartsAt
      ? hours({ start: wasStart, end: wasEnd })
      : windowLong({ start: wasStart, end: wasEnd });
  return `${now} ${t("notice.history.was", { window: was })}`;
}

function Counts({ step }: { step: Step }) {
  const { told, joined, left } = step;
  if (told === null || joined === null || left === null) return null;
  const said = [
    told > 0 && t("notice.history.told", { n: told }),
    joined > 0 && t("notice.history.joined", { n: joined }),
    left > 0 && t("notice.history.left", { n: left }),
  ].filter((part) => part !== false);
  const by = step.by === null ? "" : t("notice.history.by", { name: step.by });
  return <span class="second sm fact__sub">{[...said, by].filter(Boolean).join(" · ")}</span>;
}

interface HistoryProps {
  readonly kind: NoticeKind;
  readonly publishedAt: string | null;
  readonly steps: readonly Step[];
  readonly now: Date;
}

/** What became of a notice, the latest first; at the desk with whom each step told. */
export function History({ kind, publishedAt, steps, now }: HistoryProps) {
  return (
    <ol class="history">
      {[...steps].reverse().map((step) => {
        const details = detailsOf(step);
        return (
          <li key={step.number}>
            <Icon name={ICONS[step.step]} />
            <time dateTime={step.at}>{moment(new Date(step.at), now)}</time>
            <b>{t(`notice.history.step.${step.step}`)}</b> {details}
            {step.word && <q class="history__word">{step.word}</q>}
            <Counts step={step} />
          </li>
        );
      })}
      {publishedAt !== null && (
        <li>
          <Icon name={kindIcon(kind)} />
          <time dateTime={publishedAt}>{moment(new Date(publishedAt), now)}</time>
          {t("notice.history.posted")}
        </li>
      )}
    </ol>
  );
}
