import type { ComponentChildren } from "preact";

import { t, type Key, type Values } from "./index";

/** Turns `**bold**` of a language file into elements; nothing else is markup there. */
export function rich(text: string): ComponentChildren {
  return text.split("**").map((part, index) => (index % 2 === 1 ? <b key={index}>{part}</b> : part));
}

/** The words of a key, with its bold parts. */
export function T<K extends Key>({ k, values }: { k: K; values?: Values<K>[0] }): ComponentChildren {
  return rich(t(k, ...((values === undefined ? [] : [values]) as Values<K>)));
}
