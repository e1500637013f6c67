import { t } from "@/i18n";
import type { IconName } from "@/shared/icon";

import type { StateTone } from "../parts/state";
import type { ColleaguePartsFragment } from "./people.generated";

export type Colleague = ColleaguePartsFragment;

export interface Look {
  readonly key: "locked" | "invited" | "mailWaiting" | "mailFailed" | "active";
  readonly tone: StateTone;
  readonly icon: IconName;
}

const FAILED: readonly (string | null)[] = ["FAILED", "BOUNCED", "EXPIRED", "DEAD"];
const WAITING: readonly (string | null)[] = ["QUEUED", "LEASED"];

/** How far somebody has come: locked counts first, then whether the mail with the one-time password arrived. */
export function lookOf({
  isLocked,
  hasOwnPassword,
  mailState,
  role,
  lastLoginAt,
}: Pick<Colleague, "isLocked" | "hasOwnPassword" | "mailState" | "role" | "lastLoginAt">): Look {
  if (isLocked) return { key: "locked", tone: "danger", icon: "lock" };
  // A caretaker comes in by the link of the day and never has a password.
  if (hasOwnPassword || (role === "CARETAKER" && lastLoginAt !== null))
    return { key: "active", tone: "ok", icon: "ok" };
  if (FAILED.includes(mailState)) return { key: "mailFailed", tone: "danger", icon: "warning" };
  if (WAITING.includes(mailState)) return { key: "mailWaiting", tone: "mute", icon: "send" };
  return { key: "invited", tone: "mute", icon: "mail" };
}

/** Where the role applies, in words. */
export function areaText({ role, districts, houses }: Pick<Colleague, "role" | "districts" | "houses">): string {
  const names = [
    ...districts.map(({ name }) => t("staff.district", { name })),
    ...houses.map(({ address }) => address),
  ];
  if (names.length > 0) return names.join(", ");
  return t(role === "CARETAKER" ? "staffPeople.noArea" : "staffPeople.everywhere");
}
