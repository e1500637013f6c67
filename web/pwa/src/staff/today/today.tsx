import { useQuery } from "@/api/use-query";
import type { NoticeRow } from "@/api/types";
import { t } from "@/i18n";
import { dateLong, time } from "@/i18n/format";
import { rich } from "@/i18n/rich";
import { Empty, Failure, Note, SkeletonList } from "@/shared/feedback";
import { Icon, type IconName } from "@/shared/icon";
import { useNow } from "@/shared/now";
import { endOf } from "@/shared/notice/phase";
import { useSession } from "@/shared/session";

import { ApprovalsWaiting } from "../approval/waiting";
import { useBoard } from "../notices/board";
import { ReachOf } from "../notices/notices.generated";
import { StaffNoticeItem } from "../notices/row";
import { WriteLink } from "../notices/write-link";
import { Pane, Top } from "../parts/pane";
import { NoticeActions } from "../reach/actions";
import { ReachBar } from "../reach/bar";
import { DeadLetterPane } from "../reach/dead";
import { reachedOf } from "../reach/numbers";
import { useMay } from "../role";
import { FindMember } from "./find";
import { TasksPane } from "./tasks";

const LATEST = 6;
const FIRST = 50;

/** How far a notice has come, as a line under its title. */
function ReachLine({ noticeId }: { noticeId: string }) {
  const { data } = useQuery(ReachOf, { noticeId });
  const progress = data?.deliveryProgress;
  if (!progress) return null;
  const n = reachedOf(progress.households);
  return (
    <span class="reach-line">
      <ReachBar households={progress.households} thin />
      <span class="item__meta">
        {progress.isFinished
          ? t("staffNotice.list.reached", { n, total: progress.totalHouseholds })
          : t("staffNotice.list.sending")}
      </span>
    </span>
  );
}

interface OverrunProps {
  readonly notice: NoticeRow;
  readonly now: Date;
  readonly refresh: () => void;
}

/** The planned end has passed: staff are asked, tenants read that nobody has said a word. */
function Overrun({ notice, now, refresh }: OverrunProps) {
  const { data } = useQuery(ReachOf, { noticeId: notice.id });
  const end = endOf(notice);
  return (
    <Note tone="warn" icon="question" role="status">
      <p>{rich(t("staffNotice.today.overrun", { title: notice.title, time: end ? time(end) : "" }))}</p>
      <div class="row row--tight">
        <NoticeActions
          notice={notice}
          households={data?.deliveryProgress?.totalHouseholds ?? 0}
          now={now}
          refresh={refresh}
        />
        <a class="btn btn--second" href={`/verwaltung/aushaenge/${notice.id}`}>
          {t("staffNotice.today.open")}
        </a>
      </div>
    </Note>
  );
}

interface ListProps {
  readonly title: string;
  readonly rows: readonly NoticeRow[];
  readonly now: Date;
  readonly withReach?: boolean;
  readonly all?: boolean;
}

function NoticePane({ title, rows, now, withReach = false, all = false }: ListProps) {
  if (rows.length === 0) return null;
  return (
    <Pane
      flush
      title={title}
      aside={
        all && (
          <a class="link sm" href="/verwaltung/aushaenge">
            {t("staffNotice.today.all")}
          </a>
        )
      }
    >
      <ul class="list">
        {rows.map((notice) => (
          <StaffNoticeItem key={notice.id} notice={notice} now={now}>
            {withReach && <ReachLine noticeId={notice.id} />}
          </StaffNoticeItem>
        ))}
      </ul>
    </Pane>
  );
}

function Calm() {
  return (
    <p class="line second calm">
      <Icon name="ok" />
      <span>{t("staffNotice.today.calm")}</span>
    </p>
  );
}

function Board() {
  const now = useNow();
  const { rows, error, refresh } = useBoard(FIRST, false);
  if (!rows) {
    return error ? (
      <Failure error={error} retry={refresh} />
    ) : (
      <SkeletonList label={t("staffNotice.today.loading")} rows={5} />
    );
  }
  const running = rows.filter(({ phase }) => phase === "RUNNING" || phase === "OVERRUN");
  const coming = rows.filter(({ phase }) => phase === "COMING");
  const latest = rows.filter((notice) => !running.includes(notice) && !coming.includes(notice)).slice(0, LATEST);
  return (
    <div class="stack stack-5">
      {error && <Failure error={error} retry={refresh} />}
      {running
        .filter(({ phase }) => phase === "OVERRUN")
        .map((notice) => (
          <Overrun key={notice.id} notice={notice} now={now} refresh={refresh} />
        ))}
      {rows.length === 0 && (
        <Empty icon="board" tone="mute">
          <h2>{t("staffNotice.today.empty")}</h2>
          <p>{t("staffNotice.today.emptyHint")}</p>
        </Empty>
      )}
      {rows.length > 0 && running.length + coming.length === 0 && <Calm />}
      <NoticePane title={t("staffNotice.today.running")} rows={running} now={now} withReach />
      <NoticePane title={t("staffNotice.today.coming")} rows={coming} now={now} withReach />
      <NoticePane title={t("staffNotice.today.latest")} rows={latest} now={now} withReach all />
    </div>
  );
}

function Shortcut({ href, icon, label }: { href: string; icon: IconName; label: string }) {
  return (
    <li>
      <a class="item" href={href}>
        <span class="tile">
          <Icon name={icon} />
        </span>
        <span class="item__title">{label}</span>
        <Icon name="next" turn />
      </a>
    </li>
  );
}

/** Who has nothing to do with notices is shown the way to what they have. */
function TodayElsewhere() {
  const may = useMay();
  return may("readAuditLog") ? (
    <ul class="list">
      <Shortcut href="/verwaltung/protokoll" icon="archive" label={t("staffAudit.title")} />
    </ul>
  ) : (
    <Note tone="mute">{t("staffNotice.today.nothing")}</Note>
  );
}

/** The first page of the desk: what is going on now, and the few things one comes here for. */
export function TodayPage() {
  const may = useMay();
  const now = useNow();
  const session = useSession();
  const role = session.kind === "staff" ? t(`staff.role.${session.staff.role}`) : "";
  const shortcuts = may("publishDocuments") || may("readMembers") || may("readNotices");
  return (
    <div class="stack stack-5">
      <Top title={t("staffNotice.today.title")} sub={dateLong(now)}>
        {may("writeNotices") && <WriteLink />}
      </Top>
      <div class="grid grid--main">
        {may("readNotices") ? (
          <div class="stack stack-5">
            {may("writeNotices") && <ApprovalsWaiting />}
            {may("helpMembers") && <TasksPane />}
            <Board />
            {may("readDeliveries") && <DeadLetterPane />}
          </div>
        ) : (
          <TodayElsewhere />
        )}
        {shortcuts && (
          <aside class="stack stack-5" aria-label={role}>
            {may("readMembers") && <FindMember />}
            <ul class="list">
              {may("publishDocuments") && (
                <Shortcut href="/verwaltung/dokumente/neu" icon="upload" label={t("staffNotice.today.document")} />
              )}
              <Shortcut href="/verwaltung/bestand" icon="house" label={t("staffStock.title")} />
              {may("importStock") && (
                <Shortcut href="/verwaltung/bestand/einlesen" icon="archive" label={t("staffStock.import")} />
              )}
            </ul>
          </aside>
        )}
      </div>
    </div>
  );
}
