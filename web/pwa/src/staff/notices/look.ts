import type { NoticeRow } from "@/api/types";
import { t } from "@/i18n";
import { kindName } from "@/shared/notice/kind";
import { lookOf, type Look, type Tone } from "@/shared/notice/phase";

import type { StateTone } from "../parts/state";

export const STATE_TONES: Readonly<Record<Tone, StateTone>> = {
  running: "running",
  coming: "coming",
  overrun: "warn",
  clear: "ok",
  cancelled: "mute",
};

/** As the tenants see it, but a bulletin that was ended is over, not an all-clear. */
export function staffLook(notice: NoticeRow, now: Date): Look | null {
  const look = lookOf(notice, now);
  if (look === null || notice.isOutage || notice.phase !== "ENDED") return look;
  return {
    tone: "cancelled",
    icon: "check",
    word: t("staffNotice.list.over"),
    band: t("notice.band.ended", { kind: kindName(notice.kind) }),
  };
}
