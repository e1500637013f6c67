/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import { operation, type Operation } from "@/api/operation";
export type ActorKind =
  | 'ANONYMOUS'
  | 'OPERATOR'
  | 'STAFF'
  | 'TENANT'
  | 'TOKEN';

export type AuditAction =
  | 'APPROVAL_CHANGED'
  | 'APPROVAL_EXPIRED'
  | 'APPROVAL_GIVEN'
  | 'APPROVAL_OVERRIDDEN'
  | 'APPROVAL_REFUSED'
  | 'APPROVAL_REQUESTED'
  | 'APPROVAL_WITHDRAWN'
  | 'CARETAKER_LINK_ASKED'
  | 'CARETAKER_LINK_SENT'
  | 'CARETAKER_LINK_VOID'
  | 'CARETAKER_NUMBER_MADE'
  | 'CODES_ISSUED'
  | 'CONSENT_GIVEN'
  | 'CONSENT_WITHDRAWN'
  | 'DELIVERY_DROPPED'
  | 'DELIVERY_RETRIED'
  | 'DEVICE_REGISTERED'
  | 'DEVICE_REMOVED'
  | 'DOCUMENT_LINK_REFUSED'
  | 'DOCUMENT_OPENED'
  | 'DOCUMENT_PUBLISHED'
  | 'DOCUMENT_READ_BY_READER'
  | 'DOCUMENT_READ_BY_STAFF'
  | 'DOCUMENT_WITHDRAWN'
  | 'EMAIL_CHANGED'
  | 'EMAIL_CHANGE_ASKED'
  | 'EMAIL_CHANGE_CANCELLED'
  | 'EMAIL_CONFIRMED'
  | 'HOUSEHOLD_TOLD'
  | 'HOUSEHOLD_UNTOLD'
  | 'LETTERS_DISCARDED'
  | 'LETTERS_ORDERED'
  | 'LETTERS_PRINTED'
  | 'LETTER_LIST_EXPORTED'
  | 'LOGIN'
  | 'LOGIN_REFUSED'
  | 'LOGOUT'
  | 'MEMBER_ACCESS_ENDED'
  | 'MEMBER_DEATH_WITHDRAWN'
  | 'MEMBER_DECEASED'
  | 'MEMBER_EMAIL_CORRECTED'
  | 'MEMBER_LOCKED'
  | 'MEMBER_MAIL_RESENT'
  | 'MEMBER_TASK_SETTLED'
  | 'MEMBER_UNLOCKED'
  | 'NOTICE_CANCELLED'
  | 'NOTICE_CHANGED'
  | 'NOTICE_ENDED'
  | 'NOTICE_PLANNED'
  | 'NOTICE_PUBLISHED'
  | 'NOTICE_RETRACTED'
  | 'NOTICE_STOPPED'
  | 'NOTICE_TRANSLATED'
  | 'PASSKEY_ADDED'
  | 'PASSKEY_REMOVED'
  | 'PASSKEY_RENAMED'
  | 'PASSWORD_CHANGED'
  | 'PASSWORD_RESET_REQUESTED'
  | 'REACH_EXPORTED'
  | 'READER_ENDED'
  | 'READER_INVITED'
  | 'READER_REGISTERED'
  | 'READER_STARTED'
  | 'RECOVERY_CODES_MADE'
  | 'REGISTERED'
  | 'REGISTRATION_CONFIRMED'
  | 'REGISTRATION_REFUSED'
  | 'SECOND_FACTORS_FORGOTTEN'
  | 'SECOND_FACTOR_REFUSED'
  | 'SESSION_REVOKED'
  | 'STAFF_ACCESS_RESET'
  | 'STAFF_CREATED'
  | 'STAFF_INVITED'
  | 'STAFF_LOCKED'
  | 'STAFF_REMOVED'
  | 'STAFF_ROLE_CHANGED'
  | 'STAFF_UNLOCKED'
  | 'STOCK_IMPORTED'
  | 'SUPPRESSION_LIFTED'
  | 'TEMPLATE_CHANGED'
  | 'TOKEN_CREATED'
  | 'TOKEN_REVOKED'
  | 'TOTP_REMOVED'
  | 'TOTP_SET_UP'
  | 'UNSUBSCRIBED';

export type AuditResult =
  | 'OK'
  | 'REFUSED';

export type AuditWay =
  | 'COMMAND_LINE'
  | 'PORTAL'
  | 'WORKER';

export type DeviceKind =
  | 'FCM'
  | 'WEBPUSH';

export type DocumentCategory =
  | 'CONTRACT'
  | 'FORM'
  | 'HEATING_INFORMATION'
  | 'HOUSE_RULES'
  | 'LETTER'
  | 'MEETING'
  | 'OPERATING_COSTS';

export type EmailState =
  | 'NONE'
  | 'SUPPRESSED'
  | 'UNVERIFIED'
  | 'VERIFIED';

/** Outages are told in it, above the binding German text. DE_PLAIN is German in plain words (Einfache Sprache). */
export type Language =
  | 'AR'
  | 'DE'
  | 'DE_PLAIN'
  | 'EN'
  | 'RU'
  | 'TR'
  | 'UK';

export type NoticeKind =
  | 'BULLETIN'
  | 'CHIMNEY_SWEEP'
  | 'EVENT'
  | 'GAS'
  | 'HEATING'
  | 'LIFT'
  | 'MEETING'
  | 'METER_READING'
  | 'POWER'
  | 'WATER'
  | 'WORKS';

export type NoticeState =
  | 'CANCELLED'
  | 'DRAFT'
  | 'ENDED'
  | 'PUBLISHED'
  | 'RETRACTED';

/** An update as its reader was told of it. JOINED: that it concerns them, too; LEFT: that it does no more. */
export type NoticeStepKind =
  | 'AREA'
  | 'CANCELLED'
  | 'CHANGED'
  | 'ENDED'
  | 'JOINED'
  | 'LEFT'
  | 'LONGER'
  | 'MOVED'
  | 'RETRACTED';

/** Where an outage stands now, by the database's clock. OVERRUN: the planned end has passed and nobody has said a word yet. */
export type Phase =
  | 'CANCELLED'
  | 'COMING'
  | 'ENDED'
  | 'NONE'
  | 'OVERRUN'
  | 'RUNNING';

/** INVITED by the member; GUARDIAN and PROXY by deed, registered by staff. */
export type ReaderKind =
  | 'GUARDIAN'
  | 'INVITED'
  | 'PROXY';

export type SessionScope =
  | 'CHANGE_PASSWORD'
  | 'ENROL_FACTOR'
  | 'FULL'
  | 'LOGIN_CODE'
  | 'SECOND_FACTOR'
  | 'WORK_LIST';

export type StaffRole =
  | 'ADMIN'
  | 'ALERT_SENDER'
  | 'AUDITOR'
  | 'CARETAKER'
  | 'EDITOR'
  | 'MEMBER_DESK'
  | 'READER';

export type UnitKind =
  | 'FLAT'
  | 'GARAGE'
  | 'OTHER'
  | 'SHOP';

export type Urgency =
  | 'ORDINARY'
  | 'URGENT';

export type HomePartsFragment = { readonly contractNumber: string, readonly unitNumber: string, readonly unitKind: UnitKind, readonly floor: string, readonly position: string, readonly house: { readonly id: string, readonly street: string, readonly number: string, readonly entrance: string, readonly address: string, readonly postalCode: string, readonly city: string, readonly district: { readonly name: string } | null } };

export type DevicePartsFragment = { readonly id: string, readonly kind: DeviceKind, readonly label: string, readonly installationId: string, readonly lastSeenAt: string };

export type ReadingPartsFragment = { readonly id: string, readonly memberId: string, readonly name: string, readonly kind: ReaderKind, readonly readsDocuments: boolean, readonly since: string, readonly endsOn: string | null };

export type TenantPartsFragment = { readonly id: string, readonly name: string, readonly greetingName: string, readonly numbers: ReadonlyArray<string>, readonly email: string | null, readonly emailState: EmailState, readonly language: Language, readonly unreadNotices: number, readonly unreadDocuments: number, readonly paperQuestionOpen: boolean, readonly pushQuestionOpen: boolean, readonly homes: ReadonlyArray<{ readonly contractNumber: string, readonly unitNumber: string, readonly unitKind: UnitKind, readonly floor: string, readonly position: string, readonly house: { readonly id: string, readonly street: string, readonly number: string, readonly entrance: string, readonly address: string, readonly postalCode: string, readonly city: string, readonly district: { readonly name: string } | null } }>, readonly preferences: { readonly noticeMail: boolean, readonly outageMail: boolean, readonly outagePush: boolean, readonly reminderEvening: boolean, readonly reminderHour: boolean, readonly noticePush: boolean, readonly documentMail: boolean, readonly documentPush: boolean, readonly documentsOnPaper: boolean, readonly quietHours: { readonly from: string, readonly until: string } | null }, readonly devices: ReadonlyArray<{ readonly id: string, readonly kind: DeviceKind, readonly label: string, readonly installationId: string, readonly lastSeenAt: string }>, readonly readsFor: ReadonlyArray<{ readonly id: string, readonly memberId: string, readonly name: string, readonly kind: ReaderKind, readonly readsDocuments: boolean, readonly since: string, readonly endsOn: string | null }> };

export type ViewerPartsFragment = { readonly session: { readonly scope: SessionScope, readonly opensDocuments: boolean }, readonly tenant: { readonly id: string, readonly name: string, readonly greetingName: string, readonly numbers: ReadonlyArray<string>, readonly email: string | null, readonly emailState: EmailState, readonly language: Language, readonly unreadNotices: number, readonly unreadDocuments: number, readonly paperQuestionOpen: boolean, readonly pushQuestionOpen: boolean, readonly homes: ReadonlyArray<{ readonly contractNumber: string, readonly unitNumber: string, readonly unitKind: UnitKind, readonly floor: string, readonly position: string, readonly house: { readonly id: string, readonly street: string, readonly number: string, readonly entrance: string, readonly address: string, readonly postalCode: string, readonly city: string, readonly district: { readonly name: string } | null } }>, readonly preferences: { readonly noticeMail: boolean, readonly outageMail: boolean, readonly outagePush: boolean, readonly reminderEvening: boolean, readonly reminderHour: boolean, readonly noticePush: boolean, readonly documentMail: boolean, readonly documentPush: boolean, readonly documentsOnPaper: boolean, readonly quietHours: { readonly from: string, readonly until: string } | null }, readonly devices: ReadonlyArray<{ readonly id: string, readonly kind: DeviceKind, readonly label: string, readonly installationId: string, readonly lastSeenAt: string }>, readonly readsFor: ReadonlyArray<{ readonly id: string, readonly memberId: string, readonly name: string, readonly kind: ReaderKind, readonly readsDocuments: boolean, readonly since: string, readonly endsOn: string | null }> } | null, readonly staff: { readonly id: string, readonly name: string, readonly email: string, readonly role: StaffRole } | null };

export type NoticePartsFragment = { readonly id: string, readonly kind: NoticeKind, readonly urgency: Urgency, readonly state: NoticeState, readonly phase: Phase, readonly isOutage: boolean, readonly isEmergency: boolean, readonly title: string, readonly cause: string, readonly startsAt: string | null, readonly endsAt: string | null, readonly adviceBefore: ReadonlyArray<string>, readonly adviceDuring: ReadonlyArray<string>, readonly adviceAfter: ReadonlyArray<string>, readonly publishedAt: string | null, readonly endedAt: string | null, readonly isArchived: boolean, readonly places: ReadonlyArray<string>, readonly isRead: boolean, readonly confirmedAt: string | null };

export type HistoryPartsFragment = { readonly steps: ReadonlyArray<{ readonly number: number, readonly step: NoticeStepKind, readonly word: string, readonly at: string, readonly wasStartsAt: string | null, readonly wasEndsAt: string | null, readonly startsAt: string | null, readonly endsAt: string | null, readonly told: number | null, readonly joined: number | null, readonly left: number | null, readonly by: string | null }> };

export type DocumentPartsFragment = { readonly id: string, readonly category: DocumentCategory, readonly title: string, readonly publishedAt: string | null, readonly withdrawnAt: string | null, readonly size: number, readonly url: string, readonly isNew: boolean, readonly concerns: string };

export type AuditEntriesQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  action?: AuditAction | null | undefined;
  actorId?: string | null | undefined;
  objectId?: string | null | undefined;
  since?: string | null | undefined;
  until?: string | null | undefined;
}>;


export type AuditEntriesQuery = { readonly auditEntries: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly at: string, readonly action: AuditAction, readonly result: AuditResult, readonly way: AuditWay | null, readonly actorKind: ActorKind, readonly actorId: string, readonly actor: string, readonly objectKind: string, readonly objectId: string, readonly correlationId: string, readonly details: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type AuditCheckQueryVariables = Exact<{ [key: string]: never; }>;


export type AuditCheckQuery = { readonly auditCheck: { readonly at: string | null, readonly sealed: number, readonly isBroken: boolean } };

export const AuditEntries: Operation<AuditEntriesQuery, AuditEntriesQueryVariables> = operation("query", "08694fc0ef6dc9ebcdcbfa3242a2d9699dae6782a7608bd5e824e3e98be7fa4b");
export const AuditCheck: Operation<AuditCheckQuery, AuditCheckQueryVariables> = operation("query", "5a1f067fd6372c94192837d759ec63546c9874b00d42f22183cb4ead40294f40");