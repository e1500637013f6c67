import type { ComponentChildren } from "preact";

import { Icon, type IconName } from "@/shared/icon";

export type StateTone =
  "running" | "coming" | "warn" | "ok" | "mute" | "danger" | "brand" | "plain" | "plain state--ok";

interface StateProps {
  readonly tone: StateTone;
  readonly icon: IconName;
  readonly children: ComponentChildren;
}

/** Colour, icon and word together; never colour alone. */
export function State({ tone, icon, children }: StateProps) {
  return (
    <span class={`state state--${tone}`}>
      <Icon name={icon} />
      {children}
    </span>
  );
}
