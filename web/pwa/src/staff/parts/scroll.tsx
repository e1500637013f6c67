import type { ComponentChildren } from "preact";

/** What is wider than its place and moves sideways inside it. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // A region that scrolls takes the focus, so that the keyboard can scroll it (WCAG 2.1.1).
    // eslint-disable-next-line jsx-a11y-x/no-noninteractive-tabindex
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  );
}
