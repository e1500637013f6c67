import { currentLanguage, t, type PlainKey } from "@/i18n";
import { dateMedium, time } from "@/i18n/format";

import type { AccountMessage } from "../members/help.generated";
import type { AuditEntriesQuery } from "./audit.generated";

export type Entry = AuditEntriesQuery["auditEntries"]["edges"][number]["node"];

/** What the server calls the parts of an entry. One that is not here is shown as the server calls it. */
const NAMES: Readonly<Record<string, PlainKey>> = {
  again: "staffAudit.detail.again",
  at: "staffAudit.detail.at",
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
  household: "staffAudit.detail.household",
  households: "staffAudit.detail.households",
  joined: "staffAudit.detail.joined",
  kind: "staffAudit.detail.kind",
  languages: "staffAudit.detail.languages",
  left: "staffAudit.detail.left",
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
  template: "staffAudit.object.template",
  told: "staffAudit.detail.told",
  until: "staffAudit.to",
  updated: "staffAudit.detail.updated",
  urgency: "staffAudit.detail.urgency",
  wave: "staffAudit.detail.wave",
};

/** What was said to somebody, as the list of deliveries names it. */
const MESSAGES: Readonly<Record<AccountMessage, PlainKey>> = {
  NOTICE_PUBLISHED: "staffNotice.reach.message.notice_published",
  NOTICE_JOINED: "staffNotice.reach.message.notice_joined",
  NOTICE_CHANGED: "staffNotice.reach.message.notice_changed",
  NOTICE_LEFT: "staffNotice.reach.message.notice_left",
  NOTICE_ENDED: "staffNotice.reach.message.notice_ended",
  NOTICE_CANCELLED: "staffNotice.reach.message.notice_cancelled",
  NOTICE_RETRACTED: "staffNotice.reach.message.notice_retracted",
  NOTICE_REMINDER: "staffNotice.reach.message.notice_reminder",
  NOTICE_SOON: "staffNotice.reach.message.notice_soon",
  DOCUMENT_PUBLISHED: "staff.message.DOCUMENT_PUBLISHED",
  ACTIVATION: "staff.message.ACTIVATION",
  ONE_TIME_PASSWORD: "staff.message.ONE_TIME_PASSWORD",
  PASSWORD_RESET: "staff.message.PASSWORD_RESET",
  PASSWORD_CHANGED: "staff.message.PASSWORD_CHANGED",
  EMAIL_CONFIRMATION: "staff.message.EMAIL_CONFIRMATION",
  EMAIL_CHANGE: "staff.message.EMAIL_CHANGE",
  EMAIL_CHANGE_ASKED: "staff.message.EMAIL_CHANGE_ASKED",
  EMAIL_CHANGED: "staff.message.EMAIL_CHANGED",
  EMAIL_LEFT: "staff.message.EMAIL_LEFT",
  PASSKEY_ADDED: "staff.message.PASSKEY_ADDED",
  PASSKEY_REMOVED: "staff.message.PASSKEY_REMOVED",
  LOGIN_CODE: "staff.message.LOGIN_CODE",
  LOGIN_ATTEMPTS: "staff.message.LOGIN_ATTEMPTS",
  NEW_DEVICE: "staff.message.NEW_DEVICE",
  TEST_PUSH: "staff.message.TEST_PUSH",
  READER_INVITATION: "staff.message.READER_INVITATION",
  READER_STARTED: "staff.message.READER_STARTED",
  READER_ENDED: "staff.message.READER_ENDED",
  READING_STARTED: "staff.message.READING_STARTED",
  READING_ENDED: "staff.message.READING_ENDED",
  NOTICE_FOR_READER: "staffNotice.reach.message.notice_for_reader",
  DOCUMENT_FOR_READER: "staff.message.DOCUMENT_FOR_READER",
};

/** What the server says in words of its own; by part and word, as the same word may mean two things. */
const WORDS: Readonly<Record<string, PlainKey>> = {
  "by.access_ended": "staffAudit.word.accessEnded",
  "by.deceased": "staffAudit.word.deceased",
  "by.mailed link": "staffAudit.word.mailedLink",
  "by.member": "staffAudit.word.member",
  "by.reader": "staffAudit.word.reader",
  "by.replaced": "staffAudit.word.replaced",
  "by.staff": "staffAudit.kind.STAFF",
  "category.contract": "staffDocument.categoryName.CONTRACT",
  "category.form": "staffDocument.categoryName.FORM",
  "category.heating_information": "staffDocument.categoryName.HEATING_INFORMATION",
  "category.house_rules": "staffDocument.categoryName.HOUSE_RULES",
  "category.letter": "staffDocument.categoryName.LETTER",
  "category.meeting": "staffDocument.categoryName.MEETING",
  "category.operating_costs": "staffDocument.categoryName.OPERATING_COSTS",
  "channel.fcm": "staffNotice.reach.channelName.FCM",
  "channel.mail": "staffNotice.reach.channelName.MAIL",
  "channel.paper": "staffNotice.reach.channelName.PAPER",
  "channel.webpush": "staffNotice.reach.channelName.WEBPUSH",
  "check.call_back": "staffMember.help.checkName.CALL_BACK",
  "check.id_card": "staffMember.help.checkName.ID_CARD",
  "check.known_in_person": "staffMember.help.checkName.KNOWN_IN_PERSON",
  "factor.mailed_code": "staffAudit.word.mailedDigits",
  "factor.passkey": "staffAudit.word.passkey",
  "factor.recovery_code": "staffAudit.word.recovery",
  "factor.totp": "staffAudit.word.totp",
  "kind.area": "staffAudit.word.area",
  "kind.cancelled": "staffAudit.word.cancelled",
  "kind.changed": "staffAudit.word.changed",
  "kind.ended": "staffAudit.word.over",
  "kind.fcm": "staffAudit.word.phone",
  "kind.guardian": "staffAudit.word.guardian",
  "kind.invited": "staffAudit.word.invited",
  "kind.longer": "staffAudit.word.longer",
  "kind.moved": "staffAudit.word.moved",
  "kind.proxy": "staffAudit.word.proxy",
  "kind.reminder": "staffAudit.word.reminder",
  "kind.retracted": "staffAudit.word.retracted",
  "kind.webpush": "staffAudit.word.browser",
  "kind.welcome": "staffAudit.word.welcome",
  "languages.ar": "staffCompose.translate.name.AR",
  "languages.de": "staffCompose.translate.name.DE",
  "languages.de-plain": "staffCompose.translate.name.DE_PLAIN",
  "languages.en": "staffCompose.translate.name.EN",
  "languages.ru": "staffCompose.translate.name.RU",
  "languages.tr": "staffCompose.translate.name.TR",
  "languages.uk": "staffCompose.translate.name.UK",
  "mails.documents": "staffAudit.word.mailedDocuments",
  "mails.notices": "staffAudit.word.notices",
  "mails.outages": "staffAudit.word.outages",
  "mode.delta": "staffAudit.word.delta",
  "mode.full": "staffAudit.word.whole",
  "purpose.electronic_only": "staffAudit.word.electronic",
  "reason.address_refused": "staffNotice.reach.reason.address_refused",
  "reason.attempts": "staffNotice.reach.reason.attempts",
  "reason.configuration": "staffNotice.reach.reason.configuration",
  "reason.deceased": "staffNotice.reach.reason.deceased",
  "reason.dropped": "staffNotice.reach.reason.dropped",
  "reason.expired": "staffAudit.word.expired",
  "reason.forged": "staffAudit.word.forged",
  "reason.moved_out": "staffNotice.reach.reason.moved_out",
  "reason.no_channel": "staffNotice.reach.reason.no_channel",
  "reason.not_allowed": "staffAudit.word.notAllowed",
  "reason.opted_out": "staffNotice.reach.reason.opted_out",
  "reason.payload": "staffNotice.reach.reason.payload",
  "reason.poison": "staffNotice.reach.reason.poison",
  "reason.target_gone": "staffNotice.reach.reason.target_gone",
  "reason.used": "staffAudit.word.used",
  "reason.withdrawn": "staffNotice.reach.reason.withdrawn",
  "scope.change_password": "staffAudit.word.ownPassword",
  "scope.district": "staffAudit.word.district",
  "scope.enrol_factor": "staffAudit.word.setUp",
  "scope.everybody": "staffAudit.word.everybody",
  "scope.full": "staffAudit.word.open",
  "scope.house": "staffAudit.word.house",
  "scope.login_code": "staffAudit.word.digitsOwed",
  "scope.members": "staffAudit.word.members",
  "scope.moved_in_since": "staffAudit.word.movedIn",
  "scope.numbers": "staffAudit.word.numbers",
  "scope.second_factor": "staffAudit.word.factorOwed",
  "scope.work_list": "staffAudit.word.dayList",
  "scopes.deliveries:read": "staffToken.scope.DELIVERIES_READ",
  "scopes.documents:write": "staffToken.scope.DOCUMENTS_WRITE",
  "scopes.members:read": "staffToken.scope.MEMBERS_READ",
  "scopes.notices:read": "staffToken.scope.NOTICES_READ",
  "scopes.notices:write": "staffToken.scope.NOTICES_WRITE",
  "scopes.stock:write": "staffToken.scope.STOCK_WRITE",
  "sorting.hand": "staffAudit.word.hand",
  "sorting.post": "staffAudit.word.post",
  "task.clarify_heirs": "staffMember.tasks.kind.CLARIFY_HEIRS",
  "task.new_letter": "staffMember.tasks.kind.NEW_LETTER",
  "template.bulletin": "notice.kind.bulletin",
  "template.chimney_sweep": "notice.kind.chimney_sweep",
  "template.event": "notice.kind.event",
  "template.gas": "notice.kind.gas",
  "template.heating": "notice.kind.heating",
  "template.lift": "notice.kind.lift",
  "template.meeting": "notice.kind.meeting",
  "template.meter_reading": "notice.kind.meter_reading",
  "template.power": "notice.kind.power",
  "template.water": "notice.kind.water",
  "template.works": "notice.kind.works",
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
  ...Object.fromEntries(Object.entries(MESSAGES).map(([message, key]) => [`message.${message.toLowerCase()}`, key])),
};

const OBJECTS: Readonly<Record<string, PlainKey>> = {
  account: "staffAudit.object.account",
  approval: "staffAudit.object.approval",
  caretaker_link: "staffAudit.object.link",
  delivery: "staffAudit.object.delivery",
  device: "staffAudit.object.device",
  document: "staffAudit.object.document",
  import_run: "staffAudit.object.import",
  letter_run: "staffAudit.object.letters",
  member: "staffAudit.kind.TENANT",
  notice: "staffAudit.object.notice",
  notice_draft: "staffAudit.object.draft",
  number: "staffAudit.object.number",
  passkey: "staffAudit.object.passkey",
  session: "staffAudit.object.session",
  staff: "staffAudit.object.staff",
  staff_email: "staffAudit.object.staffEmail",
  token: "staffAudit.kind.TOKEN",
};

/** Enough of a checksum to compare by eye; the whole stands in the export. */
const SHORT = 12;
const ID_SHORT = 8;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The parts that are days or moments. */
const DAYS: readonly string[] = ["from", "since", "until"];

function moment(value: string): string {
  const at = new Date(value);
  return `${dateMedium(at)}, ${time(at)}`;
}

function said(name: string, value: unknown): string | null {
  if (typeof value === "boolean") return t(value ? "staffAudit.word.yes" : "staffAudit.word.no");
  if (typeof value === "number") return value.toLocaleString(currentLanguage());
  if (Array.isArray(value)) {
    const parts = value.flatMap((part) => said(name, part) ?? []);
    return parts.length > 0 ? parts.join(", ") : null;
  }
  if (typeof value !== "string" || value === "") return null;
  const word = WORDS[`${name}.${value}`];
  if (word) return t(word);
  if (ID.test(value)) return t("staffAudit.word.id", { id: value.slice(0, ID_SHORT) });
  if (name === "at") return moment(value);
  if (DAYS.includes(name)) return dateMedium(new Date(`${value}T12:00:00`));
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
