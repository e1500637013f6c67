import { useEffect, useState } from "preact/hooks";

import { request } from "@/api/client";
import { refreshViewer } from "@/api/session";
import type { Reading } from "@/api/types";
import { useAction } from "@/api/use-action";
import { useQuery } from "@/api/use-query";
import { t } from "@/i18n";
import { dateLong, moment } from "@/i18n/format";
import { rich } from "@/i18n/rich";
import { boardChange, useChange } from "@/shared/changes";
import { Calls } from "@/shared/contact";
import { Failure, Note, SkeletonList } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { Icon } from "@/shared/icon";
import { NotFound } from "@/shared/not-found";
import { OutageDays } from "@/shared/notice/day";
import { helpText, kindIcon } from "@/shared/notice/kind";
import { OutageFrame } from "@/shared/notice/outage-card";
import { History } from "@/shared/notice/history";
import { headlineOf, isLetGo, lookOf, startOf } from "@/shared/notice/phase";
import { When } from "@/shared/notice/when";
import { useNow, useRefreshAt } from "@/shared/now";
import { Heading, Page } from "@/shared/page";
import { ReadingBar } from "@/shared/reading/bar";
import { pathFor, useForWhom } from "@/shared/reading/for-whom";
import type { Params } from "@/shared/routes";
import { useSession } from "@/shared/session";

import { Facts } from "./facts";
import { InLanguage } from "./in-language";
import { Confirm, MarkRead, Notice, type NoticeQuery } from "./notice.generated";
import { Todo } from "./todo";

export type NoticeDetail = NonNullable<NoticeQuery["notice"]>;

function cancelledText(notice: NoticeDetail, start: Date): string {
  if (isLetGo(notice)) return t("notice.letGo.text");
  return notice.state === "RETRACTED"
    ? t("notice.retractedText")
    : t("notice.cancelledText", { date: dateLong(start) });
}

/** The head of an outage: state, what, when as words and as the bar of the day. */
function OutageHead({ notice, now }: { notice: NoticeDetail; now: Date }) {
  const look = lookOf(notice, now);
  const start = startOf(notice);
  if (!look) return null;
  const isCancelled = notice.phase === "CANCELLED";
  return (
    <div class={`outage outage--${look.tone}`}>
      <OutageFrame notice={notice} now={now}>
        <div class="outage__body stack stack-3">
          <Heading title={headlineOf(notice)} />
          {headlineOf(notice) !== notice.title && <p class="second">{notice.title}</p>}
          {isCancelled && start && <p>{rich(cancelledText(notice, start))}</p>}
          {!isCancelled && <When notice={notice} />}
          <OutageDays notice={notice} now={now} />
          {notice.phase === "OVERRUN" && <p>{t("notice.overrunHint")}</p>}
          <p class="sm quiet">{t("notice.asOf", { time: moment(new Date(notice.updatedAt), now) })}</p>
        </div>
      </OutageFrame>
    </div>
  );
}

function BulletinHead({ notice, now }: { notice: NoticeDetail; now: Date }) {
  return (
    <div class="bulletin-head">
      <span class="tile tile--lg">
        <Icon name={kindIcon(notice.kind)} size="lg" />
      </span>
      <div class="stack stack-2">
        <Heading title={notice.title} />
        <When notice={notice} small />
        {notice.publishedAt && (
          <p class="quiet">{t("notice.published", { date: moment(new Date(notice.publishedAt), now) })}</p>
        )}
        {!notice.isAffected && <Note>{t("notice.letGo.text")}</Note>}
      </div>
    </div>
  );
}

/** The tap on "Gelesen": the only confirmation there is. */
function ReadButton({ notice }: { notice: NoticeDetail }) {
  const [confirmed, setConfirmed] = useState(notice.confirmedAt !== null);
  const confirm = useAction(async () => {
    await request(Confirm, { id: notice.id });
    setConfirmed(true);
  });
  return (
    <div class="stack stack-3">
      {confirm.error && <Failure error={confirm.error} />}
      <div class="actions">
        <Button
          large
          icon="check"
          busy={confirm.busy}
          pressed={confirmed}
          onClick={() => {
            if (!confirmed) confirm.run();
          }}
        >
          {confirmed ? t("notice.readDone") : t("notice.read")}
        </Button>
      </div>
    </div>
  );
}

interface DetailProps {
  readonly notice: NoticeDetail;
  readonly reading: Reading | null;
}

function whyText({ notice, reading }: DetailProps): string {
  if (!notice.isAffected) return t("notice.letGo.why");
  const where = notice.places.join(", ");
  if (reading === null) return where ? t("notice.why", { where }) : t("notice.whyAll");
  const { name } = reading;
  return where ? t("reading.why", { name, where }) : t("reading.whyAll", { name });
}

function Aside({ notice, reading }: DetailProps) {
  const isDue = notice.phase === "COMING" || notice.phase === "RUNNING" || notice.phase === "OVERRUN";
  return (
    <aside class="stack stack-6" aria-labelledby="help">
      <section class="card">
        <h2 id="help">{t("common.help")}</h2>
        {isDue && <p class="second sm">{helpText(notice.kind)}</p>}
        <Calls />
      </section>
      <p class="sm quiet">
        {whyText({ notice, reading })} {notice.isOutage && notice.isAffected && t("notice.neighbours")}
      </p>
    </aside>
  );
}

function Detail({ notice, reading, now }: DetailProps & { now: Date }) {
  const session = useSession();
  const language = session.kind === "tenant" ? session.tenant.language : "DE";
  const advice = { before: notice.adviceBefore, during: notice.adviceDuring, after: notice.adviceAfter };
  return (
    <div class="cols cols--aside">
      <article class="stack stack-6">
        <InLanguage key={notice.id} notice={notice} preferred={language} forMember={reading?.memberId} />
        {notice.isOutage ? <OutageHead notice={notice} now={now} /> : <BulletinHead notice={notice} now={now} />}
        <Facts notice={notice} />
        {/* Sanitised by the server: the text of staff, as headings, lists and links. */}
        {notice.bodyHtml && <div class="prose measure" dangerouslySetInnerHTML={{ __html: notice.bodyHtml }} />}
        <Todo phase={notice.phase} advice={advice} />
        {notice.steps.length > 0 && (
          <section class="stack stack-4" aria-labelledby="history">
            <h2 id="history">{t("notice.history.title")}</h2>
            <History kind={notice.kind} publishedAt={notice.publishedAt} steps={notice.steps} now={now} />
          </section>
        )}
        {/* Who reads for somebody else confirms nothing in their name. */}
        {reading === null && <ReadButton key={`${notice.id}-${String(notice.revision)}`} notice={notice} />}
      </article>
      <Aside notice={notice} reading={reading} />
    </div>
  );
}

/** Opening a notice while signed in is what "read" means; the number in the navigation follows. */
function useMarkRead(notice: NoticeDetail | null): void {
  const id = notice?.id;
  const unread = notice !== null && !notice.isRead;
  useEffect(() => {
    if (id === undefined || !unread) return;
    request(MarkRead, { id })
      .then(() => refreshViewer())
      .catch(() => undefined);
  }, [id, unread]);
}

export function NoticePage({ params }: { params: Params }) {
  const session = useSession();
  const now = useNow();
  const { reading, isOver } = useForWhom();
  const forMember = reading?.memberId;
  const { data, error, refresh } = useQuery(Notice, { id: params["id"] ?? "", ...(forMember && { forMember }) });
  const notice = data?.notice ?? null;
  useChange(boardChange, refresh);
  useMarkRead(session.kind === "tenant" && reading === null && !isOver ? notice : null);
  useRefreshAt(notice ? [notice.startsAt, notice.endsAt] : [], refresh);
  const missing = (data !== null && notice === null) || error?.code === "not_found" || error?.code === "invalid_input";
  return (
    <Page>
      <div class="page__top">
        <a class="back" href={pathFor("/aushaenge", reading)}>
          <Icon name="backarrow" turn />
          {t("notice.back")}
        </a>
      </div>
      <div class="stack stack-4 reading-head">
        <ReadingBar path="/aushaenge" />
      </div>
      {isOver ? null : missing ? (
        <NotFound home="/aushaenge" />
      ) : notice ? (
        <Detail notice={notice} reading={reading} now={now} />
      ) : error ? (
        <Failure error={error} retry={refresh} />
      ) : (
        <SkeletonList label={t("notice.loading")} rows={2} />
      )}
    </Page>
  );
}
