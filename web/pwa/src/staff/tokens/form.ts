import type { TokenScope } from "./tokens.generated";

export const SCOPES: readonly TokenScope[] = [
  "NOTICES_READ",
  "NOTICES_WRITE",
  "DOCUMENTS_WRITE",
  "MEMBERS_READ",
  "DELIVERIES_READ",
  "STOCK_WRITE",
];
/** As the server wants it. */
export const LONGEST_DAYS = 366;

export interface Fields {
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly days: string;
  readonly districts: readonly string[];
}

export type Missing = Partial<Record<"name" | "scopes" | "days", true>>;

/** What keeps the form from being sent. */
export function missing({ name, scopes, days }: Fields): Missing {
  const number = Number(days);
  return {
    ...(name.trim() ? {} : { name: true as const }),
    ...(scopes.length > 0 ? {} : { scopes: true as const }),
    ...(Number.isInteger(number) && number >= 1 && number <= LONGEST_DAYS ? {} : { days: true as const }),
  };
}

/** The stock is imported as a whole, so such a token has no districts. */
export function takesDistricts({ scopes }: Fields): boolean {
  return !scopes.includes("STOCK_WRITE");
}

export type Life = "valid" | "ended" | "revoked";

export function lifeOf(token: { readonly expiresAt: string; readonly revokedAt: string | null }, now: Date): Life {
  if (token.revokedAt !== null) return "revoked";
  return new Date(token.expiresAt) > now ? "valid" : "ended";
}
