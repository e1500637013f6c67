import type { ComponentChildren } from "preact";

import { t } from "@/i18n";
import { Icon } from "@/shared/icon";

import { segmentsOf, STAND_ICON, STANDS, totalOf, type Households, type Stand } from "./numbers";

const COLOUR: Readonly<Record<Stand, number>> = { confirmed: 1, push: 2, mail: 3, failed: 4, paper: 5, pending: 6 };

function percent(value: number): string {
  return `${value.toFixed(3)}%`;
}

function sentence(households: Households): string {
  const parts = segmentsOf(households).map(
    ({ stand, count }) => `${count.toLocaleString("de")} ${t(`staffNotice.reach.state.${stand}`)}`,
  );
  const total = t("staff.households", { n: totalOf(households) });
  return t("staffNotice.reach.bar", { total, parts: parts.join(", ") });
}

/** One bar of all households, each in its best state; the legend below says the same in numbers and words. */
export function ReachBar({ households, thin = false }: { households: Households; thin?: boolean }) {
  return (
    <svg class={thin ? "reach reach--thin" : "reach"} role="img" aria-label={sentence(households)}>
      {segmentsOf(households).map(({ stand, count, at, width, isLabelled }) => (
        <g key={stand}>
          <rect class={`f${String(COLOUR[stand])}`} x={percent(at)} y="0" width={percent(width)} height="100%" />
          {isLabelled && !thin && (
            <text class={`o${String(COLOUR[stand])}`} x={percent(at + width / 2)} y="62%">
              {count.toLocaleString("de")}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}

function Key({ stand }: { stand: Stand }) {
  return (
    <svg class="key" viewBox="0 0 16 16" aria-hidden="true">
      <rect class={`f${String(COLOUR[stand])}`} width="16" height="16" />
    </svg>
  );
}

interface LegendProps {
  readonly households: Households;
  /** Where a number leads; without it the numbers are only read. */
  readonly hrefOf?: (stand: Stand) => string;
  readonly current?: Stand | null;
}

/** Number, icon and word of each part; each number opens its list. Nothing is shown as on its way when nothing is. */
export function Legend({ households, hrefOf, current = null }: LegendProps) {
  const part = (stand: Stand): ComponentChildren => (
    <>
      <Key stand={stand} />
      <b>{households[stand].toLocaleString("de")}</b>
      <span>
        <Icon name={STAND_ICON[stand]} />
        <strong>{t(`staffNotice.reach.state.${stand}`)}</strong>
        <br />
        {t(`staffNotice.reach.hint.${stand}`)}
      </span>
    </>
  );
  return (
    <ul class="legend">
      {STANDS.filter((stand) => stand !== "pending" || households.pending > 0).map((stand) => (
        <li key={stand} class={hrefOf ? "legend__link" : undefined}>
          {hrefOf ? (
            <a href={hrefOf(stand)} aria-current={stand === current ? "true" : undefined}>
              {part(stand)}
            </a>
          ) : (
            part(stand)
          )}
        </li>
      ))}
    </ul>
  );
}
