/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import { operation, type Operation } from "@/api/operation";
export type ApprovalState =
  | 'APPROVED'
  | 'EXPIRED'
  | 'OVERRIDDEN'
  | 'RETURNED'
  | 'WAITING'
  | 'WITHDRAWN';

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

export type AskedPartsFragment = { readonly id: string, readonly state: ApprovalState, readonly seal: string, readonly author: string, readonly isMine: boolean, readonly isByProgram: boolean, readonly word: string, readonly kind: NoticeKind, readonly urgency: Urgency, readonly isEmergency: boolean, readonly title: string, readonly body: string, readonly cause: string, readonly startsAt: string | null, readonly endsAt: string | null, readonly adviceBefore: ReadonlyArray<string>, readonly adviceDuring: ReadonlyArray<string>, readonly adviceAfter: ReadonlyArray<string>, readonly contact: string, readonly households: number, readonly members: number, readonly districts: number, readonly translations: ReadonlyArray<{ readonly language: Language, readonly title: string, readonly body: string, readonly cause: string }>, readonly audience: ReadonlyArray<{ readonly scope: AudienceScope, readonly isExclusion: boolean, readonly id: string | null, readonly name: string }> };

export type ApprovalsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type ApprovalsQuery = { readonly approvals: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly state: ApprovalState, readonly seal: string, readonly author: string, readonly isMine: boolean, readonly isByProgram: boolean, readonly word: string, readonly kind: NoticeKind, readonly urgency: Urgency, readonly isEmergency: boolean, readonly title: string, readonly body: string, readonly cause: string, readonly startsAt: string | null, readonly endsAt: string | null, readonly adviceBefore: ReadonlyArray<string>, readonly adviceDuring: ReadonlyArray<string>, readonly adviceAfter: ReadonlyArray<string>, readonly contact: string, readonly households: number, readonly members: number, readonly districts: number, readonly translations: ReadonlyArray<{ readonly language: Language, readonly title: string, readonly body: string, readonly cause: string }>, readonly audience: ReadonlyArray<{ readonly scope: AudienceScope, readonly isExclusion: boolean, readonly id: string | null, readonly name: string }> } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type ApprovalCountQueryVariables = Exact<{ [key: string]: never; }>;


export type ApprovalCountQuery = { readonly approvals: { readonly totalCount: number } };

export type AskedQueryVariables = Exact<{
  id: string;
}>;


export type AskedQuery = { readonly approval: { readonly id: string, readonly state: ApprovalState, readonly seal: string, readonly author: string, readonly isMine: boolean, readonly isByProgram: boolean, readonly word: string, readonly kind: NoticeKind, readonly urgency: Urgency, readonly isEmergency: boolean, readonly title: string, readonly body: string, readonly cause: string, readonly startsAt: string | null, readonly endsAt: string | null, readonly adviceBefore: ReadonlyArray<string>, readonly adviceDuring: ReadonlyArray<string>, readonly adviceAfter: ReadonlyArray<string>, readonly contact: string, readonly households: number, readonly members: number, readonly districts: number, readonly translations: ReadonlyArray<{ readonly language: Language, readonly title: string, readonly body: string, readonly cause: string }>, readonly audience: ReadonlyArray<{ readonly scope: AudienceScope, readonly isExclusion: boolean, readonly id: string | null, readonly name: string }> } };

export type ApprovalPreviewQueryVariables = Exact<{
  id: string;
}>;


export type ApprovalPreviewQuery = { readonly approvalPreview: { readonly sampleNames: ReadonlyArray<string>, readonly mail: { readonly title: string, readonly body: string } } };

export type ApproveNoticeMutationVariables = Exact<{
  id: string;
  seal: string;
}>;


export type ApproveNoticeMutation = { readonly approveNotice: { readonly notice: { readonly id: string } } };

export type SendBackNoticeMutationVariables = Exact<{
  id: string;
  word: string;
}>;


export type SendBackNoticeMutation = { readonly sendBackNotice: { readonly id: string, readonly state: ApprovalState } };

export type WithdrawApprovalMutationVariables = Exact<{
  id: string;
}>;


export type WithdrawApprovalMutation = { readonly withdrawApproval: { readonly id: string, readonly state: ApprovalState } };

export const Approvals: Operation<ApprovalsQuery, ApprovalsQueryVariables> = operation("query", "ce3a939f197de95acac7bd4a2f2a9f408b4aeef5430b2cabc4e5004030a9910c");
export const ApprovalCount: Operation<ApprovalCountQuery, ApprovalCountQueryVariables> = operation("query", "609d5e62830572e3c124a1d6499f1215727d2f13d6759f49892748e6f4cc9d9a");
export const Asked: Operation<AskedQuery, AskedQueryVariables> = operation("query", "428c56a88266ddcdca121681a0e2e1de70fa2049fcd6ca7809d704dc393dcbaf");
export const ApprovalPreview: Operation<ApprovalPreviewQuery, ApprovalPreviewQueryVariables> = operation("query", "2e911be58e88843f24414c863874a0477089001a005416d014413fa388c75fe3");
export const ApproveNotice: Operation<ApproveNoticeMutation, ApproveNoticeMutationVariables> = operation("mutation", "55d2855e48a24d0a9ee23630889a97f800959b52e5be8ac3c2ca70cfc6c76bd6");
export const SendBackNotice: Operation<SendBackNoticeMutation, SendBackNoticeMutationVariables> = operation("mutation", "54891b71866db19d94333d43222f5e134877192b4a84275342f7398ab3214e3d");
export const WithdrawApproval: Operation<WithdrawApprovalMutation, WithdrawApprovalMutationVariables> = operation("mutation", "b160e11d0d34b30bd7d65528191fae64fc858058e68b3d2fec69c2f18c9036dc");