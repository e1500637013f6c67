import type { NoticeRow, Reading } from "@/api/types";
import { t } from "@/i18n";
import { nearDay, windowShort } from "@/i18n/format";

import { Icon } from "../icon";
import { pathFor } from "../reading/for-whom";
import { kindIcon } from "./kind";
import { headlineOf, lastOf, lookOf, startOf, type Tone } from "./phase";

const STATE_CLASS: Readonly<Record<Tone, string>> = {
  running: "state state--running",
  coming: "state state--coming",
  overrun: "state state--warn",
  clear: "state state--ok",
  cancelled: "state state--mute",
};

const TILE_CLASS: Readonly<Record<Tone, string>> = {
  running: "tile tile--danger",
  coming: "tile tile--warn",
  overrun: "tile tile--warn",
  clear: "tile tile--mute",
  cancelled: "tile tile--mute",
};

interface RowProps {
  readonly notice: NoticeRow;
  readonly now: Date;
  /** It has just arrived on an open screen: it fades in. */
  readonly fresh?: boolean;
  /** Whom somebody reads it for: it opens for them, and nobody knows whether they have read it. */
  readonly reading?: Reading | null;
}

/** One notice in a list; the whole row is the target. */
export function NoticeItem({ notice, now, fresh = false, reading = null }: RowProps) {
  const isNew = !notice.isRead && reading === null;
  const look = lookOf(notice, now);
  const start = startOf(notice);
  const tile = look ? TILE_CLASS[look.tone] : isNew ? "tile" : "tile tile--mute";
  return (
    <li class={fresh ? "is-fresh" : undefined}>
      <a class="item" href={pathFor(`/aushaenge/${notice.id}`, reading)}>
        <span class={tile}>
          <Icon name={kindIcon(notice.kind)} />
        </span>
        <span>
          <span class="item__title">{headlineOf(notice)}</span>
          <span class="item__meta">
            {isNew && <span class="new">{t("common.new")}</span>}
            {look && (
              <span class={STATE_CLASS[look.tone]}>
                <Icon name={look.icon} />
                {look.word}
              </span>
            )}
            {look && start && <span class="item__when">{windowShort({ start, end: lastOf(notice) })}</span>}
            {!look && notice.publishedAt && t("notice.dated", { date: nearDay(new Date(notice.publishedAt), now) })}
          </span>
        </span>
        <Icon name="next" turn />
      </a>
    </li>
  );
}
