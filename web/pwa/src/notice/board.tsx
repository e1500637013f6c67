import type { NoticeRow, Phase, Reading } from "@/api/types";
import { t } from "@/i18n";
import { boardChange, useChange } from "@/shared/changes";
import { Plate } from "@/shared/contact";
import { Empty, Failure, SkeletonList } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { Icon } from "@/shared/icon";
import { getsNoticeMails } from "@/shared/mail-broken";
import { NoticeItem } from "@/shared/notice/row";
import { useNow, useRefreshAt } from "@/shared/now";
import { Heading, Page } from "@/shared/page";
import { usePaged } from "@/shared/paged";
import { ReadingBar } from "@/shared/reading/bar";
import { pathFor, useForWhom } from "@/shared/reading/for-whom";
import { useLocation } from "@/shared/router";
import { useSession } from "@/shared/session";

import { Board, type BoardQuery } from "./notice.generated";

const PAGE_SIZE = 20;

/** What is happening now stands above what is announced, and both above what is over. */
const DANGER: Readonly<Record<Phase, number>> = { RUNNING: 0, OVERRUN: 1, COMING: 2, NONE: 3, ENDED: 4, CANCELLED: 5 };

function byDanger(one: NoticeRow, other: NoticeRow): number {
  return DANGER[one.phase] - DANGER[other.phase];
}

function select(result: BoardQuery): BoardQuery["board"] {
  return result.board;
}

interface SectionProps {
  readonly title: string;
  readonly id: string;
  readonly rows: readonly NoticeRow[];
  readonly fresh: ReadonlySet<string>;
  readonly now: Date;
  readonly reading: Reading | null;
}

function Section({ title, id, rows, fresh, now, reading }: SectionProps) {
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <div class="section-head">
        <h2 id={id}>{title}</h2>
      </div>
      <ul class="list">
        {rows.map((notice) => (
          <NoticeItem key={notice.id} notice={notice} now={now} fresh={fresh.has(notice.id)} reading={reading} />
        ))}
      </ul>
    </section>
  );
}

interface ListProps {
  readonly archived: boolean;
  readonly mails: boolean;
  readonly reading: Reading | null;
}

function emptyText({ archived, mails, reading }: ListProps): string {
  if (archived) return t("notice.emptyArchive");
  if (reading) return t("reading.emptyBoard", { name: reading.name });
  return t(mails ? "notice.empty" : "notice.emptyNoMail");
}

function List(props: ListProps) {
  const { archived, reading } = props;
  const now = useNow();
  const variables = { first: PAGE_SIZE, archived, ...(reading && { forMember: reading.memberId }) };
  const { rows, error, refresh, hasMore, loadingMore, more } = usePaged(Board, variables, select);
  const fresh = useChange(boardChange, refresh);
  useRefreshAt(rows?.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]) ?? [], refresh);
  if (!rows) return error ? <Failure error={error} retry={refresh} /> : <SkeletonList label={t("notice.loading")} />;
  const outages = archived ? [] : rows.filter((notice) => notice.isOutage).sort(byDanger);
  const others = archived ? rows : rows.filter((notice) => !notice.isOutage);
  return (
    <div class="stack stack-6">
      {error && <Failure error={error} retry={refresh} />}
      {rows.length === 0 && (
        <Empty icon={archived ? "archive" : "board"} tone={archived ? "mute" : "ok"}>
          <p>{emptyText(props)}</p>
        </Empty>
      )}
      <Section title={t("notice.outages")} id="outages" rows={outages} fresh={fresh} now={now} reading={reading} />
      <Section
        title={archived ? t("notice.archiveTitle") : t("notice.bulletins")}
        id="bulletins"
        rows={others}
        fresh={fresh}
        now={now}
        reading={reading}
      />
      {hasMore && (
        <Button look="second" busy={loadingMore} onClick={more}>
          {t("notice.more")}
        </Button>
      )}
    </div>
  );
}

function Tabs({ archived, reading }: Pick<ListProps, "archived" | "reading">) {
  return (
    <nav class="tabs" aria-label={t("notice.tabs")}>
      <a href={pathFor("/aushaenge", reading)} aria-current={archived ? undefined : "page"}>
        {t("notice.now")}
      </a>
      <a href={pathFor("/aushaenge?archiv", reading)} aria-current={archived ? "page" : undefined}>
        <Icon name="archive" />
        {t("notice.archive")}
      </a>
    </nav>
  );
}

/** "Aushänge für Ihr Haus – schwarzes Brett": what hangs there now, and the archive. */
export function BoardPage() {
  const { search } = useLocation();
  const session = useSession();
  const { reading, isOver } = useForWhom();
  const archived = search.has("archiv");
  const mails = session.kind === "tenant" && getsNoticeMails(session.tenant);
  const houses = session.kind === "tenant" && reading === null ? session.tenant.homes.map(({ house }) => house) : [];
  const plates = [...new Map(houses.map((house) => [house.id, house])).values()];
  return (
    <Page>
      <div class="page__head row row--apart">
        <Heading title={reading ? t("reading.board", { name: reading.name }) : t("notice.board")} />
        <span class="row row--tight">
          {plates.map((house) => (
            <Plate key={house.id} street={house.street} number={house.number} />
          ))}
        </span>
      </div>
      <div class="cols cols--aside">
        <div class="stack stack-6">
          <ReadingBar path="/aushaenge" />
          {!isOver && (
            <>
              <Tabs archived={archived} reading={reading} />
              <List
                key={`${String(archived)} ${reading?.memberId ?? ""}`}
                archived={archived}
                mails={mails}
                reading={reading}
              />
            </>
          )}
        </div>
        <aside class="stack stack-5" aria-labelledby="never-miss">
          <section class="card">
            <h2 id="never-miss">{t("notice.neverMiss")}</h2>
            <p class="second">{t(mails ? "notice.neverMissText" : "notice.neverMissNoMail")}</p>
            <a class="link" href="/profil/mitteilungen">
              <Icon name="bell" />
              {t("notice.alsoPhone")}
            </a>
          </section>
        </aside>
      </div>
    </Page>
  );
}
