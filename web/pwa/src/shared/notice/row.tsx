import type { NoticeRow } from "@/api/types";
import { t } from "@/i18n";
import { nearDay, windowShort } from "@/i18n/format";

import { Icon } from "../icon";
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
}

/** One notice in a list; the whole row is the target. */
export function NoticeItem({ notice, now, fresh = false }: RowProps) {
  const look = lookOf(notice, now);
  const start = startOf(notice);
  const tile = look ? TILE_CLASS[look.tone] : notice.isRead ? "tile tile--mute" : "tile";
  return (
    <li class={fresh ? "is-fresh" : undefined}>
      <a class="item" href={`/aushaenge/${notice.id}`}>
        <span class={tile}>
          <Icon name={kindIcon(notice.kind)} />
        </span>
        <span>
          <span class="item__title">{headlineOf(notice)}</span>
          <span class="item__meta">
            {!notice.isRead && <span class="new">{t("common.new")}</span>}
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
