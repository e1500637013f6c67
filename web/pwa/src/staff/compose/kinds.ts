/** What differs between the causes of a notice while it is written. */
import type { NoticeKind } from "@/api/types";
import { t } from "@/i18n";
import { kindName } from "@/shared/notice/kind";

import { ownTemplate } from "../templates/own";

export const KINDS: readonly NoticeKind[] = [
  "WATER",
  "HEATING",
  "POWER",
  "GAS",
  "LIFT",
  "WORKS",
  "METER_READING",
  "CHIMNEY_SWEEP",
  "EVENT",
  "MEETING",
  "BULLETIN",
];

const OUTAGES: ReadonlySet<NoticeKind> = new Set(["WATER", "HEATING", "POWER", "GAS", "LIFT"]);
const WITHOUT_ADVICE: ReadonlySet<NoticeKind> = new Set(["BULLETIN", "EVENT", "MEETING"]);

/** An outage has a window and a severity; everything else is a bulletin. */
export function isOutage(kind: NoticeKind): boolean {
  return OUTAGES.has(kind);
}

export function hasAdvice(kind: NoticeKind): boolean {
  return !WITHOUT_ADVICE.has(kind);
}

export function hasDay(kind: NoticeKind): boolean {
  return kind !== "BULLETIN";
}

type NowWord = "water" | "heating" | "power" | "gas" | "lift" | "other";

function nowWord(kind: NoticeKind): NowWord {
  switch (kind) {
    case "WATER":
      return "water";
    case "HEATING":
      return "heating";
    case "POWER":
      return "power";
    case "GAS":
      return "gas";
    case "LIFT":
      return "lift";
    default:
      return "other";
  }
}

/** "Wasserabschaltung Quartier Gartenstadt"; a bulletin has no title of itself. */
export function suggestedTitle(kind: NoticeKind, isEmergency: boolean, where: string): string {
  if (kind === "BULLETIN") return "";
  if (where === "") return t("staffCompose.titleAlone", { kind: kindName(kind) });
  if (isEmergency) return t(`staffCompose.titleNow.${nowWord(kind)}`, { where });
  return t("staffCompose.titleFor", { kind: kindName(kind), where });
}

export interface Advice {
  readonly before: string;
  readonly during: string;
  readonly after: string;
}

/** What a notice of a kind begins with, one piece of advice a line. An empty title leaves the suggestion. */
export interface Words extends Advice {
  readonly title: string;
  readonly body: string;
}

/** Staff's own words where they chose some, else the portal's. */
export function templateFor(kind: NoticeKind): Words {
  const own = ownTemplate(kind);
  if (!own) return { title: "", body: "", ...adviceFor(kind) };
  const [before, during, after] = [own.adviceBefore, own.adviceDuring, own.adviceAfter].map((lines) =>
    lines.join("\n"),
  );
  return { title: own.title, body: own.body, before: before ?? "", during: during ?? "", after: after ?? "" };
}

/** The portal's settled advice of a kind; empty where there is none yet. */
function adviceFor(kind: NoticeKind): Advice {
  if (kind !== "WATER") return { before: "", during: "", after: "" };
  return {
    before: t("staffCompose.template.water.before"),
    during: t("staffCompose.template.water.during"),
    after: t("staffCompose.template.water.after"),
  };
}

export function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

/** The text with a line put at its end or taken out. */
export function withLine(text: string, line: string, wanted: boolean): string {
  const rest = linesOf(text).filter((held) => held !== line);
  return (wanted ? [...rest, line] : rest).join("\n");
}
