/** What the form of an order holds, and what the contract wants of it. */
import type { LetterChoiceInput, LetterKind, LetterOrder } from "./letters.generated";

export type Scope = "EVERYBODY" | "MOVED_IN_SINCE" | "HOUSE" | "DISTRICT" | "NUMBERS";

export interface Fields {
  readonly scope: Scope;
  readonly kind: LetterKind;
  readonly sorting: LetterOrder;
  readonly since: string;
  readonly placeId: string | null;
  readonly numbers: string;
  readonly wave: string;
  readonly again: boolean;
}

export type Wrong = "since" | "place" | "numbers" | "wave";

/** The server prints no more in one run. */
export const MOST_LETTERS = 5000;
const MOST_NUMBERS = 1000;

export const FIRST: Fields = {
  scope: "EVERYBODY",
  kind: "WELCOME",
  sorting: "POST",
  since: "",
  placeId: null,
  numbers: "",
  wave: "500",
  again: false,
};

/** Numbers as people paste them: by lines, commas or semicolons; a space belongs to a number. */
export function splitNumbers(text: string): string[] {
  const parts = text.split(/[\n,;]+/u).map((part) => part.trim());
  return [...new Set(parts.filter(Boolean))];
}

/** The first field that keeps the order from being asked for. */
export function check(fields: Fields): Wrong | null {
  const wave = Number(fields.wave);
  if (!Number.isInteger(wave) || wave < 1 || wave > MOST_LETTERS) return "wave";
  const numbers = splitNumbers(fields.numbers).length;
  switch (fields.scope) {
    case "EVERYBODY":
      return null;
    case "MOVED_IN_SINCE":
      return /^\d{4}-\d{2}-\d{2}$/u.test(fields.since) ? null : "since";
    case "NUMBERS":
      return numbers >= 1 && numbers <= MOST_NUMBERS ? null : "numbers";
    case "HOUSE":
    case "DISTRICT":
      return fields.placeId ? null : "place";
  }
}

/** Only what the scope needs. */
export function toInput(fields: Fields): LetterChoiceInput {
  const { scope, kind, sorting, again } = fields;
  return {
    scope,
    kind,
    sorting,
    again: again && kind === "WELCOME",
    wave: Number(fields.wave),
    since: scope === "MOVED_IN_SINCE" ? fields.since : null,
    houseId: scope === "HOUSE" ? fields.placeId : null,
    districtId: scope === "DISTRICT" ? fields.placeId : null,
    numbers: scope === "NUMBERS" ? splitNumbers(fields.numbers) : [],
    memberIds: [],
  };
}
