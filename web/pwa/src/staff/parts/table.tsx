import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import { t } from "@/i18n";

import { Scroll } from "./scroll";

interface TableProps {
  readonly label: string;
  readonly heads: readonly ComponentChildren[];
  /** The last column holds buttons or times and stands at the end. */
  readonly lastAtEnd?: boolean;
  /** On a phone each row becomes a block of its own; its first cell is its title, the others say by a small label what they are. */
  readonly stacks?: boolean;
  /** Few columns of short numbers: on a phone they move together instead of scrolling. */
  readonly figures?: boolean;
  readonly children: ComponentChildren;
}

/** Each cell learns the head of its column, which nobody sees on a phone. */
function name(table: HTMLTableElement): void {
  const heads = [...table.querySelectorAll("thead th")].map((cell) => cell.textContent.trim());
  for (const row of table.querySelectorAll("tbody tr")) {
    for (const [index, cell] of [...row.querySelectorAll("td")].entries()) {
      const head = index > 0 && cell.textContent.trim() ? heads[index] : "";
      if (head) cell.dataset["label"] = head;
      else delete cell.dataset["label"];
    }
  }
}

/** A table that scrolls sideways inside its own region, reachable by keyboard. */
export function Table({ label, heads, lastAtEnd = false, stacks = false, figures = false, children }: TableProps) {
  const table = useRef<HTMLTableElement>(null);
  useLayoutEffect(() => {
    if (stacks && table.current) name(table.current);
  });
  return (
    <Scroll label={t("staff.scroll", { label })}>
      <table ref={table} class={`table${stacks ? " table--stacks" : ""}${figures ? " table--figures" : ""}`}>
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
    </Scroll>
  );
}
