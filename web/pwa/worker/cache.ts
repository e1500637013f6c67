/**
 * The app shell works without a network: files of the build are precached, pages come from the network first and fall
 * back to the cached index.html. Nothing the server answers about a person is ever cached here, documents least of all.
 */
import { cleanupOutdatedCaches, matchPrecache, precache, addRoute, type PrecacheEntry } from "workbox-precaching";

const SHELL = "/index.html";
const PATIENCE_MS = 4000;
/** What the server renders or streams itself; the worker stays out of its way. */
const SERVER_PATHS =
  /^\/(graphql|documents|uploads|api|feeds|notices|letters|health|metrics|mail|kalender|stoerungen|stoerungen\.atom|s)(\/|$)/u;

export function prepareShell(manifest: readonly (PrecacheEntry | string)[]): void {
  precache([...manifest]);
  addRoute();
  cleanupOutdatedCaches();
}

export function isAppNavigation(request: Request, origin: string): boolean {
  const url = new URL(request.url);
  return (
    request.method === "GET" && request.mode === "navigate" && url.origin === origin && !SERVER_PATHS.test(url.pathname)
  );
}

/** The cooperative's colours and logo: the same for everybody, and the server's to change. */
const BRAND_PATHS = new Set(["/theme.css", "/logo"]);
const BRAND_CACHE = "brand";

export function isBrand(request: Request, origin: string): boolean {
  const url = new URL(request.url);
  return request.method === "GET" && url.origin === origin && BRAND_PATHS.has(url.pathname);
}

/** From the network, and kept for the next time there is none. */
export async function brand(request: Request): Promise<Response> {
  const cache = await caches.open(BRAND_CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch (reason) {
    const kept = await cache.match(request);
    if (kept) return kept;
    throw reason;
  }
}

/** The page from the network; when that fails or takes too long, the shell, which then shows what was last seen. */
export async function page(request: Request): Promise<Response> {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort();
  }, PATIENCE_MS);
  try {
    return await fetch(request, { signal: controller.signal });
  } catch (reason) {
    const shell = await matchPrecache(SHELL);
    if (shell) return shell;
    throw reason;
  } finally {
    clearTimeout(timer);
  }
}
