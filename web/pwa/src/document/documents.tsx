import { useState } from "preact/hooks";

import type { DocumentRow, Reading } from "@/api/types";
import { t } from "@/i18n";
import { berlin } from "@/i18n/format";
import { T } from "@/i18n/rich";
import { documentChange, useChange } from "@/shared/changes";
import { Calls } from "@/shared/contact";
import { Empty, Failure, Note, SkeletonList } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { Icon, type IconName } from "@/shared/icon";
import { isOnline } from "@/shared/offline";
import { Heading, Page } from "@/shared/page";
import { usePaged } from "@/shared/paged";
import { ReadingBar } from "@/shared/reading/bar";
import { useForWhom } from "@/shared/reading/for-whom";
import { useSession } from "@/shared/session";
import { useStore } from "@/shared/store";

import { Documents, type DocumentsQuery } from "./document.generated";
import { DocumentItem, groupOf, type Group } from "./row";

const FIRST = 100;
const FILTERS: readonly (readonly [Group | "all", IconName | null])[] = [
  ["all", null],
  ["statements", "euro"],
  ["contracts", "contract"],
  ["letters", "mail"],
  ["others", "paper"],
];

function select(result: DocumentsQuery): DocumentsQuery["documents"] {
  return result.documents;
}

interface Shelf {
  readonly title: string;
  readonly rows: readonly DocumentRow[];
}

/** Contracts and house rules are always valid and stand last; everything else by year, the newest first. */
function shelves(rows: readonly DocumentRow[]): Shelf[] {
  const years = new Map<string, DocumentRow[]>();
  const always: DocumentRow[] = [];
  for (const row of rows) {
    if (row.category === "CONTRACT" || row.category === "HOUSE_RULES") always.push(row);
    else {
      const year = row.publishedAt ? String(berlin(new Date(row.publishedAt)).year) : "";
      years.set(year, [...(years.get(year) ?? []), row]);
    }
  }
  const dated = [...years].map(([title, held]) => ({ title, rows: held }));
  return always.length > 0 ? [...dated, { title: t("document.always"), rows: always }] : dated;
}

function Chips({ value, present, onValue }: ChipsProps) {
  return (
    <div class="chips" role="group" aria-label={t("document.kinds")}>
      {FILTERS.filter(([group]) => group === "all" || present.has(group)).map(([group, icon]) => (
        <button
          key={group}
          class="chip"
          type="button"
          aria-pressed={group === value}
          onClick={() => {
            onValue(group);
          }}
        >
          {icon && <Icon name={icon} size="sm" />}
          {t(`document.filter.${group}`)}
        </button>
      ))}
    </div>
  );
}

interface ChipsProps {
  readonly value: Group | "all";
  readonly present: ReadonlySet<Group>;
  readonly onValue: (value: Group | "all") => void;
}

function List({ reading }: { reading: Reading | null }) {
  const [filter, setFilter] = useState<Group | "all">("all");
  const variables = { first: FIRST, ...(reading && { forMember: reading.memberId }) };
  const { rows, error, refresh, hasMore, loadingMore, more } = usePaged(Documents, variables, select);
  const fresh = useChange(documentChange, refresh);
  if (!rows) return error ? <Failure error={error} retry={refresh} /> : <SkeletonList label={t("document.loading")} />;
  const shown = filter === "all" ? rows : rows.filter((row) => groupOf(row) === filter);
  const present = new Set(rows.map(groupOf));
  return (
    <div class="stack stack-6">
      {error && <Failure error={error} retry={refresh} />}
      {present.size > 1 && <Chips value={filter} present={present} onValue={setFilter} />}
      {rows.length === 0 && (
        <Empty icon="paper">
          <p>{reading ? t("reading.emptyDocuments", { name: reading.name }) : t("document.empty")}</p>
        </Empty>
      )}
      {shelves(shown).map(({ title, rows: held }, index) => (
        <section key={title} aria-labelledby={`shelf-${String(index)}`}>
          <div class="section-head">
            <h2 id={`shelf-${String(index)}`}>{title}</h2>
          </div>
          <ul class="list">
            {held.map((document) => (
              <DocumentItem key={document.id} document={document} fresh={fresh.has(document.id)} />
            ))}
          </ul>
        </section>
      ))}
      {hasMore && (
        <Button look="second" busy={loadingMore} onClick={more}>
          {t("document.more")}
        </Button>
      )}
    </div>
  );
}

function PostCard() {
  const session = useSession();
  if (session.kind !== "tenant") return null;
  const { documentsOnPaper } = session.tenant.preferences;
  return (
    <section class="card" aria-labelledby="post">
      <h2 id="post">{t("document.postTitle")}</h2>
      <p class="second">
        <T k={documentsOnPaper ? "document.postBoth" : "document.postPortal"} />
      </p>
      <a class="link" href="/profil#papier">
        <Icon name="gear" />
        {t("common.change")}
      </a>
    </section>
  );
}

/** "Dokumente für Sie": to download at any time, free of charge; never kept on the device. */
export function DocumentsPage() {
  const online = useStore(isOnline);
  const { reading, isOver } = useForWhom();
  return (
    <Page>
      <div class="page__head">
        <Heading title={reading ? t("reading.documents", { name: reading.name }) : t("document.title")} />
        <p class="second">{t("document.free")}</p>
      </div>
      <div class="cols cols--aside">
        <div class="stack stack-6">
          <ReadingBar path="/dokumente" />
          {!online ? (
            <Note tone="mute" icon="offline">
              <p>
                <T k="document.offline" />
              </p>
            </Note>
          ) : reading && !reading.readsDocuments ? (
            <Note tone="mute" icon="lock">
              <p>{t("reading.noDocuments", { name: reading.name })}</p>
            </Note>
          ) : (
            !isOver && <List key={reading?.memberId ?? ""} reading={reading} />
          )}
        </div>
        <aside class="stack stack-5" aria-label={t("common.nav.help")}>
          {reading === null && <PostCard />}
          <section class="card" aria-labelledby="questions">
            <h2 id="questions">{t("document.questions")}</h2>
            <Calls />
          </section>
        </aside>
      </div>
    </Page>
  );
}
