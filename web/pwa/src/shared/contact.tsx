import { t } from "@/i18n";

import { Icon } from "./icon";
import { telephoneLink, usePortal } from "./portal";

/** Two big numbers: the number is the button. */
export function Calls() {
  const portal = usePortal();
  if (!portal) return null;
  return (
    <div class="calls">
      <a class="call" href={telephoneLink(portal.servicePhone)}>
        <Icon name="phone" />
        <span>
          <small>{t("common.serviceHours", { hours: portal.serviceHours })}</small>
          <b>{portal.servicePhone}</b>
        </span>
      </a>
      <a class="call call--urgent" href={telephoneLink(portal.emergencyPhone)}>
        <Icon name="warning" />
        <span>
          <small>{t("common.emergency")}</small>
          <b>{portal.emergencyPhone}</b>
        </span>
      </a>
    </div>
  );
}

/** The enamel sign of a house: says "this is about your house". */
export function Plate({ street, number, size }: { street: string; number: string; size?: "lg" | "sm" }) {
  return (
    <span class={size ? `plate plate--${size}` : "plate"}>
      <span>{street}</span>
      {number && <b>{number}</b>}
    </span>
  );
}
