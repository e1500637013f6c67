/** A notice that waits for approval or was posted, back in the form it was written in. */
import type { AskedQuery } from "../approval/approval.generated";
import type { Stock } from "../places/stock";
import { audienceOf, NOBODY } from "./audience";
import { dayOf, timeOf } from "./clock";
import { newMutationId, titleOf, type Draft } from "./form";
import { translationsOf } from "./translations";

export type Asked = AskedQuery["approval"];

/** What is in the form, as the server keeps it. */
export type Written = Pick<
  Asked,
  | "kind"
  | "urgency"
  | "isEmergency"
  | "title"
  | "body"
  | "cause"
  | "startsAt"
  | "endsAt"
  | "adviceBefore"
  | "adviceDuring"
  | "adviceAfter"
  | "contact"
  | "translations"
> & { readonly audience: readonly Omit<Asked["audience"][number], "name">[] };

function timesIn({ startsAt, endsAt }: Written): Pick<Draft, "day" | "begin" | "lastDay" | "end" | "isOpenEnd"> {
  if (startsAt === null) return { day: "", begin: "08:00", lastDay: null, end: "14:00", isOpenEnd: false };
  const start = new Date(startsAt);
  const day = dayOf(start);
  const begin = timeOf(start);
  if (endsAt === null) return { day, begin, lastDay: null, end: "14:00", isOpenEnd: true };
  const end = new Date(endsAt);
  return { day, begin, lastDay: dayOf(end) === day ? null : dayOf(end), end: timeOf(end), isOpenEnd: false };
}

/** `isAudienceLost`: it has to be chosen anew, as it cannot be shown as a choice of houses any more. */
export interface Changed {
  readonly draft: Draft;
  readonly isAudienceLost: boolean;
}

export function changedFrom(asked: Written, stock: Stock): Changed {
  const audience = audienceOf(asked.audience, stock);
  const draft: Draft = {
    mutationId: newMutationId(),
    draftKey: newMutationId(),
    kind: asked.kind,
    isUrgent: asked.urgency === "URGENT",
    isEmergency: asked.isEmergency,
    ownTitle: null,
    ...timesIn(asked),
    cause: asked.cause,
    body: asked.body,
    before: asked.adviceBefore.join("\n"),
    during: asked.adviceDuring.join("\n"),
    after: asked.adviceAfter.join("\n"),
    contact: asked.contact,
    audience: audience ?? NOBODY,
    translations: translationsOf(asked.translations),
  };
  const isSuggested = titleOf(draft, stock) === asked.title;
  return { draft: isSuggested ? draft : { ...draft, ownTitle: asked.title }, isAudienceLost: audience === null };
}
