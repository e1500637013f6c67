import { useEffect, useState } from "preact/hooks";

import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { useQuery } from "@/api/use-query";
import { t } from "@/i18n";
import { dateTime, windowLong } from "@/i18n/format";
import { T } from "@/i18n/rich";
import { Failure, Note, SkeletonList } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { NotFound } from "@/shared/not-found";
import { navigate } from "@/shared/router";
import type { Params } from "@/shared/routes";

import { NotYours } from "../parts/not-yours";
import { Pane, Top } from "../parts/pane";
import { useMay } from "../role";
import { PlannedNotice, StopNotice, type PlannedNoticeQuery } from "./drafts.generated";
import { failureText } from "./failure";

const BACK = "/verwaltung/aushaenge";
const SECOND = 1000;
const MINUTE = 60 * SECOND;

type Planned = PlannedNoticeQuery["noticeDraft"];

/** The time, each second: minutes are too coarse for a countdown. */
function useSeconds(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(new Date());
    }, SECOND);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
}

/** When it goes: in so many seconds, or on a day. */
function whenText(at: Date, now: Date): string {
  const left = at.getTime() - now.getTime();
  if (left > MINUTE) return t("staffDraft.planned.at", { date: dateTime(at) });
  return left > 0 ? t("staffDraft.planned.in", { n: Math.ceil(left / SECOND) }) : t("staffDraft.planned.now");
}

function Waiting({ planned, now, onChange }: { planned: Planned; now: Date; onChange: () => void }) {
  const at = planned.publishAt ? new Date(planned.publishAt) : now;
  const stopping = useAction(async () => {
    await request(StopNotice, { id: planned.id });
    onChange();
  });
  const isSoon = at.getTime() - now.getTime() <= MINUTE;
  return (
    <Note tone={isSoon ? "warn" : "mute"} icon="clock">
      {/* Said once, not each second. */}
      <p role={isSoon ? undefined : "status"}>
        <b>{whenText(at, now)}</b>
      </p>
      <p class="second">{t("staffDraft.planned.nothing")}</p>
      {stopping.error && <Failure error={stopping.error} retry={onChange} />}
      <Button look="danger-second" large busy={stopping.busy} onClick={stopping.run}>
        {t("staffDraft.planned.stop")}
      </Button>
    </Note>
  );
}

function Facts({ planned }: { planned: Planned }) {
  const start = planned.startsAt ? new Date(planned.startsAt) : null;
  const end = planned.endsAt ? new Date(planned.endsAt) : null;
  return (
    <Pane title={t("staffDraft.planned.what")}>
      <dl class="facts facts--tight">
        <dt>{t("staffCompose.confirm.what")}</dt>
        <dd>{planned.title}</dd>
        {start && (
          <>
            <dt>{t("staffCompose.confirm.when")}</dt>
            <dd>{windowLong({ start, end })}</dd>
          </>
        )}
        <dt>{t("staffDraft.planned.whom")}</dt>
        <dd>
          {t("staffNotice.reach.head", {
            households: t("staff.households", { n: planned.households }),
            persons: t("staff.persons", { n: planned.members }),
          })}
        </dd>
        <dt>{t("staffDraft.planned.author")}</dt>
        <dd>{planned.author || "–"}</dd>
      </dl>
      {planned.state === "PLANNED" && <p class="xs quiet">{t("staffDraft.planned.counted")}</p>}
    </Pane>
  );
}

function Held({ planned }: { planned: Planned }) {
  return (
    <Note tone="mute" icon="check" role="status">
      <p>
        <T k="staffDraft.planned.stopped" />
      </p>
      {planned.failure && <p>{failureText(planned.failure)}</p>}
      {planned.isMine && (
        <a class="btn btn--second" href={`${BACK}/neu?entwurf=${planned.id}`}>
          {t("staffDraft.goOn")}
        </a>
      )}
    </Note>
  );
}

/** A notice before its moment; once it is published, its page takes over. */
export function PlannedPage({ params }: { params: Params }) {
  const may = useMay();
  const now = useSeconds();
  const { data, error, refresh } = useQuery(PlannedNotice, { id: params["id"] ?? "" });
  const planned = data?.noticeDraft ?? null;
  const noticeId = planned?.noticeId ?? null;
  const due = planned?.state === "PLANNED" && planned.publishAt ? Date.parse(planned.publishAt) : null;
  const isDue = due !== null && due <= now.getTime();
  const second = Math.floor(now.getTime() / SECOND);
  useEffect(() => {
    if (isDue) refresh();
  }, [isDue, second, refresh]);
  useEffect(() => {
    if (noticeId) navigate(`${BACK}/${noticeId}`, { replace: true });
  }, [noticeId]);
  if (!may("writeNotices")) return <NotYours title={t("staffDraft.planned.title")} />;
  if (error?.code === "not_found" || error?.code === "invalid_input") return <NotFound home={BACK} />;
  return (
    <div class="stack stack-5">
      <Top
        title={planned?.title ?? t("staffDraft.planned.title")}
        back={{ href: `${BACK}/geplant`, label: t("staffDraft.title") }}
      />
      {error && <Failure error={error} retry={refresh} />}
      {!planned && !error && <SkeletonList label={t("staffDraft.planned.loading")} rows={2} />}
      {planned?.state === "PLANNED" && <Waiting planned={planned} now={now} onChange={refresh} />}
      {(planned?.state === "WRITING" || planned?.state === "FAILED") && <Held planned={planned} />}
      {planned && <Facts planned={planned} />}
    </div>
  );
}
