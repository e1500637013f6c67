import { useMemo, useState } from "preact/hooks";

import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { dateTime, moment } from "@/i18n/format";
import { Empty, Failure, SkeletonList } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { Icon } from "@/shared/icon";
import { useNow } from "@/shared/now";
import { usePaged } from "@/shared/paged";

import { Ask } from "../parts/ask";
import { More } from "../parts/more";
import { Pane } from "../parts/pane";
import {
  DiscardNoticeDraft,
  NoticeDrafts,
  PlannedNotices,
  type NoticeDraftsQuery,
  type PlannedNoticesQuery,
} from "./drafts.generated";
import { failureText } from "./failure";

const PAGE = 20;
const HOME = "/verwaltung/aushaenge";

type Line = NoticeDraftsQuery["noticeDrafts"]["edges"][number]["node"];

function drafts(result: NoticeDraftsQuery): NoticeDraftsQuery["noticeDrafts"] {
  return result.noticeDrafts;
}

function planned(result: PlannedNoticesQuery): PlannedNoticesQuery["plannedNotices"] {
  return result.plannedNotices;
}

function PlannedItem({ line }: { line: Line }) {
  const facts = [
    line.publishAt && t("staffDraft.list.goes", { date: dateTime(new Date(line.publishAt)) }),
    t("staff.households", { n: line.households }),
    line.author,
  ].filter(Boolean);
  return (
    <li>
      <a class="item" href={`${HOME}/geplant/${line.id}`}>
        <span class="tile">
          <Icon name="clock" />
        </span>
        <span>
          <span class="item__title">{line.title}</span>
          <span class="item__meta">{facts.join(" · ")}</span>
        </span>
        <Icon name="next" turn />
      </a>
    </li>
  );
}

function DraftItem({ line, now, onGone }: { line: Line; now: Date; onGone: () => void }) {
  const [asked, setAsked] = useState(false);
  const discarding = useAction(async () => {
    await request(DiscardNoticeDraft, { id: line.id });
    setAsked(false);
    onGone();
  });
  const title = line.title || t("staffDraft.list.untitled");
  return (
    <li class="item-row">
      <a class="item" href={`${HOME}/neu?entwurf=${line.id}`}>
        <span class="tile tile--mute">
          <Icon name="board" />
        </span>
        <span>
          <span class="item__title">{title}</span>
          <span class="item__meta">
            {t("staffDraft.list.written", { date: moment(new Date(line.updatedAt), now) })}
          </span>
          {line.failure && (
            <span class="item__meta state state--warn">
              <Icon name="warning" />
              {t("staffDraft.list.failed", { why: failureText(line.failure) })}
            </span>
          )}
        </span>
        <Icon name="next" turn />
      </a>
      <Button
        look="quiet"
        onClick={() => {
          setAsked(true);
        }}
      >
        {t("staffDraft.list.discard")}
        <span class="vh"> {title}</span>
      </Button>
      {asked && (
        <Ask
          title={t("staffDraft.list.discardAsk")}
          yes={t("staffDraft.list.discardYes")}
          no={t("staffDraft.list.discardNo")}
          action={discarding}
          onYes={discarding.run}
          onClose={() => {
            setAsked(false);
          }}
        >
          <p>{title}</p>
        </Ask>
      )}
    </li>
  );
}

function PlannedPane() {
  const variables = useMemo(() => ({ first: PAGE }), []);
  const { rows, error, refresh, hasMore, loadingMore, more } = usePaged(PlannedNotices, variables, planned);
  return (
    <Pane flush title={t("staffDraft.list.planned")}>
      {error && <Failure error={error} retry={refresh} />}
      {!rows && !error && <SkeletonList label={t("staffDraft.list.loading")} rows={2} />}
      {rows?.length === 0 && <p class="pane__body quiet">{t("staffDraft.list.noPlanned")}</p>}
      {rows && rows.length > 0 && (
        <ul class="list">
          {rows.map((line) => (
            <PlannedItem key={line.id} line={line} />
          ))}
        </ul>
      )}
      <More hasMore={hasMore} busy={loadingMore} more={more} />
    </Pane>
  );
}

/** What is being written, and what waits for its moment. */
export function DraftList() {
  const now = useNow();
  const variables = useMemo(() => ({ first: PAGE }), []);
  const { rows, error, refresh, hasMore, loadingMore, more } = usePaged(NoticeDrafts, variables, drafts);
  return (
    <div class="stack stack-5">
      <PlannedPane />
      <Pane flush title={t("staffDraft.list.drafts")}>
        {error && <Failure error={error} retry={refresh} />}
        {!rows && !error && <SkeletonList label={t("staffDraft.list.loading")} rows={3} />}
        {rows?.length === 0 && (
          <Empty icon="board" tone="mute">
            <p>{t("staffDraft.list.noDrafts")}</p>
          </Empty>
        )}
        {rows && rows.length > 0 && (
          <ul class="list">
            {rows.map((line) => (
              <DraftItem key={line.id} line={line} now={now} onGone={refresh} />
            ))}
          </ul>
        )}
        <More hasMore={hasMore} busy={loadingMore} more={more} />
      </Pane>
    </div>
  );
}
