import { useEffect } from "preact/hooks";

import { ReadingsCard } from "@/account/reading/mine";
import type { DocumentRow, NoticeRow, Tenant } from "@/api/types";
import { useQuery } from "@/api/use-query";
import { DocumentItem } from "@/document/row";
import { t } from "@/i18n";
import { boardChange, documentChange, useChange } from "@/shared/changes";
import { Calls, Plate } from "@/shared/contact";
import { counts } from "@/shared/counts";
import { Empty, Failure, Note, SkeletonList } from "@/shared/feedback";
import { getsNoticeMails } from "@/shared/mail-broken";
import { ComingCard, OutageCard } from "@/shared/notice/outage-card";
import { NoticeItem } from "@/shared/notice/row";
import { useNow, useRefreshAt } from "@/shared/now";
import { shownAsOf } from "@/shared/offline";
import { Heading, Page } from "@/shared/page";
import { portal } from "@/shared/portal";
import { isOnlyReader } from "@/shared/reading/for-whom";
import { useSession } from "@/shared/session";
import { takeSnapshot } from "@/shared/snapshot";
import { useStore } from "@/shared/store";

import { Warnings } from "./home-warnings";
import { Home } from "./home.generated";

const VARIABLES = { notices: 20, documents: 3 } as const;
const SHOWN_NOTICES = 4;

interface Board {
  readonly loud: readonly NoticeRow[];
  readonly coming: readonly NoticeRow[];
  readonly others: readonly NoticeRow[];
}

/** What runs is loudest, what comes is next, the rest is a list. */
function sortBoard(notices: readonly NoticeRow[]): Board {
  const loud = notices.filter(({ phase }) => phase === "RUNNING" || phase === "OVERRUN");
  const coming = notices
    .filter(({ phase }) => phase === "COMING")
    .sort((a, b) => (a.startsAt ?? "").localeCompare(b.startsAt ?? ""));
  const others = notices.filter((notice) => !loud.includes(notice) && !coming.includes(notice));
  return { loud, coming, others };
}

interface SectionHeadProps {
  readonly id: string;
  readonly title: string;
  readonly count: number;
  readonly href: string;
  readonly all: string;
}

function SectionHead({ id, title, count, href, all }: SectionHeadProps) {
  return (
    <div class="section-head">
      <h2 id={id}>
        {title} {count > 0 && <span class="new">{t("common.newCount", { n: count })}</span>}
      </h2>
      <a class="link" href={href}>
        {all}
      </a>
    </div>
  );
}

interface OutagesProps {
  readonly board: Board;
  readonly fresh: ReadonlySet<string>;
  readonly now: Date;
}

/** What runs now; nothing stands above it. */
function Running({ board, fresh, now }: OutagesProps) {
  return (
    <>
      {board.loud.map((notice) => (
        <OutageCard
          key={notice.id}
          notice={notice}
          now={now}
          fresh={fresh.has(notice.id)}
          {...(notice.phase === "RUNNING" && !notice.isEmergency ? { band: t("home.runningHere") } : {})}
        />
      ))}
    </>
  );
}

/** What comes: the next one large, when nothing runs. */
function Coming({ board, fresh, now }: OutagesProps) {
  return (
    <>
      {board.coming.map((notice, index) => {
        const Card = index === 0 && board.loud.length === 0 ? OutageCard : ComingCard;
        return (
          <Card key={notice.id} notice={notice} now={now} fresh={fresh.has(notice.id)} band={t("home.comingHere")} />
        );
      })}
    </>
  );
}

function Notices({ board, fresh, now, mails }: OutagesProps & { readonly mails: boolean }) {
  const { notices } = useStore(counts);
  const quiet = board.loud.length + board.coming.length + board.others.length === 0;
  return (
    <section aria-labelledby="board">
      <SectionHead id="board" title={t("notice.board")} count={notices} href="/aushaenge" all={t("home.allNotices")} />
      {quiet ? (
        <Empty icon="board" tone="ok">
          <p>{t(mails ? "notice.empty" : "notice.emptyNoMail")}</p>
        </Empty>
      ) : (
        <ul class="list">
          {(board.others.length > 0 ? board.others : [...board.loud, ...board.coming])
            .slice(0, SHOWN_NOTICES)
            .map((notice) => (
              <NoticeItem key={notice.id} notice={notice} now={now} fresh={fresh.has(notice.id)} />
            ))}
        </ul>
      )}
    </section>
  );
}

function Documents({ rows, fresh }: { rows: readonly DocumentRow[]; fresh: ReadonlySet<string> }) {
  const { documents } = useStore(counts);
  return (
    <section aria-labelledby="documents">
      <SectionHead
        id="documents"
        title={t("document.title")}
        count={documents}
        href="/dokumente"
        all={t("home.allDocuments")}
      />
      {rows.length === 0 ? (
        <Empty icon="paper">
          <p>{t("document.empty")}</p>
        </Empty>
      ) : (
        <ul class="list">
          {rows.map((document) => (
            <DocumentItem key={document.id} document={document} fresh={fresh.has(document.id)} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Content({ tenant }: { tenant: Tenant }) {
  const now = useNow();
  const { data, error, refresh } = useQuery(Home, VARIABLES);
  const freshNotices = useChange(boardChange, refresh);
  const freshDocuments = useChange(documentChange, refresh);
  const notices = data?.board.edges.map(({ node }) => node);
  useRefreshAt(notices?.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]) ?? [], refresh);
  useEffect(() => {
    const known = portal.get();
    if (!data || !known) return;
    shownAsOf.set(new Date());
    void takeSnapshot(
      tenant.id,
      known,
      data.board.edges.map(({ node }) => node),
    );
  }, [data, tenant.id]);
  if (!data || !notices) {
    return (
      <>
        <Warnings tenant={tenant} />
        {error ? <Failure error={error} retry={refresh} /> : <SkeletonList label={t("notice.loading")} />}
      </>
    );
  }
  const board = sortBoard(notices);
  return (
    <>
      {error && <Failure error={error} retry={refresh} />}
      <Running board={board} fresh={freshNotices} now={now} />
      <Warnings tenant={tenant} />
      {tenant.homes.length === 0 && (
        <Note tone="mute">
          <p>{t("home.noUnit")}</p>
        </Note>
      )}
      <Coming board={board} fresh={freshNotices} now={now} />
      <Notices board={board} fresh={freshNotices} now={now} mails={getsNoticeMails(tenant)} />
      <Documents rows={data.documents.edges.map(({ node }) => node)} fresh={freshDocuments} />
    </>
  );
}

/** The start page of a signed-in tenant: what matters now is first and largest. */
export function HomePage() {
  const session = useSession();
  if (session.kind !== "tenant") return null;
  const { tenant } = session;
  const houses = [...new Map(tenant.homes.map(({ house }) => [house.id, house])).values()];
  return (
    <Page>
      <div class="page__head row row--apart">
        <Heading title={t("home.hello", { name: tenant.greetingName })} />
        <span class="row row--tight">
          {houses.map((house) => (
            <Plate key={house.id} street={house.street} number={house.number} />
          ))}
        </span>
      </div>
      <div class="cols cols--aside">
        <div class="stack stack-6">
          {isOnlyReader(tenant) ? <Warnings tenant={tenant} /> : <Content tenant={tenant} />}
          <ReadingsCard tenant={tenant} />
        </div>
        <aside class="stack stack-6" aria-labelledby="contact">
          <section class="card">
            <h2 id="contact">{t("common.contact")}</h2>
            <Calls />
          </section>
          <section class="card" aria-labelledby="offline">
            <h2 id="offline">{t("home.offlineTitle")}</h2>
            <p class="second">{t("home.offlineText")}</p>
          </section>
        </aside>
      </div>
    </Page>
  );
}
