import { t } from "@/i18n";
import { Empty, Failure, SkeletonList } from "@/shared/feedback";
import { useNow } from "@/shared/now";
import { useLocation } from "@/shared/router";

import { DraftList } from "../drafts/list";
import { More } from "../parts/more";
import { NotYours } from "../parts/not-yours";
import { Top } from "../parts/pane";
import { useMay } from "../role";
import { TemplateList, TEMPLATES } from "../templates/list";
import { useBoard } from "./board";
import { StaffNoticeItem } from "./row";
import { WriteLink } from "./write-link";

const PATH = "/verwaltung/aushaenge";
const DRAFTS = `${PATH}/geplant`;
const PAGE = 30;

function Rows({ archived }: { archived: boolean }) {
  const now = useNow();
  const { rows, error, refresh, hasMore, loadingMore, more } = useBoard(PAGE, archived);
  if (!rows) {
    return error ? (
      <Failure error={error} retry={refresh} />
    ) : (
      <SkeletonList label={t("staffNotice.list.loading")} rows={6} />
    );
  }
  return (
    <div class="stack stack-4">
      {error && <Failure error={error} retry={refresh} />}
      {rows.length === 0 ? (
        <Empty icon="board" tone="mute">
          {archived ? (
            <p>{t("staffNotice.list.emptyArchive")}</p>
          ) : (
            <>
              <h2>{t("staffNotice.list.empty")}</h2>
              <p>{t("staffNotice.list.emptyHint")}</p>
            </>
          )}
        </Empty>
      ) : (
        <ul class="list">
          {rows.map((notice) => (
            <StaffNoticeItem key={notice.id} notice={notice} now={now} />
          ))}
        </ul>
      )}
      <More hasMore={hasMore} busy={loadingMore} more={more} />
    </div>
  );
}

/** Every notice: those that hang, and the archive. */
export function NoticesPage() {
  const { path, search } = useLocation();
  const may = useMay();
  if (!may("readNotices")) return <NotYours title={t("staffNotice.list.title")} />;
  const archived = search.has("archiv");
  const isDrafts = path === DRAFTS && may("writeNotices");
  const isTemplates = path === TEMPLATES && may("writeNotices");
  return (
    <div class="stack stack-5">
      <Top title={t("staffNotice.list.title")}>{may("writeNotices") && <WriteLink />}</Top>
      <nav class="tabs" aria-label={t("staffNotice.list.tabs")}>
        <a href={PATH} aria-current={archived || isDrafts || isTemplates ? undefined : "page"}>
          {t("staffNotice.list.current")}
        </a>
        <a href={`${PATH}?archiv`} aria-current={archived ? "page" : undefined}>
          {t("staffNotice.list.archive")}
        </a>
        {may("writeNotices") && (
          <>
            <a href={DRAFTS} aria-current={isDrafts ? "page" : undefined}>
              {t("staffDraft.list.tab")}
            </a>
            <a href={TEMPLATES} aria-current={isTemplates ? "page" : undefined}>
              {t("staffTemplate.tab")}
            </a>
          </>
        )}
      </nav>
      {isDrafts && <DraftList />}
      {isTemplates && <TemplateList />}
      {!isDrafts && !isTemplates && <Rows key={String(archived)} archived={archived} />}
    </div>
  );
}
