import type { ComponentChildren } from "preact";

import { t } from "@/i18n";

interface TableProps {
  readonly label: string;
  readonly heads: readonly ComponentChildren[];
  /** The last column holds buttons or times and stands at the end. */
  readonly lastAtEnd?: boolean;
  /** On a phone each row becomes a block of its own, because its cells speak for themselves. */
  readonly stacks?: boolean;
  /** Few columns of short numbers: on a phone they move together instead of scrolling. */
  readonly figures?: boolean;
  readonly children: ComponentChildren;
}

/** A table that scrolls sideways inside its own region, reachable by keyboard. */
export function Table({ label, heads, lastAtEnd = false, stacks = false, figures = false, children }: TableProps) {
  return (
    // A region that scrolls takes the focus, so that the keyboard can scroll it (WCAG 2.1.1).
    // eslint-disable-next-line jsx-a11y-x/no-noninteractive-tabindex
    <div class="scroll" tabIndex={0} role="region" aria-label={t("staff.scroll", { label })}>
      <table class={`table${stacks ? " table--stacks" : ""}${figures ? " table--figures" : ""}`}>
        <thead>
          <tr>
            {heads.map((head, index) => (
              <th key={index} scope="col" class={lastAtEnd && index === heads.length - 1 ? "end" : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
