import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

import { Heading } from "@/shared/page";
import { Icon } from "@/shared/icon";

interface PaneProps {
  readonly title: ComponentChildren;
  /** Stands at the end of the head: a link, a state, a count. */
  readonly aside?: ComponentChildren;
  /** A list or a table goes to the edges. */
  readonly flush?: boolean;
  /** For hands at a screen: it is not printed. */
  readonly onScreen?: boolean;
  readonly children: ComponentChildren;
}

/** A titled surface of the desk. */
export function Pane({ title, aside, flush = false, onScreen = false, children }: PaneProps) {
  const id = useId();
  return (
    <section class={onScreen ? "pane no-print" : "pane"} aria-labelledby={id}>
      <div class="pane__head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {flush ? children : <div class="pane__body stack stack-4">{children}</div>}
    </section>
  );
}

interface TopProps {
  readonly title: string;
  readonly back?: { readonly href: string; readonly label: string };
  readonly sub?: ComponentChildren;
  readonly children?: ComponentChildren;
}

/** The head of a page of the desk: the way back, the title, what can be done. */
export function Top({ title, back, sub, children }: TopProps) {
  return (
    <div class="desk-head">
      {back && (
        <a class="back" href={back.href}>
          <Icon name="backarrow" turn />
          {back.label}
        </a>
      )}
      <div class="row row--apart">
        <Heading title={title} />
        {children && <div class="row row--tight no-print">{children}</div>}
      </div>
      {sub && <div class="second">{sub}</div>}
    </div>
  );
}
