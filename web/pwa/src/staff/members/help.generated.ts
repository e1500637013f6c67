/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import { operation, type Operation } from "@/api/operation";
/** Where it got stuck; the first that holds. */
export type AccessAdvice =
  | 'CODE_REFUSED'
  | 'DECEASED'
  | 'EMAIL_UNCONFIRMED'
  | 'FINE'
  | 'LETTER_EXPIRED'
  | 'LETTER_WAITS'
  | 'LINK_NOT_OPENED'
  | 'LOCKED'
  | 'LOGIN_REFUSED'
  | 'MAIL_BOUNCED'
  | 'MAIL_LATE'
  | 'MAIL_WAITING'
  | 'NO_LETTER'
  | 'ONE_TIME_PASSWORD_NOT_USED';

export type AccessStepKind =
  | 'ACTIVATED'
  | 'ACTIVATION_MAIL'
  | 'CODE_ISSUED'
  | 'CODE_REFUSED'
  | 'CONFIRMATION_MAIL'
  | 'LAST_LOGIN'
  | 'LETTER_PRINTED'
  | 'LOCKED'
  | 'LOGIN_REFUSED'
  | 'PASSWORD_MAIL'
  | 'PASSWORD_SET'
  | 'REGISTERED'
  | 'RESET_MAIL';

export type AccountMessage =
  | 'ACTIVATION'
  | 'DOCUMENT_FOR_READER'
  | 'DOCUMENT_PUBLISHED'
  | 'EMAIL_CHANGE'
  | 'EMAIL_CHANGED'
  | 'EMAIL_CHANGE_ASKED'
  | 'EMAIL_CONFIRMATION'
  | 'EMAIL_LEFT'
  | 'LOGIN_ATTEMPTS'
  | 'LOGIN_CODE'
  | 'NEW_DEVICE'
  | 'NOTICE_CANCELLED'
  | 'NOTICE_CHANGED'
  | 'NOTICE_ENDED'
  | 'NOTICE_FOR_READER'
  | 'NOTICE_JOINED'
  | 'NOTICE_LEFT'
  | 'NOTICE_PUBLISHED'
  | 'NOTICE_REMINDER'
  | 'NOTICE_RETRACTED'
  | 'NOTICE_SOON'
  | 'ONE_TIME_PASSWORD'
  | 'PASSKEY_ADDED'
  | 'PASSKEY_REMOVED'
  | 'PASSWORD_CHANGED'
  | 'PASSWORD_RESET'
  | 'READER_ENDED'
  | 'READER_INVITATION'
  | 'READER_STARTED'
  | 'READING_ENDED'
  | 'READING_STARTED'
  | 'TEST_PUSH';

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

/** How the desk made sure that the caller is the member. */
export type IdentityCheck =
  | 'CALL_BACK'
  | 'ID_CARD'
  | 'KNOWN_IN_PERSON';

/** Outages are told in it, above the binding German text. DE_PLAIN is German in plain words (Einfache Sprache). */
export type Language =
  | 'AR'
  | 'DE'
  | 'DE_PLAIN'
  | 'EN'
  | 'RU'
  | 'TR'
  | 'UK';

/** Beside the scope exactly what it needs: since, houseId, districtId, numbers or memberIds. */
export type LetterChoiceInput = {
  /** Also those who had a letter; their code ends when the new one is printed. */
  readonly again?: boolean;
  readonly districtId?: string | null | undefined;
  readonly houseId?: string | null | undefined;
  readonly kind?: LetterKind;
  readonly memberIds?: ReadonlyArray<string>;
  /** Mitgliedsnummern or Vertragsnummern, at most 1000. */
  readonly numbers?: ReadonlyArray<string>;
  readonly scope: LetterScope;
  readonly since?: string | null | undefined;
  readonly sorting?: LetterOrder;
  /** At most so many letters; the next order takes the others. */
  readonly wave?: number;
};

export type LetterKind =
  | 'REMINDER'
  | 'WELCOME';

/** POST: by postcode. HAND: from door to door. */
export type LetterOrder =
  | 'HAND'
  | 'POST';

/** MOVED_IN_SINCE: with a contract that begins on that day or later. */
export type LetterScope =
  | 'DISTRICT'
  | 'EVERYBODY'
  | 'HOUSE'
  | 'MEMBERS'
  | 'MOVED_IN_SINCE'
  | 'NUMBERS';

/** ACCEPTED: the mail server took it. LATE: on its way for over 15 minutes. */
export type MailFate =
  | 'ACCEPTED'
  | 'BOUNCED'
  | 'LATE'
  | 'NOT_SENT'
  | 'WAITING';

export type MemberTaskKind =
  | 'CLARIFY_HEIRS'
  | 'NEW_LETTER';

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

export type MemberAccessQueryVariables = Exact<{
  id: string;
}>;


export type MemberAccessQuery = { readonly memberAccess: { readonly advice: AccessAdvice, readonly lockReason: string, readonly steps: ReadonlyArray<{ readonly kind: AccessStepKind, readonly at: string, readonly count: number, readonly fate: MailFate | null, readonly status: string }> }, readonly memberTasks: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly kind: MemberTaskKind, readonly createdAt: string } }> } };

export type ResendAccessMailMutationVariables = Exact<{
  id: string;
}>;


export type ResendAccessMailMutation = { readonly resendAccessMail: { readonly message: AccountMessage } };

export type CorrectMemberEmailMutationVariables = Exact<{
  id: string;
  email: string;
  check: IdentityCheck;
  note: string;
}>;


export type CorrectMemberEmailMutation = { readonly correctMemberEmail: { readonly id: string } };

export type LockMemberMutationVariables = Exact<{
  id: string;
  reason: string;
}>;


export type LockMemberMutation = { readonly lockMember: { readonly id: string } };

export type UnlockMemberMutationVariables = Exact<{
  id: string;
  reason: string;
}>;


export type UnlockMemberMutation = { readonly unlockMember: { readonly id: string } };

export type RegrantAccessMutationVariables = Exact<{
  id: string;
  reason: string;
  clientMutationId: string;
}>;


export type RegrantAccessMutation = { readonly regrantAccess: { readonly run: { readonly id: string } | null } };

export type ReportDeathMutationVariables = Exact<{
  id: string;
}>;


export type ReportDeathMutation = { readonly reportDeath: { readonly id: string } };

export type WithdrawDeathMutationVariables = Exact<{
  id: string;
  reason: string;
}>;


export type WithdrawDeathMutation = { readonly withdrawDeath: { readonly id: string } };

export type SettleMemberTaskMutationVariables = Exact<{
  id: string;
}>;


export type SettleMemberTaskMutation = { readonly settleMemberTask: { readonly id: string } };

export type NewLetterMutationVariables = Exact<{
  input: LetterChoiceInput;
  clientMutationId: string;
}>;


export type NewLetterMutation = { readonly orderLetters: { readonly run: { readonly id: string } | null } };

export const MemberAccess: Operation<MemberAccessQuery, MemberAccessQueryVariables> = operation("query", "a4f57a063a0303184d85a305bd336b3063856b1f8f46c004dfa95198fa95234e");
export const ResendAccessMail: Operation<ResendAccessMailMutation, ResendAccessMailMutationVariables> = operation("mutation", "441a25d0ad1f7a2f73447190796d0819b16684ef066d9d9b31d22f8b557ffc99");
export const CorrectMemberEmail: Operation<CorrectMemberEmailMutation, CorrectMemberEmailMutationVariables> = operation("mutation", "65bd372c03973f40565aadc23477084337fd1744168098edfea566098fbde2a7");
export const LockMember: Operation<LockMemberMutation, LockMemberMutationVariables> = operation("mutation", "86082ca4d838ad7e38d3c866e4372a568e39efbe9ab3033c88d0378c868c2095");
export const UnlockMember: Operation<UnlockMemberMutation, UnlockMemberMutationVariables> = operation("mutation", "9c52bc9e1ca03bf77cd75a3467ab07570bb7b32ba39d02508ed1f67c45903f34");
export const RegrantAccess: Operation<RegrantAccessMutation, RegrantAccessMutationVariables> = operation("mutation", "ada87f7cbd6aa44d66840ffea92cbc65c0f185ac10b22f2fcc88a7e23d1f14dd");
export const ReportDeath: Operation<ReportDeathMutation, ReportDeathMutationVariables> = operation("mutation", "ee30500cab7a33e42c7c80831cce3d5bc68b048eaa1ca394ef545266ff8619b0");
export const WithdrawDeath: Operation<WithdrawDeathMutation, WithdrawDeathMutationVariables> = operation("mutation", "c1115b93ca31dce336c4ea191fd6decd11dcc701bdaf8e9a34ead163faa31400");
export const SettleMemberTask: Operation<SettleMemberTaskMutation, SettleMemberTaskMutationVariables> = operation("mutation", "a087ccdbd84459ae2ef32a632ae6d40acc1bc6166e8916691395ffa0dc3e1b8c");
export const NewLetter: Operation<NewLetterMutation, NewLetterMutationVariables> = operation("mutation", "5a466d31ec32ad715a64c30237a684f0c5cbd928606e034fb8329c4791e4e300");