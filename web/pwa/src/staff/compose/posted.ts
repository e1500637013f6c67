/** A posted notice in the form, and what of the form goes back: what nobody touched goes back as it was. */
import type { Stock } from "../places/stock";
import { changedFrom, type Written } from "./changed";
import type { NoticeInput, PostedQuery } from "./compose.generated";
import { check, timesOf, toInput, type Draft, type Errors } from "./form";
import { givenOf, withoutOutdated } from "./translations";

type Found = NonNullable<PostedQuery["notice"]>;

/** One whose audience this employee may know, as whoever may change it does. */
export type Posted = Found & {
  readonly audience: NonNullable<Found["audience"]>;
  readonly translations: NonNullable<Found["translations"]>;
};

export interface Begun {
  readonly posted: Posted;
  readonly draft: Draft;
  /** The audience cannot be shown as a choice of houses. */
  readonly isAudienceLost: boolean;
}

export function begin(posted: Posted, stock: Stock): Begun {
  return { posted, ...changedFrom(posted satisfies Written, stock) };
}

function isSameWindow({ draft: begun }: Begun, draft: Draft): boolean {
  const before = timesOf(begun);
  const after = timesOf(draft);
  return (
    before.startsAt?.getTime() === after.startsAt?.getTime() && before.endsAt?.getTime() === after.endsAt?.getTime()
  );
}

export function isSameAudience({ draft: begun }: Begun, draft: Draft): boolean {
  return JSON.stringify(begun.audience) === JSON.stringify(draft.audience);
}

/** The seconds of a window and the very rules of an audience are not in the form: untouched they stay what they are. */
export function inputOf(begun: Begun, draft: Draft, stock: Stock): NoticeInput {
  const { startsAt, endsAt, audience, isEmergency } = begun.posted;
  const input = { ...toInput(draft, stock), isEmergency };
  const rules = audience.map(({ scope, isExclusion, id }) => ({ scope, isExclusion, id }));
  return {
    ...input,
    ...(isSameWindow(begun, draft) ? { startsAt, endsAt } : {}),
    ...(isSameAudience(begun, draft) ? { audience: rules } : {}),
    translations: givenOf(withoutOutdated(begun.draft.translations, draft.translations, begun.posted, input)),
  };
}

/** Whether other languages are all that changed: then nobody is told anew. */
export function isTranslated(begun: Begun, input: NoticeInput, stock: Stock): boolean {
  const { translations: was, ...before } = inputOf(begun, begun.draft, stock);
  const { translations: is, ...now } = input;
  return JSON.stringify(before) === JSON.stringify(now) && JSON.stringify(was) !== JSON.stringify(is);
}

/** What is missing. A window that stays may have passed, and an audience that stays needs no choice. */
export function checkPosted(begun: Begun, draft: Draft, stock: Stock, now: Date): Errors {
  const { day, begin: start, end, audience, ...errors } = check(draft, stock, now);
  return {
    ...errors,
    ...(isSameWindow(begun, draft) ? {} : { ...(day && { day }), ...(start && { begin: start }), ...(end && { end }) }),
    ...(audience && !isSameAudience(begun, draft) ? { audience } : {}),
  };
}
