import type { ComponentChildren } from "preact";

import type { NoticeRow } from "@/api/types";
import { t } from "@/i18n";
import { windowLong } from "@/i18n/format";

import { Icon } from "../icon";
import { OutageDays } from "./day";
import { endOf, headlineOf, lookOf, startOf } from "./phase";
import { When } from "./when";

interface BandProps {
  readonly notice: NoticeRow;
  readonly now: Date;
  /** Says whose outage it is: on the home page "in Ihrem Haus". */
  readonly band?: string;
  readonly children: ComponentChildren;
}

/** The card of an outage: the band says the state, the body says what. */
export function OutageFrame({ notice, now, band, children }: BandProps) {
  const look = lookOf(notice, now);
  if (!look) return null;
  return (
    <>
      <p class="outage__band">
        <Icon name={look.icon} />
        <span>{band ?? look.band}</span>
      </p>
      {children}
    </>
  );
}

/** What to do at this moment, in one line: the first piece of advice for the phase. */
export function adviceNow(notice: NoticeRow): string | null {
  switch (notice.phase) {
    case "COMING":
      return notice.adviceBefore[0] ?? null;
    case "RUNNING":
    case "OVERRUN":
      return notice.adviceDuring[0] ?? null;
    case "ENDED":
      return notice.adviceAfter[0] ?? null;
    case "NONE":
    case "CANCELLED":
      return null;
  }
}

interface CardProps {
  readonly notice: NoticeRow;
  readonly now: Date;
  readonly band?: string;
  readonly fresh?: boolean;
}

/** A running or overdue outage: the largest thing on the page. */
export function OutageCard({ notice, now, band, fresh = false }: CardProps) {
  const look = lookOf(notice, now);
  const start = startOf(notice);
  if (!look || !start) return null;
  const advice = adviceNow(notice);
  const heading = `outage-${notice.id}`;
  return (
    <article class={`outage outage--${look.tone}${fresh ? " is-fresh" : ""}`} aria-labelledby={heading}>
      <OutageFrame notice={notice} now={now} {...(band === undefined ? {} : { band })}>
        <div class="outage__body stack stack-3">
          <h2 class="outage__title" id={heading}>
            {headlineOf(notice)}
          </h2>
          <When notice={notice} small />
          {notice.cause && <p>{notice.cause}</p>}
          <OutageDays notice={notice} now={now} />
          {notice.phase === "OVERRUN" && <p>{t("notice.overrunHint")}</p>}
          {advice && (
            <p class="line">
              <Icon name="info" />
              <span>{advice}</span>
            </p>
          )}
          <a class="btn btn--wide" href={`/aushaenge/${notice.id}`}>
            <span>{t("notice.nowWhat")}</span>
            <Icon name="next" turn />
          </a>
        </div>
      </OutageFrame>
    </article>
  );
}

/** A coming outage: smaller, so that a running one stays the loudest. */
export function ComingCard({ notice, now, band, fresh = false }: CardProps) {
  const look = lookOf(notice, now);
  const start = startOf(notice);
  if (!look || !start) return null;
  const heading = `outage-${notice.id}`;
  return (
    <article class={`outage outage--${look.tone}${fresh ? " is-fresh" : ""}`} aria-labelledby={heading}>
      <OutageFrame notice={notice} now={now} {...(band === undefined ? {} : { band })}>
        <div class="outage__body stack stack-2">
          <h2 id={heading}>{headlineOf(notice)}</h2>
          <p class="line">
            <Icon name="calendar" />
            <span>{windowLong({ start, end: endOf(notice) })}</span>
          </p>
          <p>
            <a class="link" href={`/aushaenge/${notice.id}`}>
              {t("home.details")}
              <span class="vh"> {t("notice.detailsOf", { title: notice.title })}</span>
              <Icon name="next" size="sm" turn />
            </a>
          </p>
        </div>
      </OutageFrame>
    </article>
  );
}
