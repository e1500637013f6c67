/** The words for why a delivery ended as it did. */
import { t } from "@/i18n";

import type { DeliveriesQuery } from "./reach.generated";

type DeliveryNode = DeliveriesQuery["deliveries"]["edges"][number]["node"];

const REASONS = [
  "no_channel",
  "opted_out",
  "deceased",
  "withdrawn",
  "moved_out",
  "expired",
  "target_gone",
  "address_refused",
  "payload",
  "configuration",
  "attempts",
  "poison",
  "dropped",
] as const;

/** The words of a reason code; a code this version does not know is still said to be one. */
export function reasonText(code: string | null): string {
  if (code === null) return "";
  const known = REASONS.find((reason) => reason === code.toLowerCase());
  return known ? t(`staffNotice.reach.reason.${known}`) : t("staffNotice.reach.reasonOther");
}

export interface Why {
  readonly channel: DeliveryNode["channel"] | null;
  readonly state: DeliveryNode["state"] | null;
  readonly reason: string | null;
}

/** Why somebody was not reached, as short as a list wants it; null where the single deliveries are deleted already. */
export function whyOf({ channel, state, reason }: Why): string {
  if (channel === null || state === null) return t("staffNotice.reach.whyDeleted");
  if (channel === "PAPER") return reasonText(reason) || t("staffNotice.reach.state.paper");
  const way = t(`staffNotice.reach.channelName.${channel}`);
  return t("staffNotice.reach.whyChannel", { channel: way, state: t(`staffNotice.reach.deliveryState.${state}`) });
}
