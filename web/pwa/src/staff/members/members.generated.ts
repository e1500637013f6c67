/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import { operation, type Operation } from "@/api/operation";
export type AccountState =
  | 'ACTIVATED'
  | 'LETTER_SENT'
  | 'LOCKED'
  | 'LOGGED_IN'
  | 'MAIL_SENT'
  | 'NONE';

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

/** The address does not exist, six mails in a row found the mailbox full, or the reader called a mail unwanted. */
export type MailProblemCause =
  | 'COMPLAINT'
  | 'HARD_BOUNCE'
  | 'SOFT_BOUNCES';

export type MemberStatus =
  | 'ACTIVE'
  | 'DECEASED'
  | 'ENDED'
  | 'READER';

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

export type MembersQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  search: string;
  houseId?: string | null | undefined;
  emailState?: EmailState | null | undefined;
}>;


export type MembersQuery = { readonly members: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly name: string, readonly status: MemberStatus, readonly numbers: ReadonlyArray<string>, readonly emailState: EmailState, readonly accountState: AccountState, readonly deviceCount: number, readonly contracts: ReadonlyArray<{ readonly id: string, readonly number: string, readonly unitNumber: string, readonly startsOn: string, readonly endsOn: string | null, readonly house: { readonly address: string } }> } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type MemberQueryVariables = Exact<{
  id: string;
}>;


export type MemberQuery = { readonly member: { readonly id: string, readonly externalId: string, readonly name: string, readonly status: MemberStatus, readonly numbers: ReadonlyArray<string>, readonly email: string | null, readonly emailState: EmailState, readonly language: Language, readonly accountState: AccountState, readonly lastLoginAt: string | null, readonly deviceCount: number, readonly mailProblem: { readonly cause: MailProblemCause, readonly since: string, readonly status: string } | null, readonly contracts: ReadonlyArray<{ readonly id: string, readonly number: string, readonly unitNumber: string, readonly unitKind: UnitKind, readonly startsOn: string, readonly endsOn: string | null, readonly house: { readonly id: string, readonly street: string, readonly number: string, readonly entrance: string, readonly address: string, readonly district: { readonly name: string } | null } }> } | null };

export type MemberDocumentsQueryVariables = Exact<{
  id: string;
  first: number;
  after?: string | null | undefined;
}>;


export type MemberDocumentsQuery = { readonly member: { readonly id: string, readonly documents: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly category: DocumentCategory, readonly title: string, readonly publishedAt: string | null, readonly withdrawnAt: string | null, readonly size: number, readonly url: string, readonly isNew: boolean, readonly concerns: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type WithdrawMutationVariables = Exact<{
  id: string;
}>;


export type WithdrawMutation = { readonly withdrawDocument: { readonly id: string } };

export type LiftMailSuppressionMutationVariables = Exact<{
  memberId: string;
  reason: string;
}>;


export type LiftMailSuppressionMutation = { readonly liftMailSuppression: { readonly id: string } };

export const Members: Operation<MembersQuery, MembersQueryVariables> = operation("query", "a86193e28f184d2356191b4afd0681db145ae82d251ccfb1048400231475fc8e");
export const Member: Operation<MemberQuery, MemberQueryVariables> = operation("query", "fae490b2fb41de42af1a1b21b910379aac0f9eb9ffe60cca0b97888ebfdb5837");
export const MemberDocuments: Operation<MemberDocumentsQuery, MemberDocumentsQueryVariables> = operation("query", "d346939c4754819ed2c2a4aeb11b1a505e0a7202eb19507ec32ec07fb35b262f");
export const Withdraw: Operation<WithdrawMutation, WithdrawMutationVariables> = operation("mutation", "e2a303e1e0b02c8a63becd42fa9aa4a57fdc47a3e8abb0c74e3a817f872b7cd5");
export const LiftMailSuppression: Operation<LiftMailSuppressionMutation, LiftMailSuppressionMutationVariables> = operation("mutation", "6809e9092dba819b0abf545428acf1d4c74015c3778bda2f68176c330bd5c254");