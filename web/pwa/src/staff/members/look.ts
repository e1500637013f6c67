/** What the state of a member's account looks and reads like, everywhere at the desk the same. */
import { t } from "@/i18n";
import type { IconName } from "@/shared/icon";

import type { StateTone } from "../parts/state";
import type { MembersQuery } from "./members.generated";

export type MemberRow = MembersQuery["members"]["edges"][number]["node"];
type AccountState = MemberRow["accountState"];

interface AccountLook {
  readonly tone: StateTone;
  readonly icon: IconName;
}

const LOOKS: Readonly<Record<AccountState, AccountLook>> = {
  NONE: { tone: "mute", icon: "key" },
  LETTER_SENT: { tone: "mute", icon: "key" },
  MAIL_SENT: { tone: "warn", icon: "clock" },
  ACTIVATED: { tone: "brand", icon: "check" },
  LOGGED_IN: { tone: "ok", icon: "ok" },
  LOCKED: { tone: "danger", icon: "lock" },
};

export function accountLook(state: AccountState): AccountLook {
  return LOOKS[state];
}

type Reachable = Pick<MemberRow, "emailState" | "deviceCount" | "status">;

/** How a person can be reached electronically, if at all: only a confirmed address counts. */
export function wayOf({ emailState, deviceCount, status }: Reachable): "mailAndPhone" | "mail" | "phone" | "paper" {
  if (status === "DECEASED") return "paper";
  const mail = emailState === "VERIFIED";
  if (mail && deviceCount > 0) return "mailAndPhone";
  if (mail) return "mail";
  return deviceCount > 0 ? "phone" : "paper";
}

export function waysText(member: Reachable): string {
  return t(`staffMember.ways.${wayOf(member)}`);
}

const WAY_ICONS: Readonly<Record<ReturnType<typeof wayOf>, IconName>> = {
  mailAndPhone: "mail",
  mail: "mail",
  phone: "device",
  paper: "paper",
};

export function wayIcon(member: Reachable): IconName {
  return WAY_ICONS[wayOf(member)];
}

/** "Amselweg 12, 0047-12-05" */
export function unitText(contract: {
  readonly house: { readonly address: string };
  readonly unitNumber: string;
}): string {
  const { house, unitNumber } = contract;
  return unitNumber ? t("staffMember.homeWithUnit", { address: house.address, unit: unitNumber }) : house.address;
}

/** The contracts that run today come first; an ended one only stands for a person who has no other. */
export function currentContracts<C extends { readonly endsOn: string | null }>(
  contracts: readonly C[],
  today: string,
): C[] {
  return contracts.filter((contract) => contract.endsOn === null || contract.endsOn >= today);
}
