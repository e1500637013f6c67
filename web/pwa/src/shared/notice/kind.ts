import type { NoticeKind } from "@/api/types";
import { t, type PlainKey } from "@/i18n";

import type { IconName } from "../icon";

/** What is missing in an outage of a kind, in the words of the bar, the title and the all-clear. */
type OffWord = "water" | "heating" | "power" | "gas" | "lift" | "other";

interface KindLook {
  readonly icon: IconName;
  readonly name: PlainKey;
  readonly off: OffWord;
}

const LOOKS: Readonly<Record<NoticeKind, KindLook>> = {
  WATER: { icon: "drop", name: "notice.kind.water", off: "water" },
  HEATING: { icon: "flame", name: "notice.kind.heating", off: "heating" },
  POWER: { icon: "bolt", name: "notice.kind.power", off: "power" },
  GAS: { icon: "flame", name: "notice.kind.gas", off: "gas" },
  LIFT: { icon: "lift", name: "notice.kind.lift", off: "lift" },
  CHIMNEY_SWEEP: { icon: "broom", name: "notice.kind.chimney_sweep", off: "other" },
  METER_READING: { icon: "gauge", name: "notice.kind.meter_reading", off: "other" },
  WORKS: { icon: "wrench", name: "notice.kind.works", off: "other" },
  EVENT: { icon: "calendar", name: "notice.kind.event", off: "other" },
  MEETING: { icon: "people", name: "notice.kind.meeting", off: "other" },
  BULLETIN: { icon: "board", name: "notice.kind.bulletin", off: "other" },
};

export function kindIcon(kind: NoticeKind): IconName {
  return LOOKS[kind].icon;
}

export function kindName(kind: NoticeKind): string {
  return t(LOOKS[kind].name);
}

/** "kein Wasser" */
export function offWord(kind: NoticeKind): string {
  return t(`notice.off.${LOOKS[kind].off}`);
}

/** "13:20 wieder da" */
export function backWord(kind: NoticeKind, time: string): string {
  return t(`notice.day.back.${LOOKS[kind].off}`, { time });
}

/** "Das Wasser ist wieder da" */
export function clearTitle(kind: NoticeKind): string {
  return t(`notice.clearTitle.${LOOKS[kind].off}`);
}

/** "Das Wasser bleibt an" */
export function staysTitle(kind: NoticeKind): string {
  return t(`notice.staysTitle.${LOOKS[kind].off}`);
}

/** What help the cooperative offers while it lasts; the mail about the same outage says it in the same words. */
export function helpText(kind: NoticeKind): string {
  return t(`notice.helpText.${LOOKS[kind].off}`);
}
