import { currentLanguage, t, type PlainKey } from "@/i18n";

import type { AuditEntriesQuery } from "./audit.generated";

export type Entry = AuditEntriesQuery["auditEntries"]["edges"][number]["node"];

/** What the server calls the parts of an entry. One that is not here is shown as the server calls it. */
const NAMES: Readonly<Record<string, PlainKey>> = {
  again: "staffAudit.detail.again",
  before: "staffAudit.detail.before",
  by: "staffAudit.detail.by",
  category: "staffDocument.category",
  change: "staffAudit.detail.change",
  channel: "staffAudit.detail.channel",
  check: "staffAudit.detail.check",
  count: "staffAudit.detail.count",
  created: "staffAudit.detail.created",
  districts: "staffAudit.detail.districts",
  documents: "staffAudit.detail.documents",
  ended: "staffAudit.detail.ended",
  factor: "staffAudit.detail.factor",
  from: "staffAudit.from",
  households: "staffAudit.detail.households",
  kind: "staffAudit.detail.kind",
  left_out: "staffAudit.detail.leftOut",
  mails: "staffAudit.detail.mails",
  member: "staffAudit.kind.TENANT",
  members: "staffAudit.detail.members",
  message: "staffAudit.detail.message",
  mode: "staffAudit.detail.mode",
  note: "staffAudit.detail.note",
  notice: "staffAudit.object.notice",
  place: "staffAudit.detail.place",
  printing: "staffAudit.detail.printing",
  purpose: "staffAudit.detail.purpose",
  reader: "staffAudit.detail.reader",
  reason: "staffAudit.detail.reason",
  recipients: "staffAudit.detail.recipients",
  role: "staffAudit.detail.role",
  rows: "staffAudit.detail.rows",
  scope: "staffAudit.detail.scope",
  scopes: "staffAudit.detail.scopes",
  sessions: "staffAudit.detail.sessions",
  sha256: "staffAudit.detail.sha256",
  since: "staffAudit.detail.since",
  sorting: "staffAudit.detail.sorting",
  task: "staffAudit.detail.task",
  until: "staffAudit.to",
  updated: "staffAudit.detail.updated",
  urgency: "staffAudit.detail.urgency",
  wave: "staffAudit.detail.wave",
};

/** What the server says in words of its own; by part and word, as the same word may mean two things. */
const WORDS: Readonly<Record<string, PlainKey>> = {
  "category.contract": "staffDocument.categoryName.CONTRACT",
  "category.form": "staffDocument.categoryName.FORM",
  "category.heating_information": "staffDocument.categoryName.HEATING_INFORMATION",
  "category.house_rules": "staffDocument.categoryName.HOUSE_RULES",
  "category.letter": "staffDocument.categoryName.LETTER",
  "category.meeting": "staffDocument.categoryName.MEETING",
  "category.operating_costs": "staffDocument.categoryName.OPERATING_COSTS",
  "factor.mailed_code": "staffAudit.word.mailedDigits",
  "factor.passkey": "staffAudit.word.passkey",
  "factor.recovery_code": "staffAudit.word.recovery",
  "factor.totp": "staffAudit.word.totp",
  "kind.fcm": "staffAudit.word.phone",
  "kind.guardian": "staffAudit.word.guardian",
  "kind.invited": "staffAudit.word.invited",
  "kind.proxy": "staffAudit.word.proxy",
  "kind.reminder": "staffAudit.word.reminder",
  "kind.webpush": "staffAudit.word.browser",
  "kind.welcome": "staffAudit.word.welcome",
  "mode.delta": "staffAudit.word.delta",
  "mode.full": "staffAudit.word.whole",
  "purpose.electronic_only": "staffAudit.word.electronic",
  "reason.expired": "staffAudit.word.expired",
  "reason.forged": "staffAudit.word.forged",
  "reason.not_allowed": "staffAudit.word.notAllowed",
  "reason.used": "staffAudit.word.used",
  "scope.change_password": "staffAudit.word.ownPassword",
  "scope.enrol_factor": "staffAudit.word.setUp",
  "scope.full": "staffAudit.word.open",
  "scope.login_code": "staffAudit.word.digitsOwed",
  "scope.second_factor": "staffAudit.word.factorOwed",
  "sorting.hand": "staffAudit.word.hand",
  "sorting.post": "staffAudit.word.post",
  "urgency.ordinary": "staffAudit.word.ordinary",
  "urgency.urgent": "staffAudit.word.urgent",
  ...Object.fromEntries(
    (["admin", "alert_sender", "auditor", "caretaker", "editor", "member_desk", "reader"] as const).flatMap((role) => {
      const key = `staff.role.${role.toUpperCase() as Uppercase<typeof role>}` as const;
      return [
        [`role.${role}`, key],
        [`before.${role}`, key],
      ];
    }),
  ),
};

const OBJECTS: Readonly<Record<string, PlainKey>> = {
  account: "staffAudit.object.account",
  approval: "staffAudit.object.approval",
  delivery: "staffAudit.object.delivery",
  device: "staffAudit.object.device",
  document: "staffAudit.object.document",
  import_run: "staffAudit.object.import",
  letter_run: "staffAudit.object.letters",
  member: "staffAudit.kind.TENANT",
  notice: "staffAudit.object.notice",
  number: "staffAudit.object.number",
  passkey: "staffAudit.object.passkey",
  session: "staffAudit.object.session",
  staff: "staffAudit.object.staff",
  token: "staffAudit.kind.TOKEN",
};

/** Enough of a checksum to compare by eye; the whole stands in the export. */
const SHORT = 12;

function said(name: string, value: unknown): string | null {
  if (typeof value === "boolean") return t(value ? "staffAudit.word.yes" : "staffAudit.word.no");
  if (typeof value === "number") return value.toLocaleString(currentLanguage());
  if (Array.isArray(value)) {
    const parts = value.filter((part) => typeof part === "string");
    return parts.length > 0 ? parts.join(", ") : null;
  }
  if (typeof value !== "string" || value === "") return null;
  const word = WORDS[`${name}.${value}`];
  if (word) return t(word);
  return name === "sha256" ? `${value.slice(0, SHORT)}…` : value;
}

/** What an entry says beyond who and what, each as "Haushalte: 412"; the log keeps no texts of notices or mails. */
export function particulars({ details }: Pick<Entry, "details">): readonly string[] {
  const found: unknown = JSON.parse(details);
  if (typeof found !== "object" || found === null) return [];
  return Object.entries(found).flatMap(([name, value]) => {
    const text = said(name, value);
    const label = NAMES[name];
    return text === null ? [] : [`${label ? t(label) : name}: ${text}`];
  });
}

/** "Dokument", "Mitglied": what the entry is about. */
export function objectWord(kind: string): string {
  const key = OBJECTS[kind];
  return key ? t(key) : kind;
}
