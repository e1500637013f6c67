import type { NoticeKind } from "@/api/types";
import { t, type PlainKey } from "@/i18n";

import type { IconName } from "./icon";

interface KindLook {
  readonly icon: IconName;
  readonly name: PlainKey;
}

const LOOKS: Readonly<Record<NoticeKind, KindLook>> = {
  WATER: { icon: "drop", name: "notice.kind.water" },
  HEATING: { icon: "flame", name: "notice.kind.heating" },
  POWER: { icon: "bolt", name: "notice.kind.power" },
  GAS: { icon: "flame", name: "notice.kind.gas" },
  LIFT: { icon: "lift", name: "notice.kind.lift" },
  CHIMNEY_SWEEP: { icon: "broom", name: "notice.kind.chimney_sweep" },
  METER_READING: { icon: "gauge", name: "notice.kind.meter_reading" },
  WORKS: { icon: "wrench", name: "notice.kind.works" },
  EVENT: { icon: "calendar", name: "notice.kind.event" },
  MEETING: { icon: "people", name: "notice.kind.meeting" },
  BULLETIN: { icon: "board", name: "notice.kind.bulletin" },
};

export function kindIcon(kind: NoticeKind): IconName {
  return LOOKS[kind].icon;
}

export function kindName(kind: NoticeKind): string {
  return t(LOOKS[kind].name);
}
