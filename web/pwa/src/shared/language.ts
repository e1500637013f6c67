import type { Tenant } from "@/api/types";

export type Language = Tenant["language"];

/** Every language outages are told in, the binding one first. */
export const LANGUAGES: readonly Language[] = ["DE", "DE_PLAIN", "EN", "TR", "RU", "UK", "AR"];

/** What `lang` says (BCP 47): plain German is German. */
export function tagOf(language: Language): string {
  return language === "DE_PLAIN" ? "de" : language.toLowerCase();
}

/** What `dir` says. */
export function directionOf(language: Language): "ltr" | "rtl" {
  return language === "AR" ? "rtl" : "ltr";
}
