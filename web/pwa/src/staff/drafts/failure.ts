import { t, type PlainKey } from "@/i18n";

import type { PlannedNoticeQuery } from "./drafts.generated";

type Failure = NonNullable<PlannedNoticeQuery["noticeDraft"]["failure"]>;

const TEXTS: Readonly<Record<Failure, PlainKey>> = {
  TOO_LATE: "staffDraft.failure.tooLate",
  NOBODY: "staffDraft.failure.nobody",
  PLACE_GONE: "staffDraft.failure.placeGone",
  AUTHOR_GONE: "staffDraft.failure.authorGone",
};

/** Why a planned notice could not go at its moment. */
export function failureText(failure: Failure): string {
  return t(TEXTS[failure]);
}
