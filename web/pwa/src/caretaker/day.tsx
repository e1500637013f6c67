import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { signOut } from "@/api/session";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { dateLong, time, windowLong } from "@/i18n/format";
import { Empty, Failure, Note, SkeletonList } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { Heading } from "@/shared/page";
import { usePaged } from "@/shared/paged";

import { MarkHouseholdTold, WorkList, type WorkEntryPartsFragment, type WorkListQuery } from "./caretaker.generated";

type Entry = WorkEntryPartsFragment;

const PAGE = 100;

function connectionOf(answer: WorkListQuery): WorkListQuery["workList"] {
  return answer.workList;
}

/** One door: a large button says that the household knows, and can be taken back. */
function Door({ entry, onMarked }: { entry: Entry; onMarked: () => void }) {
  const marking = useAction(async (isTold: boolean) => {
    await request(MarkHouseholdTold, { id: entry.id, isTold });
    onMarked();
  });
  const { error } = marking;
  return (
    <li class="card stack stack-3">
      <div>
        <p>
          <b>{entry.names || t("caretaker.day.unnamed")}</b>
        </p>
        {entry.unit && <p class="second">{t("caretaker.day.flat", { unit: entry.unit })}</p>}
      </div>
      {error?.code === "not_found" ? (
        <Note tone="warn" role="alert">
          <p>{t("caretaker.day.gone")}</p>
        </Note>
      ) : error?.code === "network" ? (
        <Note tone="danger" role="alert">
          <p>{t("caretaker.day.offline")}</p>
        </Note>
      ) : (
        error && <Failure error={error} />
      )}
      {entry.toldAt ? (
        <div class="row row--apart">
          <span class="state state--ok">{t("caretaker.day.told", { time: time(new Date(entry.toldAt)) })}</span>
          <Button
            look="quiet"
            busy={marking.busy}
            onClick={() => {
              marking.run(false);
            }}
          >
            {t("caretaker.day.undo")}
          </Button>
        </div>
      ) : (
        <Button
          large
          wide
          icon="check"
          busy={marking.busy}
          onClick={() => {
            marking.run(true);
          }}
        >
          {t("caretaker.day.tell")}
        </Button>
      )}
    </li>
  );
}

interface Group {
  readonly key: string;
  readonly first: Entry;
  readonly entries: Entry[];
}

/** The doors of one house for one outage, in the order of the list. */
export function groups(rows: readonly Entry[]): Group[] {
  const found = new Map<string, Group>();
  for (const entry of rows) {
    const key = `${entry.house}|${entry.title}|${entry.startsAt ?? ""}`;
    const group = found.get(key) ?? { key, first: entry, entries: [] };
    group.entries.push(entry);
    found.set(key, group);
  }
  return [...found.values()];
}

function House({ group, onMarked }: { group: Group; onMarked: () => void }) {
  const { first, entries } = group;
  const window = first.startsAt
    ? windowLong({ start: new Date(first.startsAt), end: first.endsAt ? new Date(first.endsAt) : null })
    : "";
  const id = `house-${first.id}`;
  return (
    <section class="stack stack-3" aria-labelledby={id}>
      <div>
        <h2 id={id}>{first.house}</h2>
        <p>
          {first.title}
          {window && `: ${window}`}
        </p>
      </div>
      <ul class="stack stack-3 bare">
        {entries.map((entry) => (
          <Door key={entry.id} entry={entry} onMarked={onMarked} />
        ))}
      </ul>
    </section>
  );
}

/** The households to tell today, from door to door. */
export function Day({ name }: { name: string }) {
  const [today] = useState(() => new Date());
  const list = usePaged(WorkList, { first: PAGE }, connectionOf);
  const leave = useAction(signOut);
  const rows = list.rows ?? [];
  const told = rows.filter((entry) => entry.toldAt).length;
  const isDone = told === rows.length && !list.hasMore;
  return (
    <div class="stack stack-6 narrow">
      <div class="stack stack-2">
        <Heading title={t("caretaker.day.title", { day: dateLong(today) })} />
        <p class="second">{t("caretaker.day.greeting", { name })}</p>
      </div>
      {list.error && <Failure error={list.error} retry={list.refresh} />}
      {list.rows === null && !list.error && <SkeletonList label={t("caretaker.day.loading")} />}
      {list.rows?.length === 0 && (
        <Empty icon="check" tone="ok">
          <p>{t("caretaker.day.none")}</p>
        </Empty>
      )}
      {rows.length > 0 && (
        <>
          <Note tone={isDone ? "ok" : "info"} role="status">
            <p>
              {isDone
                ? t("caretaker.day.all")
                : t("caretaker.day.progress", { told: String(told), all: String(list.total ?? rows.length) })}
            </p>
          </Note>
          <p>{t("caretaker.day.what")}</p>
        </>
      )}
      {groups(rows).map((group) => (
        <House key={group.key} group={group} onMarked={list.refresh} />
      ))}
      {list.hasMore && (
        <Button look="second" wide busy={list.loadingMore} onClick={list.more}>
          {t("caretaker.day.more")}
        </Button>
      )}
      <p class="second">{t("caretaker.day.ends")}</p>
      {leave.error && <Failure error={leave.error} />}
      <Button look="quiet" busy={leave.busy} onClick={leave.run}>
        {t("caretaker.day.leave")}
      </Button>
    </div>
  );
}
