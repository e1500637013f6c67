/** A document before it is one: what is filled in, its rules, and what of it goes to the server. */
import type { DocumentCategory } from "@/api/types";
import { t } from "@/i18n";

import type { DocumentInput } from "./documents.generated";

/** `name` says in words whose it is; empty until it is known. */
export type Target =
  | { readonly kind: "member"; readonly memberId: string; readonly contractId: string | null; readonly name: string }
  | { readonly kind: "house" | "district"; readonly id: string; readonly name: string };

export interface Fields {
  readonly category: DocumentCategory;
  readonly title: string;
  readonly from: string;
  readonly until: string;
}

export const CATEGORIES: readonly DocumentCategory[] = [
  "OPERATING_COSTS",
  "CONTRACT",
  "HEATING_INFORMATION",
  "LETTER",
  "HOUSE_RULES",
  "MEETING",
  "FORM",
];

const WITH_PERIOD: ReadonlySet<DocumentCategory> = new Set(["OPERATING_COSTS", "HEATING_INFORMATION"]);

export function hasPeriod(category: DocumentCategory): boolean {
  return WITH_PERIOD.has(category);
}

/** What stands in the fields of a kind at first; a statement is about `year`. */
export function defaultsFor(category: DocumentCategory, year: number): Fields {
  if (category === "OPERATING_COSTS") {
    return {
      category,
      title: t("staffDocument.costsTitle", { year: String(year) }),
      from: `${String(year)}-01-01`,
      until: `${String(year)}-12-31`,
    };
  }
  const title = category === "LETTER" ? "" : t(`staffDocument.categoryName.${category}`);
  return { category, title, from: "", until: "" };
}

/** Another kind: a suggested title is replaced, never one that somebody wrote. */
export function withCategory(fields: Fields, category: DocumentCategory, year: number): Fields {
  const former = defaultsFor(fields.category, year);
  const next = defaultsFor(category, year);
  const isOwn = fields.title !== former.title && fields.title !== "";
  return { ...next, title: isOwn ? fields.title : next.title };
}

export interface Errors {
  readonly file?: string;
  readonly target?: string;
  readonly title?: string;
  readonly period?: string;
}

export function check(fields: Fields, target: Target | null, uploadId: string | null): Errors {
  const title = fields.title.trim();
  const period = hasPeriod(fields.category);
  return {
    ...(uploadId === null ? { file: t("staffDocument.error.file") } : {}),
    ...(target === null ? { target: t("staffDocument.error.target") } : {}),
    ...(title.length < 3 || title.length > 160 ? { title: t("staffDocument.error.title") } : {}),
    ...(period && (fields.from === "" || fields.until === "") ? { period: t("staffDocument.error.periodNeeded") } : {}),
    ...(period && fields.from !== "" && fields.until !== "" && fields.until < fields.from
      ? { period: t("staffDocument.error.period") }
      : {}),
  };
}

function owner(target: Target): Partial<DocumentInput> {
  switch (target.kind) {
    case "member":
      return target.contractId ? { contractId: target.contractId } : { memberId: target.memberId };
    case "house":
      return { houseId: target.id };
    case "district":
      return { districtId: target.id };
  }
}

export function toInput(fields: Fields, target: Target, uploadId: string): DocumentInput {
  const period = hasPeriod(fields.category);
  return {
    uploadId,
    category: fields.category,
    title: fields.title.trim(),
    periodFrom: period ? fields.from : null,
    periodUntil: period ? fields.until : null,
    ...owner(target),
  };
}
