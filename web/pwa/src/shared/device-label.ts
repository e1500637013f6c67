/** A name a person recognises their device by ("Android, Chrome"); read from the browser, never exact enough to track. */

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone/u, "iPhone"],
  [/iPad/u, "iPad"],
  [/Android/u, "Android"],
  [/Windows/u, "Windows"],
  [/Mac OS X/u, "Mac"],
  [/CrOS/u, "Chromebook"],
  [/Linux/u, "Linux"],
];

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/SamsungBrowser/u, "Samsung Internet"],
  [/Edg/u, "Edge"],
  [/OPR|Opera/u, "Opera"],
  [/Firefox|FxiOS/u, "Firefox"],
  [/Chrome|CriOS/u, "Chrome"],
  [/Safari/u, "Safari"],
];

export function deviceLabel(agent: string = navigator.userAgent): string {
  const first = (table: readonly (readonly [RegExp, string])[]): string | undefined =>
    table.find(([pattern]) => pattern.test(agent))?.[1];
  return [first(SYSTEMS), first(BROWSERS)].filter(Boolean).join(", ");
}
