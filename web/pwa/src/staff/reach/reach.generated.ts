/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import { operation, type Operation } from "@/api/operation";
export type Channel =
  | 'FCM'
  | 'MAIL'
  | 'PAPER'
  | 'WEBPUSH';

export type DeliveryState =
  | 'ACCEPTED'
  | 'BOUNCED'
  | 'CANCELLED'
  | 'DEAD'
  | 'EXPIRED'
  | 'FAILED'
  | 'LEASED'
  | 'QUEUED'
  | 'SKIPPED'
  | 'SUPPRESSED';

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

/** The best state of a household. */
export type HouseholdStand =
  | 'CONFIRMED'
  | 'FAILED'
  | 'MAIL'
  | 'PAPER'
  | 'PENDING'
  | 'PUSH';

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

export type StaffNoticeQueryVariables = Exact<{
  id: string;
}>;


export type StaffNoticeQuery = { readonly notice: { readonly bodyHtml: string, readonly contact: string, readonly publicPath: string | null, readonly id: string, readonly kind: NoticeKind, readonly urgency: Urgency, readonly state: NoticeState, readonly phase: Phase, readonly isOutage: boolean, readonly isEmergency: boolean, readonly title: string, readonly cause: string, readonly startsAt: string | null, readonly endsAt: string | null, readonly adviceBefore: ReadonlyArray<string>, readonly adviceDuring: ReadonlyArray<string>, readonly adviceAfter: ReadonlyArray<string>, readonly publishedAt: string | null, readonly endedAt: string | null, readonly isArchived: boolean, readonly places: ReadonlyArray<string>, readonly isRead: boolean, readonly confirmedAt: string | null, readonly houses: ReadonlyArray<{ readonly id: string, readonly address: string }>, readonly steps: ReadonlyArray<{ readonly number: number, readonly step: NoticeStepKind, readonly word: string, readonly at: string, readonly wasStartsAt: string | null, readonly wasEndsAt: string | null, readonly startsAt: string | null, readonly endsAt: string | null, readonly told: number | null, readonly joined: number | null, readonly left: number | null, readonly by: string | null }> } | null };

export type ProgressOfQueryVariables = Exact<{
  noticeId: string;
}>;


export type ProgressOfQuery = { readonly deliveryProgress: { readonly noticeId: string, readonly totalHouseholds: number, readonly totalMembers: number, readonly toldInPerson: number, readonly isFinished: boolean, readonly households: { readonly confirmed: number, readonly push: number, readonly mail: number, readonly pending: number, readonly failed: number, readonly paper: number }, readonly channels: ReadonlyArray<{ readonly channel: Channel, readonly queued: number, readonly accepted: number, readonly failed: number, readonly skipped: number, readonly expired: number }> } | null };

export type ProgressRunsSubscriptionVariables = Exact<{
  noticeId: string;
}>;


export type ProgressRunsSubscription = { readonly deliveryProgress: { readonly noticeId: string, readonly totalHouseholds: number, readonly totalMembers: number, readonly toldInPerson: number, readonly isFinished: boolean, readonly households: { readonly confirmed: number, readonly push: number, readonly mail: number, readonly pending: number, readonly failed: number, readonly paper: number }, readonly channels: ReadonlyArray<{ readonly channel: Channel, readonly queued: number, readonly accepted: number, readonly failed: number, readonly skipped: number, readonly expired: number }> } };

export type DeliveriesQueryVariables = Exact<{
  noticeId: string;
  first: number;
  after?: string | null | undefined;
  channel?: Channel | null | undefined;
  state?: DeliveryState | null | undefined;
}>;


export type DeliveriesQuery = { readonly deliveries: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly memberName: string, readonly house: string, readonly message: string, readonly channel: Channel, readonly state: DeliveryState, readonly reason: string | null, readonly settledAt: string | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type NotReachedQueryVariables = Exact<{
  noticeId: string;
  first: number;
  after?: string | null | undefined;
}>;


export type NotReachedQuery = { readonly notReached: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly memberName: string, readonly house: string, readonly unit: string, readonly channel: Channel | null, readonly state: DeliveryState | null, readonly reason: string | null, readonly householdReached: boolean, readonly toldAt: string | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type ReachedHouseholdsQueryVariables = Exact<{
  noticeId: string;
  first: number;
  after?: string | null | undefined;
  stand?: HouseholdStand | null | undefined;
}>;


export type ReachedHouseholdsQuery = { readonly reachedHouseholds: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly house: string, readonly unit: string, readonly names: ReadonlyArray<string>, readonly stand: HouseholdStand, readonly since: string | null, readonly channel: Channel | null, readonly reason: string | null, readonly toldAt: string | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type DeliveryTimelineQueryVariables = Exact<{
  noticeId: string;
}>;


export type DeliveryTimelineQuery = { readonly deliveryTimeline: ReadonlyArray<{ readonly at: string, readonly reached: number, readonly confirmed: number }> };

export type DeadLettersQueryVariables = Exact<{
  noticeId?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type DeadLettersQuery = { readonly deadLetters: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly memberId: string, readonly memberName: string, readonly about: string, readonly channel: Channel, readonly target: string, readonly reason: string | null, readonly lastStatus: string, readonly diedAt: string | null, readonly canRetry: boolean } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type RetryDeliveryMutationVariables = Exact<{
  id: string | number;
}>;


export type RetryDeliveryMutation = { readonly retryDelivery: string };

export type DropDeliveryMutationVariables = Exact<{
  id: string | number;
}>;


export type DropDeliveryMutation = { readonly dropDelivery: string };

export type EndNoticeMutationVariables = Exact<{
  id: string;
  word: string;
}>;


export type EndNoticeMutation = { readonly endNotice: { readonly id: string } };

export type CancelNoticeMutationVariables = Exact<{
  id: string;
  word: string;
}>;


export type CancelNoticeMutation = { readonly cancelNotice: { readonly id: string } };

export type CountsFragment = { readonly noticeId: string, readonly totalHouseholds: number, readonly totalMembers: number, readonly toldInPerson: number, readonly isFinished: boolean, readonly households: { readonly confirmed: number, readonly push: number, readonly mail: number, readonly pending: number, readonly failed: number, readonly paper: number }, readonly channels: ReadonlyArray<{ readonly channel: Channel, readonly queued: number, readonly accepted: number, readonly failed: number, readonly skipped: number, readonly expired: number }> };

export type RetractNoticeMutationVariables = Exact<{
  id: string;
  word: string;
}>;


export type RetractNoticeMutation = { readonly retractNotice: { readonly id: string, readonly state: NoticeState } };

export type RescheduleNoticeMutationVariables = Exact<{
  id: string;
  startsAt: string;
  endsAt?: string | null | undefined;
  word: string;
  clientMutationId: string;
  dryRun: boolean;
}>;


export type RescheduleNoticeMutation = { readonly rescheduleNotice: { readonly kind: UpdateKind, readonly told: number, readonly untold: number } };

export const StaffNotice: Operation<StaffNoticeQuery, StaffNoticeQueryVariables> = operation("query", "c734a346713612eeefec1641bb397ef60307b59614b26ad898a182436b948039");
export const ProgressOf: Operation<ProgressOfQuery, ProgressOfQueryVariables> = operation("query", "d2b3914e4d2070047829196ef8a0fcb01870f30ec9e477f89f7f89228e55ccff");
export const ProgressRuns: Operation<ProgressRunsSubscription, ProgressRunsSubscriptionVariables> = operation("subscription", "3d56a6b4f8692c37c60ea30998589bba19892f4db02959be693cc6c37e307153");
export const Deliveries: Operation<DeliveriesQuery, DeliveriesQueryVariables> = operation("query", "9c2c3e0c32a19e8cb97f8087cee13d7b6c852c864c528f63d4568d51c5d8b66e");
export const NotReached: Operation<NotReachedQuery, NotReachedQueryVariables> = operation("query", "e97ab8e01e17cbdeb7a8c3fc68f5ac00df0a19cb227db9b4420e0e6daca278b4");
export const ReachedHouseholds: Operation<ReachedHouseholdsQuery, ReachedHouseholdsQueryVariables> = operation("query", "ed2ebcd6416c9a12520ff7a3383d4d0f76fa8a54acc8646e51a2f98cba32214f");
export const DeliveryTimeline: Operation<DeliveryTimelineQuery, DeliveryTimelineQueryVariables> = operation("query", "5b43e8d8a9bd009fdd975ffda6d444b8921ae2201500db794b65ed8cbc0514e2");
export const DeadLetters: Operation<DeadLettersQuery, DeadLettersQueryVariables> = operation("query", "2fdbbfed4b0a59f122227655de1c11ddbc14348687ca04510a608657b31404c4");
export const RetryDelivery: Operation<RetryDeliveryMutation, RetryDeliveryMutationVariables> = operation("mutation", "bf885b05b8204bfe6b2786c228728fbf955b3b6cb6bc5b3bba7eafda6ee5315c");
export const DropDelivery: Operation<DropDeliveryMutation, DropDeliveryMutationVariables> = operation("mutation", "cf7cba23416d66c917e7e9e7abd9ae2626e131135768a02a58a5007399d940cc");
export const EndNotice: Operation<EndNoticeMutation, EndNoticeMutationVariables> = operation("mutation", "34f263255e7443a75c51814cc33a9c5015465b8363e65750f53e081cab78bccd");
export const CancelNotice: Operation<CancelNoticeMutation, CancelNoticeMutationVariables> = operation("mutation", "c81ea4d22875e3ce64adce39fa2478330feeb7ab165fde8f3eb3b22d977c2ce8");
export const RetractNotice: Operation<RetractNoticeMutation, RetractNoticeMutationVariables> = operation("mutation", "bdf95bccc0897b0319c470c3bad101b7807bbb8f8d803a82d4c44066f48128d2");
export const RescheduleNotice: Operation<RescheduleNoticeMutation, RescheduleNoticeMutationVariables> = operation("mutation", "fd262f8ce1ead31a529c228afe7901be8f44b01544ac8c9f7f797d8481526503");