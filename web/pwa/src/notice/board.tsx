import type { NoticeRow, Phase } from "@/api/types";
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
}

function Section({ title, id, rows, fresh, now }: SectionProps) {
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <div class="section-head">
        <h2 id={id}>{title}</h2>
      </div>
      <ul class="list">
        {rows.map((notice) => (
          <NoticeItem key={notice.id} notice={notice} now={now} fresh={fresh.has(notice.id)} />
        ))}
      </ul>
    </section>
  );
}

function List({ archived, mails }: { archived: boolean; mails: boolean }) {
  const now = useNow();
  const { rows, error, refresh, hasMore, loadingMore, more } = usePaged(Board, archived ? ARCHIVE : CURRENT, select);
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
          <p>{t(archived ? "notice.emptyArchive" : mails ? "notice.empty" : "notice.emptyNoMail")}</p>
        </Empty>
      )}
      <Section title={t("notice.outages")} id="outages" rows={outages} fresh={fresh} now={now} />
      <Section
        title={archived ? t("notice.archiveTitle") : t("notice.bulletins")}
        id="bulletins"
        rows={others}
        fresh={fresh}
        now={now}
      />
      {hasMore && (
        <Button look="second" busy={loadingMore} onClick={more}>
          {t("notice.more")}
        </Button>
      )}
    </div>
  );
}

const CURRENT = { first: PAGE_SIZE, archived: false } as const;
const ARCHIVE = { first: PAGE_SIZE, archived: true } as const;

function Tabs({ archived }: { archived: boolean }) {
  return (
    <nav class="tabs" aria-label={t("notice.tabs")}>
      <a href="/aushaenge" aria-current={archived ? undefined : "page"}>
        {t("notice.now")}
      </a>
      <a href="/aushaenge?archiv" aria-current={archived ? "page" : undefined}>
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
  const archived = search.has("archiv");
  const mails = session.kind === "tenant" && getsNoticeMails(session.tenant);
  const houses = session.kind === "tenant" ? session.tenant.homes.map(({ house }) => house) : [];
  const plates = [...new Map(houses.map((house) => [house.id, house])).values()];
  return (
    <Page>
      <div class="page__head row row--apart">
        <Heading title={t("notice.board")} />
        <span class="row row--tight">
          {plates.map((house) => (
            <Plate key={house.id} street={house.street} number={house.number} />
          ))}
        </span>
      </div>
      <div class="cols cols--aside">
        <div class="stack stack-6">
          <Tabs archived={archived} />
          <List key={String(archived)} archived={archived} mails={mails} />
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
