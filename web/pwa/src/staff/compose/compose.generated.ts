/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import { operation, type Operation } from "@/api/operation";
export type AudienceRuleInput = {
  readonly id?: string | null | undefined;
  readonly isExclusion?: boolean;
  readonly scope: AudienceScope;
};

export type AudienceScope =
  | 'ALL_MEMBERS'
  | 'DISTRICT'
  | 'HOUSE'
  | 'MEMBER'
  | 'STOCK'
  | 'UNIT';

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

/** A text that staff write. */
export type FreeField =
  | 'ADVICE'
  | 'BODY'
  | 'CAUSE'
  | 'TITLE';

/** Outages are told in it, above the binding German text. DE_PLAIN is German in plain words (Einfache Sprache). */
export type Language =
  | 'AR'
  | 'DE'
  | 'DE_PLAIN'
  | 'EN'
  | 'RU'
  | 'TR'
  | 'UK';

export type NoticeInput = {
  readonly adviceAfter?: ReadonlyArray<string>;
  readonly adviceBefore?: ReadonlyArray<string>;
  readonly adviceDuring?: ReadonlyArray<string>;
  readonly audience: ReadonlyArray<AudienceRuleInput>;
  readonly body?: string;
  readonly cause?: string;
  readonly contact?: string;
  readonly endsAt?: string | null | undefined;
  readonly isEmergency?: boolean;
  readonly kind: NoticeKind;
  readonly startsAt?: string | null | undefined;
  readonly title: string;
  /** Null leaves those there are, but of texts that are other ones now. */
  readonly translations?: ReadonlyArray<NoticeTranslationInput> | null | undefined;
  readonly urgency?: Urgency;
};

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

/** Never DE, and each language once. A title is for notices that are no outage. */
export type NoticeTranslationInput = {
  readonly body?: string;
  readonly cause?: string;
  readonly language: Language;
  readonly title?: string;
};

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

export type UpdateKind =
  | 'AREA'
  | 'CANCELLED'
  | 'CHANGED'
  | 'ENDED'
  | 'LONGER'
  | 'MOVED'
  | 'RETRACTED';

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

export type ReachPreviewQueryVariables = Exact<{
  input: NoticeInput;
}>;


export type ReachPreviewQuery = { readonly audiencePreview: { readonly households: number, readonly members: number, readonly byPush: number, readonly byMail: number, readonly paperHouseholds: number, readonly otherLanguages: number, readonly sampleNames: ReadonlyArray<string>, readonly warnings: ReadonlyArray<string>, readonly languages: ReadonlyArray<{ readonly language: Language, readonly members: number, readonly missing: ReadonlyArray<FreeField> }>, readonly houses: ReadonlyArray<{ readonly households: number, readonly house: { readonly id: string, readonly address: string } }>, readonly mail: { readonly title: string, readonly body: string }, readonly push: { readonly title: string, readonly body: string } } };

export type PublishMutationVariables = Exact<{
  input: NoticeInput;
  clientMutationId: string;
  dryRun: boolean;
}>;


export type PublishMutation = { readonly publishNotice: { readonly households: number, readonly members: number, readonly notice: { readonly id: string } } };

export type RequestApprovalMutationVariables = Exact<{
  input: NoticeInput;
  clientMutationId: string;
}>;


export type RequestApprovalMutation = { readonly requestApproval: { readonly id: string } };

export type ChangeApprovalMutationVariables = Exact<{
  id: string;
  input: NoticeInput;
}>;


export type ChangeApprovalMutation = { readonly changeApproval: { readonly id: string } };

export type OverrideNoticeMutationVariables = Exact<{
  input: NoticeInput;
  clientMutationId: string;
  reason: string;
  approvalId?: string | null | undefined;
}>;


export type OverrideNoticeMutation = { readonly overrideNotice: { readonly notice: { readonly id: string } } };

export type PostedQueryVariables = Exact<{
  id: string;
}>;


export type PostedQuery = { readonly notice: { readonly body: string, readonly contact: string, readonly revision: number, readonly id: string, readonly kind: NoticeKind, readonly urgency: Urgency, readonly state: NoticeState, readonly phase: Phase, readonly isOutage: boolean, readonly isEmergency: boolean, readonly title: string, readonly cause: string, readonly startsAt: string | null, readonly endsAt: string | null, readonly adviceBefore: ReadonlyArray<string>, readonly adviceDuring: ReadonlyArray<string>, readonly adviceAfter: ReadonlyArray<string>, readonly publishedAt: string | null, readonly endedAt: string | null, readonly isArchived: boolean, readonly places: ReadonlyArray<string>, readonly isRead: boolean, readonly confirmedAt: string | null, readonly translations: ReadonlyArray<{ readonly language: Language, readonly title: string, readonly body: string, readonly cause: string }> | null, readonly audience: ReadonlyArray<{ readonly scope: AudienceScope, readonly isExclusion: boolean, readonly id: string | null, readonly name: string }> | null } | null };

export type ChangeNoticeMutationVariables = Exact<{
  id: string;
  input: NoticeInput;
  word: string;
  clientMutationId: string;
  dryRun: boolean;
}>;


export type ChangeNoticeMutation = { readonly changeNotice: { readonly kind: UpdateKind, readonly told: number, readonly joined: number, readonly left: number, readonly untold: number } };

export type TranslateNoticeMutationVariables = Exact<{
  id: string;
  translations: ReadonlyArray<NoticeTranslationInput> | NoticeTranslationInput;
}>;


export type TranslateNoticeMutation = { readonly translateNotice: { readonly id: string } };

export const ReachPreview: Operation<ReachPreviewQuery, ReachPreviewQueryVariables> = operation("query", "83a6642d5416ededba5d9850e8645e1144940206d15331fde9710330fe2267c2");
export const Publish: Operation<PublishMutation, PublishMutationVariables> = operation("mutation", "15efcec69154a9d23e80f5fa5a9b4e24351d5ac8f660bc48a59eaf4fad778a42");
export const RequestApproval: Operation<RequestApprovalMutation, RequestApprovalMutationVariables> = operation("mutation", "f68b5705b3343ad1a4f44ef073827fcff1dab69684c00a31dd7c36fa1e6653e1");
export const ChangeApproval: Operation<ChangeApprovalMutation, ChangeApprovalMutationVariables> = operation("mutation", "cd219c287c131c3d07fe61ea05a3fe7a5c2ef81075a0338282d6fba810091eb6");
export const OverrideNotice: Operation<OverrideNoticeMutation, OverrideNoticeMutationVariables> = operation("mutation", "abd181d3ee9a80a969d10358b40f8fa9608b30723f5142172fe888ab087d7f43");
export const Posted: Operation<PostedQuery, PostedQueryVariables> = operation("query", "3764884b0ef97858c071ffa9fa2cfebde60ab2c583eefa1a6baadc07230f339e");
export const ChangeNotice: Operation<ChangeNoticeMutation, ChangeNoticeMutationVariables> = operation("mutation", "1b5ba17c77cbca7dc13681cf422a7beaa8c7d85e0e3e4ec1969a971d5139ab98");
export const TranslateNotice: Operation<TranslateNoticeMutation, TranslateNoticeMutationVariables> = operation("mutation", "9e85d2ebab001c00415c355f89e290acca68da92b00f43d5f58a575d8ca49c26");