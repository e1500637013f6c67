import { t } from "@/i18n";
import { dateTime, time } from "@/i18n/format";
import { T } from "@/i18n/rich";
import { useLive } from "@/api/live";
import { useQuery } from "@/api/use-query";
import { Failure, SkeletonList } from "@/shared/feedback";
import { Icon } from "@/shared/icon";
import { NotFound } from "@/shared/not-found";
import { History } from "@/shared/notice/history";
import { lookOf } from "@/shared/notice/phase";
import { useNow } from "@/shared/now";
import { useLocation } from "@/shared/router";
import type { Params } from "@/shared/routes";

import { STATE_TONES } from "../notices/look";
import { StaffBoardChanged } from "../notices/notices.generated";
import { whenLong } from "../notices/when";
import { NotYours } from "../parts/not-yours";
import { Pane, Top } from "../parts/pane";
import { State } from "../parts/state";
import { useMay } from "../role";
import { NoticeActions } from "./actions";
import { Legend, ReachBar } from "./bar";
import { Channels } from "./channels";
import { DeadLetterPane } from "./dead";
import { DeliveryList } from "./deliveries";
import { HouseholdPane, standIn } from "./households";
import type { Stand } from "./numbers";
import { PostersPane } from "./posters";
import { useProgress, type Progress, type ProgressState } from "./progress";
import { StaffNotice } from "./reach.generated";
import { Sent, type SentNotice } from "./sent";
import { TimelinePane } from "./timeline";

const BACK = "/verwaltung/aushaenge";

function LiveState({ state }: { state: ProgressState }) {
  const values = { time: time(state.asOf) };
  return (
    <State tone={state.isLive ? "ok" : "mute"} icon={state.isLive ? "refresh" : "offline"}>
      {state.isLive ? t("staffNotice.reach.live", values) : t("staffNotice.reach.paused", values)}
    </State>
  );
}

interface RunProps {
  readonly progress: Progress;
  readonly state: ProgressState;
  readonly stand: Stand | null;
  readonly mayList: boolean;
}

function Run({ progress, state, stand, mayList }: RunProps) {
  const { households, totalHouseholds, totalMembers, isFinished } = progress;
  const title = t("staffNotice.reach.head", {
    households: t("staff.households", { n: totalHouseholds }),
    persons: t("staff.persons", { n: totalMembers }),
  });
  return (
    <Pane title={title} aside={<LiveState state={state} />}>
      <ReachBar households={households} />
      <Legend
        households={households}
        current={stand}
        {...(mayList ? { hrefOf: (one: Stand) => `${BACK}/${progress.noticeId}?stand=${one}` } : {})}
      />
      <p class="sm second" role="status">
        {isFinished ? t("staffNotice.reach.finished") : t("staffNotice.reach.running", { n: households.pending })}
      </p>
      <p class="xs quiet">{t("staffNotice.reach.accepted")}</p>
      {mayList && (
        <p class="no-print">
          <a class="link" href={`/notices/${progress.noticeId}/reach.csv`} download>
            {t("staffNotice.reach.households.csv")}
          </a>
        </p>
      )}
    </Pane>
  );
}

function PaperPane({ notice, progress }: { notice: SentNotice; progress: Progress }) {
  const paper = progress.households.paper + progress.households.failed;
  return (
    <Pane title={t("staffNotice.reach.paper")} onScreen>
      {paper === 0 ? (
        <p class="second">{t(progress.isFinished ? "staffNotice.reach.paperNone" : "staffNotice.list.sending")}</p>
      ) : (
        <>
          <p>
            <T k="staffNotice.reach.paperCount" values={{ n: paper }} />
          </p>
          {progress.toldInPerson > 0 && (
            <p class="line">
              <Icon name="ok" />
              <span>{t("staffNotice.reach.toldInPerson", { n: progress.toldInPerson })}</span>
            </p>
          )}
          <a class="btn btn--second btn--wide" href={`${BACK}/${notice.id}/papier`}>
            <Icon name="print" />
            <span>{t("staffNotice.reach.paperList")}</span>
          </a>
        </>
      )}
    </Pane>
  );
}

function Head({ notice, households, refresh }: { notice: SentNotice; households: number; refresh: () => void }) {
  const now = useNow();
  const look = lookOf(notice, now);
  const when = whenLong(notice);
  const sub = [
    when && `${when}.`,
    notice.publishedAt ? t("staffNotice.reach.sentAt", { date: dateTime(new Date(notice.publishedAt)) }) : "",
  ];
  return (
    <Top
      title={notice.title}
      back={{ href: BACK, label: t("staffNotice.reach.back") }}
      sub={<p>{sub.filter(Boolean).join(" ")}</p>}
    >
      {look && (
        <State tone={STATE_TONES[look.tone]} icon={look.icon}>
          {look.band}
        </State>
      )}
      <NoticeActions notice={notice} households={households} now={now} refresh={refresh} />
    </Top>
  );
}

function ReachOf({ id }: { id: string }) {
  const may = useMay();
  const now = useNow();
  const { data, error, refresh } = useQuery(StaffNotice, { id });
  const state = useProgress(id);
  const stand = standIn(useLocation().search);
  const { progress } = state;
  useLive(StaffBoardChanged, {}, (event) => {
    if (event === null || event.boardChanged.id === id) refresh();
  });
  if (!data) {
    return error ? (
      <Failure error={error} retry={refresh} />
    ) : (
      <SkeletonList label={t("staffNotice.reach.loading")} rows={5} />
    );
  }
  const { notice } = data;
  if (!notice) return <NotFound home={BACK} />;
  const settled = progress ? String(progress.channels.reduce((sum, row) => sum + row.accepted + row.failed, 0)) : "";
  return (
    <div class="stack stack-5">
      <Head notice={notice} households={progress?.totalHouseholds ?? 0} refresh={refresh} />
      {error && <Failure error={error} retry={refresh} />}
      {state.error && <Failure error={state.error} retry={state.refresh} />}
      {progress && <Run progress={progress} state={state} stand={stand} mayList={may("readDeliveries")} />}
      {progress && stand && may("readDeliveries") && <HouseholdPane progress={progress} stand={stand} />}
      <div class="grid grid--main">
        <div class="stack stack-5">
          {progress && <Channels progress={progress} />}
          {progress && may("readDeliveries") && (
            <TimelinePane
              key={`${settled} ${String(progress.households.confirmed)}`}
              noticeId={progress.noticeId}
              total={progress.totalHouseholds}
            />
          )}
          <Sent notice={notice} />
          {notice.steps.length > 0 && (
            <Pane title={t("notice.history.title")}>
              <History kind={notice.kind} publishedAt={notice.publishedAt} steps={notice.steps} now={now} />
            </Pane>
          )}
        </div>
        <div class="stack stack-5">
          {progress && may("readDeliveries") && <PaperPane notice={notice} progress={progress} />}
          {notice.publicPath && (
            <PostersPane
              noticeId={notice.id}
              publicPath={notice.publicPath}
              houses={notice.houses.length}
              isCurrent={notice.state === "PUBLISHED"}
            />
          )}
        </div>
      </div>
      {progress && may("readDeliveries") && <DeadLetterPane key={settled} noticeId={progress.noticeId} />}
      {progress && may("readDeliveries") && (
        <DeliveryList progress={progress} turn={progress.isFinished ? settled : ""} />
      )}
    </div>
  );
}

/** After sending: who was reached how, live; what was sent; the way to end it. */
export function ReachPage({ params }: { params: Params }) {
  const may = useMay();
  if (!may("readNotices")) return <NotYours title={t("staffNotice.list.title")} />;
  const id = params["id"] ?? "";
  return <ReachOf key={id} id={id} />;
}
