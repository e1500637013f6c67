/**
 * The address bar. Links are plain `<a href>`: one listener takes those over that lead to a page of the app, everything
 * else (documents, legal texts, other sites, new tabs) stays with the browser.
 */
import { store, useStore } from "./store";

export interface Location {
  readonly path: string;
  readonly search: URLSearchParams;
  /** Counts up with every navigation; 0 is the page the app was opened on. */
  readonly visit: number;
  /** Where the page stood when it was left; only set when coming back to it. */
  readonly scroll: number | null;
}

interface HistoryState {
  readonly scroll?: number;
}

type Guard = (path: string) => boolean;

let visits = 0;
const guards: Guard[] = [];

function read(scroll: number | null): Location {
  return { path: location.pathname, search: new URLSearchParams(location.search), visit: visits, scroll };
}

const current = store<Location>(read(null));

export function useLocation(): Location {
  return useStore(current);
}

/** Says which paths belong to the app; called once by each table of routes. */
export function ownPaths(guard: Guard): void {
  guards.push(guard);
}

function rememberScroll(): void {
  history.replaceState({ scroll: window.scrollY } satisfies HistoryState, "");
}

/** Goes to a page of the app. `replace` leaves no way back to the present one. */
export function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  rememberScroll();
  history[replace ? "replaceState" : "pushState"]({}, "", to);
  visits += 1;
  current.set(read(null));
}

/** The same address shows another page, as after signing in: it counts as a visit, so that focus goes to its heading. */
export function arrive(): void {
  navigate(location.pathname + location.search, { replace: true });
}

/** Changes the query of the present page without counting as a visit: focus and scroll stay. */
export function replaceSearch(search: string): void {
  history.replaceState(history.state, "", `${location.pathname}${search}`);
  current.set({ ...read(null), scroll: window.scrollY });
}

function linkOf(event: MouseEvent): HTMLAnchorElement | null {
  const target = event.target instanceof Element ? event.target.closest("a") : null;
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!target || !plain || event.defaultPrevented || target.target || target.hasAttribute("download")) return null;
  return target.origin === location.origin && guards.some((guard) => guard(target.pathname)) ? target : null;
}

function onClick(event: MouseEvent): void {
  const link = linkOf(event);
  if (!link || (link.hash && link.pathname === location.pathname && link.search === location.search)) return;
  event.preventDefault();
  navigate(link.pathname + link.search + link.hash);
}

function onPop(event: PopStateEvent): void {
  visits += 1;
  current.set(read((event.state as HistoryState | null)?.scroll ?? 0));
}

/** Starts to listen; returns what stops it. */
export function startRouter(): () => void {
  history.scrollRestoration = "manual";
  document.addEventListener("click", onClick);
  window.addEventListener("popstate", onPop);
  window.addEventListener("pagehide", rememberScroll);
  return () => {
    document.removeEventListener("click", onClick);
    window.removeEventListener("popstate", onPop);
    window.removeEventListener("pagehide", rememberScroll);
  };
}
