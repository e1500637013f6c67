/**
 * The words of the app. German is built in: it is the first language and what every missing translation falls back to.
 * Another language is one more folder beside de/, loaded when somebody chooses it.
 */
import account from "./de/account.json";
import common from "./de/common.json";
import document from "./de/document.json";
import format from "./de/format.json";
import help from "./de/help.json";
import home from "./de/home.json";
import notice from "./de/notice.json";
import profile from "./de/profile.json";
import push from "./de/push.json";
import reading from "./de/reading.json";
import type { Words } from "./words.generated";

export type Key = keyof Words;
export type Values<K extends Key> = Words[K] extends null ? [] : [values: Words[K]];
export type PlainKey = { [K in Key]: Words[K] extends null ? K : never }[Key];

interface Branch {
  readonly [key: string]: string | Branch;
}

export const DEFAULT_LANGUAGE = "de";
export const LANGUAGES: readonly string[] = [DEFAULT_LANGUAGE];

const folders = import.meta.glob<Branch>(["./*/*.json", "!./de/*.json"], { import: "default" });
const german: Record<string, Branch> = {
  account,
  common,
  document,
  format,
  help,
  home,
  notice,
  profile,
  push,
  reading,
};
const chosen: Record<string, Branch> = {};
let language = DEFAULT_LANGUAGE;

export function currentLanguage(): string {
  return language;
}

/** Loads every word file of a language; keys it lacks stay German. Unknown languages are refused. */
export async function setLanguage(next: string): Promise<void> {
  if (!LANGUAGES.includes(next)) throw new RangeError(`unknown language ${next}`);
  for (const [path, load] of Object.entries(folders)) {
    const [, folder, file] = /^\.\/(\w+)\/(\w+)\.json$/u.exec(path) ?? [];
    if (folder === next && file) chosen[file] = await load();
  }
  language = next;
}

/** Adds a word file that travels with a later chunk, such as the desk of the staff. */
export function addWords(name: string, words: Branch): void {
  german[name] = words;
}

function find(tree: Record<string, Branch>, key: string): string | Branch | undefined {
  let node: string | Branch | undefined = tree;
  for (const part of key.split(".")) {
    if (typeof node !== "object") return undefined;
    node = node[part];
  }
  return node;
}

const plurals = new Map<string, Intl.PluralRules>();

function pluralForm(branch: Branch, n: number): string {
  let rules = plurals.get(language);
  if (!rules) {
    rules = new Intl.PluralRules(language);
    plurals.set(language, rules);
  }
  const text = branch[rules.select(n)] ?? branch["other"];
  return typeof text === "string" ? text : "";
}

function spell(value: string | number): string {
  return typeof value === "number" ? new Intl.NumberFormat(language).format(value) : value;
}

/** The text of a key in the current language, with its placeholders filled and the plural form of `n` chosen. */
export function t<K extends Key>(key: K, ...values: Values<K>): string {
  const given: Record<string, string | number> = { ...values[0] };
  const node = find(chosen, key) ?? find(german, key);
  if (node === undefined) throw new RangeError(`no words for ${key}`);
  const text = typeof node === "string" ? node : pluralForm(node, Number(given["n"] ?? 0));
  return text.replace(/\{(\w+)\}/gu, (whole, name: string) => {
    const value = given[name];
    return value === undefined ? whole : spell(value);
  });
}
