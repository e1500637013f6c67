import type { ComponentChildren } from "preact";

import type { NoticeRow } from "@/api/types";
import { t } from "@/i18n";
import { dateShort, time } from "@/i18n/format";
import { Icon } from "@/shared/icon";
import { kindIcon } from "@/shared/notice/kind";
import { lookOf, type Tone } from "@/shared/notice/phase";

import { State } from "../parts/state";
import { STATE_TONES } from "./look";
import { whenShort } from "./when";

const TILES: Readonly<Record<Tone, string>> = {
  running: "tile tile--danger",
  coming: "tile tile--warn",
  overrun: "tile tile--warn",
  clear: "tile tile--mute",
  cancelled: "tile tile--mute",
};

interface RowProps {
  readonly notice: NoticeRow;
  readonly now: Date;
  readonly children?: ComponentChildren;
}

/** One notice at the desk: what it is, whom it concerns, how it stands. */
export function StaffNoticeItem({ notice, now, children }: RowProps) {
  const look = lookOf(notice, now);
  const published = notice.publishedAt ? new Date(notice.publishedAt) : null;
  const sent = published ? t("staffNotice.list.sent", { date: dateShort(published), time: time(published) }) : "";
  const facts = [
    whenShort(notice),
    notice.places.join(", "),
    sent,
    notice.urgency === "URGENT" ? t("staffNotice.list.urgent") : "",
  ].filter(Boolean);
  return (
    <li>
      <a class="item item--state" href={`/verwaltung/aushaenge/${notice.id}`}>
        <span class={look ? TILES[look.tone] : "tile"}>
          <Icon name={kindIcon(notice.kind)} />
        </span>
        <span>
          <span class="item__title">{notice.title}</span>
          <span class="item__meta">{facts.join(" · ")}</span>
          {children}
        </span>
        {look ? (
          <State tone={STATE_TONES[look.tone]} icon={look.icon}>
            {look.word}
          </State>
        ) : (
          <Icon name="next" turn />
        )}
      </a>
    </li>
  );
}
