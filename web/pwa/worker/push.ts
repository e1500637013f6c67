/**
 * What the worker does with a push. Every push shows a notification, also one that cannot be read: Apple takes the
 * permission away after a few silent ones.
 */
import words from "../src/i18n/de/worker.json";

export interface Message {
  readonly title: string;
  readonly body: string;
  readonly tag: string | null;
  readonly path: string;
  readonly language: string;
  readonly renotify: boolean;
}

const FORMAT_VERSION = 1;

export const NEUTRAL: Message = {
  title: words.title,
  body: words.neutral,
  tag: null,
  path: "/",
  language: "de",
  renotify: false,
};

function text(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

/** The path of a link of this portal; anything else becomes the start page. */
export function ownPath(url: unknown, origin: string): string {
  if (typeof url !== "string") return "/";
  try {
    const parsed = new URL(url, origin);
    return parsed.origin === origin ? parsed.pathname + parsed.search + parsed.hash : "/";
  } catch {
    return "/";
  }
}

/** Reads `{v: 1, title, body, tag, url, lang, renotify?}`; whatever it cannot read becomes the neutral sentence. */
export function parse(payload: string | null, origin: string): Message {
  if (payload === null) return NEUTRAL;
  let data: unknown;
  try {
    data = JSON.parse(payload);
  } catch {
    return NEUTRAL;
  }
  if (typeof data !== "object" || data === null) return NEUTRAL;
  const given = data as Readonly<Record<string, unknown>>;
  const title = text(given["title"]);
  if (given["v"] !== FORMAT_VERSION || title === null) return { ...NEUTRAL, path: ownPath(given["url"], origin) };
  const tag = text(given["tag"]);
  return {
    title,
    body: text(given["body"]) ?? "",
    tag,
    path: ownPath(given["url"], origin),
    language: text(given["lang"]) ?? NEUTRAL.language,
    renotify: given["renotify"] === true && tag !== null,
  };
}

interface ShownOptions extends NotificationOptions {
  renotify?: boolean;
}

/** The options of the notification; the same tag replaces the earlier one instead of stacking. */
export function options(message: Message): ShownOptions {
  return {
    body: message.body,
    lang: message.language,
    icon: "/icons/icon-192.png",
    badge: "/icons/badge-96.png",
    data: { path: message.path },
    ...(message.tag === null ? {} : { tag: message.tag }),
    ...(message.renotify ? { renotify: true } : {}),
  };
}

/** The path a notification carries; notifications of an older worker may carry none. */
export function pathOf(data: unknown): string {
  const path = typeof data === "object" && data !== null ? (data as { path?: unknown }).path : null;
  return typeof path === "string" && path.startsWith("/") && !path.startsWith("//") ? path : "/";
}
