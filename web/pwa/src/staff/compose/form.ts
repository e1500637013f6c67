/** What is typed on the compose page, its rules, and what of it goes to the server. */
import type { NoticeKind } from "@/api/types";
import { t } from "@/i18n";

import type { Stock } from "../places/stock";
import { inWords, NOBODY, rulesOf, type Audience } from "./audience";
import { instant } from "./clock";
import type { NoticeInput } from "./compose.generated";
import { hasAdvice, hasDay, isOutage, linesOf, suggestedTitle, templateFor, type Advice } from "./kinds";
import { givenOf, type Translations } from "./translations";

export interface Draft extends Advice {
  /** One for each notice, kept when sending is tried again: the server posts it once. */
  readonly mutationId: string;
  /** Under this name the server keeps what is typed. */
  readonly draftKey: string;
  readonly kind: NoticeKind;
  readonly isUrgent: boolean;
  readonly isEmergency: boolean;
  /** Null as long as the suggested title stands. */
  readonly ownTitle: string | null;
  readonly day: string;
  readonly begin: string;
  /** Null as long as it ends on the day it begins. */
  readonly lastDay: string | null;
  readonly end: string;
  readonly isOpenEnd: boolean;
  readonly cause: string;
  readonly body: string;
  readonly contact: string;
  readonly audience: Audience;
  readonly translations: Translations;
}

export function newMutationId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function newDraft(contact: string): Draft {
  return {
    mutationId: newMutationId(),
    draftKey: newMutationId(),
    kind: "WATER",
    isUrgent: false,
    isEmergency: false,
    day: "",
    begin: "08:00",
    lastDay: null,
    end: "14:00",
    isOpenEnd: false,
    cause: "",
    ...begunWith("WATER"),
    contact,
    audience: NOBODY,
    translations: {},
  };
}

export function titleOf(draft: Draft, stock: Stock): string {
  return draft.ownTitle ?? suggestedTitle(draft.kind, draft.isEmergency, inWords(draft.audience, stock));
}

type Begun = Pick<Draft, "ownTitle" | "body" | "before" | "during" | "after">;

function begunWith(kind: NoticeKind): Begun {
  const { title, ...words } = templateFor(kind);
  return { ...words, ownTitle: title || null };
}

/** Another cause: its template replaces the former one's, but never what somebody wrote. */
export function withKind(draft: Draft, kind: NoticeKind): Draft {
  const former = begunWith(draft.kind);
  const next = begunWith(kind);
  const isUntouched = former.before === draft.before && former.during === draft.during && former.after === draft.after;
  const advice = { before: next.before, during: next.during, after: next.after };
  return {
    ...draft,
    ...(isUntouched || !hasAdvice(kind) ? advice : {}),
    ...(former.body === draft.body ? { body: next.body } : {}),
    ...(former.ownTitle === draft.ownTitle ? { ownTitle: next.ownTitle } : {}),
    kind,
    isEmergency: draft.isEmergency && isOutage(kind),
  };
}

export interface Times {
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
}

export function timesOf(draft: Draft): Times {
  if (!hasDay(draft.kind) || draft.day === "") return { startsAt: null, endsAt: null };
  const startsAt = instant(draft.day, draft.begin);
  const endsAt = draft.isOpenEnd || draft.end === "" ? null : instant(draft.lastDay ?? draft.day, draft.end);
  return { startsAt, endsAt };
}

export function toInput(draft: Draft, stock: Stock): NoticeInput {
  const { startsAt, endsAt } = timesOf(draft);
  const advice = hasAdvice(draft.kind);
  return {
    kind: draft.kind,
    urgency: draft.isUrgent ? "URGENT" : "ORDINARY",
    isEmergency: draft.isEmergency && isOutage(draft.kind),
    title: titleOf(draft, stock).trim(),
    body: draft.body.trim(),
    cause: draft.cause.trim(),
    startsAt: startsAt?.toISOString() ?? null,
    endsAt: endsAt?.toISOString() ?? null,
    adviceBefore: advice ? linesOf(draft.before) : [],
    adviceDuring: advice ? linesOf(draft.during) : [],
    adviceAfter: advice ? linesOf(draft.after) : [],
    contact: draft.contact.trim(),
    audience: rulesOf(draft.audience, stock),
    translations: givenOf(draft.translations),
  };
}

export type Field =
  | "title"
  | "day"
  | "begin"
  | "end"
  | "cause"
  | "body"
  | "before"
  | "during"
  | "after"
  | "contact"
  | "audience"
  | "translations";
export type Errors = Readonly<Partial<Record<Field, string>>>;

const DAY_MS = 86_400_000;
const ADVICE_COUNT = 12;
const ADVICE_LENGTH = 300;

function checkWindow(draft: Draft, now: Date): Errors {
  if (!hasDay(draft.kind)) return {};
  if (draft.day === "") return isOutage(draft.kind) ? { day: t("staffCompose.error.day") } : {};
  if (draft.begin === "") return { begin: t("staffCompose.error.begin") };
  const { startsAt, endsAt } = timesOf(draft);
  if (!startsAt) return { begin: t("staffCompose.error.gap") };
  const ahead = startsAt.getTime() - now.getTime();
  if (ahead < -366 * DAY_MS || ahead > 732 * DAY_MS) return { day: t("staffCompose.error.far") };
  if (draft.isOpenEnd) return {};
  if (!endsAt) return { end: t(draft.end === "" ? "staffCompose.error.end" : "staffCompose.error.gap") };
  if (endsAt <= startsAt) return { end: t("staffCompose.error.endBefore") };
  if (endsAt <= now) return { end: t("staffCompose.error.endPast") };
  if (endsAt.getTime() - startsAt.getTime() > 366 * DAY_MS) return { end: t("staffCompose.error.long") };
  return {};
}

function checkAdvice(draft: Draft): Errors {
  if (!hasAdvice(draft.kind)) return {};
  const errors: Partial<Record<Field, string>> = {};
  for (const part of ["before", "during", "after"] as const) {
    const lines = linesOf(draft[part]);
    if (lines.length > ADVICE_COUNT) errors[part] = t("staffCompose.error.adviceCount");
    else if (lines.some((line) => line.length > ADVICE_LENGTH)) errors[part] = t("staffCompose.error.adviceLong");
  }
  return errors;
}

/** What the server would refuse, found before asking it. */
export function check(draft: Draft, stock: Stock, now: Date): Errors {
  const title = titleOf(draft, stock).trim();
  const needsBody = !isOutage(draft.kind) && draft.body.trim() === "" && (draft.day === "" || !hasDay(draft.kind));
  return {
    ...checkWindow(draft, now),
    ...checkAdvice(draft),
    ...(title.length < 3 || title.length > 160 ? { title: t("staffCompose.error.title") } : {}),
    ...(needsBody ? { body: t("staffCompose.error.body") } : {}),
    ...(draft.body.length > 20_000 ? { body: t("staffCompose.error.bodyLong") } : {}),
    ...(draft.cause.trim().length > 300 ? { cause: t("staffCompose.error.cause") } : {}),
    ...(draft.contact.trim().length > 200 ? { contact: t("staffCompose.error.contact") } : {}),
    ...(rulesOf(draft.audience, stock).length === 0 ? { audience: t("staffCompose.error.audience") } : {}),
  };
}

const SERVER_FIELDS: Readonly<Record<string, Field>> = {
  title: "title",
  body: "body",
  cause: "cause",
  startsAt: "day",
  endsAt: "end",
  adviceBefore: "before",
  adviceDuring: "during",
  adviceAfter: "after",
  contact: "contact",
  audience: "audience",
  translations: "translations",
};

/** The field of the form a refusal of the server is about; null where it is about none. */
export function fieldOf(name: string | null): Field | null {
  return name === null ? null : (SERVER_FIELDS[name] ?? null);
}
