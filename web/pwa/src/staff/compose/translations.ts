/** What staff write of a notice in other languages. */
import { LANGUAGES, type Language } from "@/shared/language";

import type { NoticeInput } from "./compose.generated";
import type { Draft } from "./form";

export interface Words {
  readonly title: string;
  readonly body: string;
  readonly cause: string;
}

export type Translations = Readonly<Partial<Record<Language, Words>>>;
type Given = NonNullable<NoticeInput["translations"]>;

export const NO_WORDS: Words = { title: "", body: "", cause: "" };

/** Every language but that of the binding text. */
export const TRANSLATED: readonly Language[] = LANGUAGES.filter((language) => language !== "DE");

export function isEmpty({ title, body, cause }: Words): boolean {
  return `${title}${body}${cause}`.trim() === "";
}

export function translationsOf(given: readonly Given[number][]): Translations {
  return Object.fromEntries(
    given.map(({ language, title, body, cause }) => [
      language,
      { title: title ?? "", body: body ?? "", cause: cause ?? "" },
    ]),
  );
}

/** As the server takes them: in one order, and none that says nothing. A title is only asked for where it can be read. */
export function givenOf(translations: Translations): Given {
  return TRANSLATED.flatMap((language) => {
    const words = translations[language] ?? NO_WORDS;
    const trimmed = { title: words.title.trim(), body: words.body.trim(), cause: words.cause.trim() };
    return isEmpty(trimmed) ? [] : [{ language, ...trimmed }];
  });
}

const PARTS = ["title", "body", "cause"] as const;
type German = Readonly<Pick<NoticeInput, (typeof PARTS)[number]>>;

/** Of texts whose German words are other ones now, what was not touched since says something else: it is left out. */
export function withoutOutdated(begun: Translations, now: Translations, was: German, is: German): Translations {
  const changed = PARTS.filter((part) => was[part] !== is[part]);
  const fresh = Object.entries(now).map(([language, words]) => {
    const before = begun[language as Language] ?? NO_WORDS;
    const gone = Object.fromEntries(changed.filter((part) => words[part] === before[part]).map((part) => [part, ""]));
    return [language, { ...words, ...gone }] as const;
  });
  return Object.fromEntries(fresh);
}

export function withWords(draft: Draft, language: Language, words: Partial<Words>): Pick<Draft, "translations"> {
  const before = draft.translations[language] ?? NO_WORDS;
  return { translations: { ...draft.translations, [language]: { ...before, ...words } } };
}
