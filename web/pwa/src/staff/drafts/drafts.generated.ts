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

export type DraftFailure =
  | 'AUTHOR_GONE'
  | 'NOBODY'
  | 'PLACE_GONE'
  | 'TOO_LATE';

export type DraftState =
  | 'FAILED'
  | 'PLANNED'
  | 'SENT'
  | 'WRITING';

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

export type DraftPartsFragment = { readonly id: string, readonly title: string, readonly state: DraftState, readonly failure: DraftFailure | null, readonly publishAt: string | null, readonly households: number, readonly members: number, readonly noticeId: string | null, readonly author: string, readonly isMine: boolean, readonly kind: NoticeKind | null, readonly urgency: Urgency | null, readonly startsAt: string | null, readonly endsAt: string | null, readonly updatedAt: string };

export type NoticeDraftsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type NoticeDraftsQuery = { readonly noticeDrafts: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly title: string, readonly state: DraftState, readonly failure: DraftFailure | null, readonly publishAt: string | null, readonly households: number, readonly members: number, readonly noticeId: string | null, readonly author: string, readonly isMine: boolean, readonly kind: NoticeKind | null, readonly urgency: Urgency | null, readonly startsAt: string | null, readonly endsAt: string | null, readonly updatedAt: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type PlannedNoticesQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type PlannedNoticesQuery = { readonly plannedNotices: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly title: string, readonly state: DraftState, readonly failure: DraftFailure | null, readonly publishAt: string | null, readonly households: number, readonly members: number, readonly noticeId: string | null, readonly author: string, readonly isMine: boolean, readonly kind: NoticeKind | null, readonly urgency: Urgency | null, readonly startsAt: string | null, readonly endsAt: string | null, readonly updatedAt: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type PlannedNoticeQueryVariables = Exact<{
  id: string;
}>;


export type PlannedNoticeQuery = { readonly noticeDraft: { readonly id: string, readonly title: string, readonly state: DraftState, readonly failure: DraftFailure | null, readonly publishAt: string | null, readonly households: number, readonly members: number, readonly noticeId: string | null, readonly author: string, readonly isMine: boolean, readonly kind: NoticeKind | null, readonly urgency: Urgency | null, readonly startsAt: string | null, readonly endsAt: string | null, readonly updatedAt: string } };

export type WrittenDraftQueryVariables = Exact<{
  id: string;
}>;


export type WrittenDraftQuery = { readonly noticeDraft: { readonly content: string | null, readonly id: string, readonly title: string, readonly state: DraftState, readonly failure: DraftFailure | null, readonly publishAt: string | null, readonly households: number, readonly members: number, readonly noticeId: string | null, readonly author: string, readonly isMine: boolean, readonly kind: NoticeKind | null, readonly urgency: Urgency | null, readonly startsAt: string | null, readonly endsAt: string | null, readonly updatedAt: string } };

export type SaveNoticeDraftMutationVariables = Exact<{
  key: string;
  title: string;
  content: string;
}>;


export type SaveNoticeDraftMutation = { readonly saveNoticeDraft: { readonly id: string } };

export type DiscardNoticeDraftMutationVariables = Exact<{
  id: string;
}>;


export type DiscardNoticeDraftMutation = { readonly discardNoticeDraft: boolean };

export type PlanNoticeMutationVariables = Exact<{
  input: NoticeInput;
  clientMutationId: string;
  publishAt?: string | null | undefined;
  draftId?: string | null | undefined;
}>;


export type PlanNoticeMutation = { readonly planNotice: { readonly id: string } };

export type StopNoticeMutationVariables = Exact<{
  id: string;
}>;


export type StopNoticeMutation = { readonly stopNotice: { readonly id: string, readonly title: string, readonly state: DraftState, readonly failure: DraftFailure | null, readonly publishAt: string | null, readonly households: number, readonly members: number, readonly noticeId: string | null, readonly author: string, readonly isMine: boolean, readonly kind: NoticeKind | null, readonly urgency: Urgency | null, readonly startsAt: string | null, readonly endsAt: string | null, readonly updatedAt: string } };

export const NoticeDrafts: Operation<NoticeDraftsQuery, NoticeDraftsQueryVariables> = operation("query", "5964903b743994f78e2ff2e593ba2b266a1100cffa1e09557a17ad4cb10eb88c");
export const PlannedNotices: Operation<PlannedNoticesQuery, PlannedNoticesQueryVariables> = operation("query", "d3c5c93cc74366b14bd72ad95488c937028c171cad13d5c0ca83ab12eca46003");
export const PlannedNotice: Operation<PlannedNoticeQuery, PlannedNoticeQueryVariables> = operation("query", "50d3be27913f5b9b67a550092075df20aff08e938714feb30c6b59d84274f8d2");
export const WrittenDraft: Operation<WrittenDraftQuery, WrittenDraftQueryVariables> = operation("query", "d7e379ebd41e55822a0ec87877bac90bb194ba59e7d42e35a0b9dd9b5069fcb2");
export const SaveNoticeDraft: Operation<SaveNoticeDraftMutation, SaveNoticeDraftMutationVariables> = operation("mutation", "7b917b80116d36798fcec87b6f402d778085b85b68cfe6b5cc3777e6aea9f487");
export const DiscardNoticeDraft: Operation<DiscardNoticeDraftMutation, DiscardNoticeDraftMutationVariables> = operation("mutation", "986a85d2dc319e4e782df9398d8b7704fdefa03eadca29b7eba3f3dc5224d597");
export const PlanNotice: Operation<PlanNoticeMutation, PlanNoticeMutationVariables> = operation("mutation", "8245d31e3e31f63b5d0017a9376e6750ad8acb73f62d15896153a5a9cb583e12");
export const StopNotice: Operation<StopNoticeMutation, StopNoticeMutationVariables> = operation("mutation", "f924ac8a43a7f332e6fab64c4904912a9d69a5fe2ddfae8b71892854968ff6be");