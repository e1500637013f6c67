import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

import { t } from "@/i18n";

import { SkeletonList } from "./feedback";
import { useLocation } from "./router";

const RESTORE_MS = 1500;

/** Goes back to where the page stood, as soon as its content is tall enough again. */
function restoreScroll(target: number): () => void {
  const begun = performance.now();
  let frame = 0;
  const step = (): void => {
    window.scrollTo(0, target);
    const done = Math.abs(window.scrollY - target) < 2 || performance.now() - begun > RESTORE_MS;
    if (!done) frame = requestAnimationFrame(step);
  };
  step();
  return () => {
    cancelAnimationFrame(frame);
  };
}

interface TitleProps {
  readonly title: string;
  readonly children?: ComponentChildren;
  readonly id?: string;
  readonly class?: string;
}

/**
 * The heading of a page. It names the tab, and after a navigation it takes the focus, so that a screen reader starts
 * there and the keyboard goes on from there.
 */
export function Heading({ title, children, id, class: className }: TitleProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { visit, scroll } = useLocation();
  useEffect(() => {
    document.title = `${title} – ${t("common.portal")}`;
  }, [title]);
  useLayoutEffect(() => {
    if (visit === 0) return undefined;
    heading.current?.focus({ preventScroll: true });
    return restoreScroll(scroll ?? 0);
    // Only a new visit moves focus and scroll; a changed query of the same page does not.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [visit]);
  return (
    <h1 ref={heading} tabIndex={-1} id={id} class={className}>
      {children ?? title}
    </h1>
  );
}

interface PageProps {
  readonly children: ComponentChildren;
  /** Without the room for the bar of main areas at the foot. */
  readonly plain?: boolean;
}

export function Page({ children, plain = false }: PageProps) {
  return (
    <main id="main" class={plain ? "page page--plain" : "page"}>
      {children}
    </main>
  );
}

export function PageSkeleton() {
  return (
    <Page>
      <SkeletonList label={t("common.loading")} rows={4} />
    </Page>
  );
}
