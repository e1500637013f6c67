/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import { operation, type Operation } from "@/api/operation";
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

export type StaffInput = {
  readonly email: string;
  readonly name: string;
  readonly places: StaffPlacesInput;
  readonly role: StaffRole;
};

/** Either everywhere, or in these districts and houses. ADMIN and AUDITOR take neither; CARETAKER takes districts or houses. */
export type StaffPlacesInput = {
  readonly districtIds?: ReadonlyArray<string>;
  readonly everywhere?: boolean;
  readonly houseIds?: ReadonlyArray<string>;
};

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

export type ColleaguePartsFragment = { readonly id: string, readonly name: string, readonly email: string, readonly role: StaffRole, readonly isLocked: boolean, readonly isSelf: boolean, readonly hasOwnPassword: boolean, readonly hasSecondFactor: boolean, readonly mailState: DeliveryState | null, readonly lastLoginAt: string | null, readonly districts: ReadonlyArray<{ readonly id: string, readonly name: string }>, readonly houses: ReadonlyArray<{ readonly id: string, readonly address: string }> };

export type ColleaguesQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type ColleaguesQuery = { readonly colleagues: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly name: string, readonly email: string, readonly role: StaffRole, readonly isLocked: boolean, readonly isSelf: boolean, readonly hasOwnPassword: boolean, readonly hasSecondFactor: boolean, readonly mailState: DeliveryState | null, readonly lastLoginAt: string | null, readonly districts: ReadonlyArray<{ readonly id: string, readonly name: string }>, readonly houses: ReadonlyArray<{ readonly id: string, readonly address: string }> } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type InviteStaffMutationVariables = Exact<{
  input: StaffInput;
}>;


export type InviteStaffMutation = { readonly inviteStaff: { readonly id: string, readonly name: string, readonly email: string, readonly role: StaffRole, readonly isLocked: boolean, readonly isSelf: boolean, readonly hasOwnPassword: boolean, readonly hasSecondFactor: boolean, readonly mailState: DeliveryState | null, readonly lastLoginAt: string | null, readonly districts: ReadonlyArray<{ readonly id: string, readonly name: string }>, readonly houses: ReadonlyArray<{ readonly id: string, readonly address: string }> } };

export type ChangeStaffRoleMutationVariables = Exact<{
  id: string;
  role: StaffRole;
  places: StaffPlacesInput;
}>;


export type ChangeStaffRoleMutation = { readonly changeStaffRole: { readonly id: string, readonly name: string, readonly email: string, readonly role: StaffRole, readonly isLocked: boolean, readonly isSelf: boolean, readonly hasOwnPassword: boolean, readonly hasSecondFactor: boolean, readonly mailState: DeliveryState | null, readonly lastLoginAt: string | null, readonly districts: ReadonlyArray<{ readonly id: string, readonly name: string }>, readonly houses: ReadonlyArray<{ readonly id: string, readonly address: string }> } };

export type LockStaffMutationVariables = Exact<{
  id: string;
}>;


export type LockStaffMutation = { readonly lockStaff: { readonly id: string, readonly name: string, readonly email: string, readonly role: StaffRole, readonly isLocked: boolean, readonly isSelf: boolean, readonly hasOwnPassword: boolean, readonly hasSecondFactor: boolean, readonly mailState: DeliveryState | null, readonly lastLoginAt: string | null, readonly districts: ReadonlyArray<{ readonly id: string, readonly name: string }>, readonly houses: ReadonlyArray<{ readonly id: string, readonly address: string }> } };

export type UnlockStaffMutationVariables = Exact<{
  id: string;
}>;


export type UnlockStaffMutation = { readonly unlockStaff: { readonly id: string, readonly name: string, readonly email: string, readonly role: StaffRole, readonly isLocked: boolean, readonly isSelf: boolean, readonly hasOwnPassword: boolean, readonly hasSecondFactor: boolean, readonly mailState: DeliveryState | null, readonly lastLoginAt: string | null, readonly districts: ReadonlyArray<{ readonly id: string, readonly name: string }>, readonly houses: ReadonlyArray<{ readonly id: string, readonly address: string }> } };

export type ResetStaffAccessMutationVariables = Exact<{
  id: string;
}>;


export type ResetStaffAccessMutation = { readonly resetStaffAccess: { readonly id: string, readonly name: string, readonly email: string, readonly role: StaffRole, readonly isLocked: boolean, readonly isSelf: boolean, readonly hasOwnPassword: boolean, readonly hasSecondFactor: boolean, readonly mailState: DeliveryState | null, readonly lastLoginAt: string | null, readonly districts: ReadonlyArray<{ readonly id: string, readonly name: string }>, readonly houses: ReadonlyArray<{ readonly id: string, readonly address: string }> } };

export type RemoveStaffMutationVariables = Exact<{
  id: string;
}>;


export type RemoveStaffMutation = { readonly removeStaff: boolean };

export type RenewCaretakerNumberMutationVariables = Exact<{
  id: string;
}>;


export type RenewCaretakerNumberMutation = { readonly renewCaretakerNumber: string };

export type SendCaretakerLinkMutationVariables = Exact<{
  id: string;
}>;


export type SendCaretakerLinkMutation = { readonly sendCaretakerLink: boolean };

export const Colleagues: Operation<ColleaguesQuery, ColleaguesQueryVariables> = operation("query", "c4de9a33de7832f50c94bac8e9c77792d4d5f87d3d816927c3d74589bbb419d8");
export const InviteStaff: Operation<InviteStaffMutation, InviteStaffMutationVariables> = operation("mutation", "a8389330264b884b9c2f58775251021b758648dd228f2dc6acadf8d112856f54");
export const ChangeStaffRole: Operation<ChangeStaffRoleMutation, ChangeStaffRoleMutationVariables> = operation("mutation", "620a90a2ae8f4366fa51ab31632e8c8903232443e14675379fff32689ad63141");
export const LockStaff: Operation<LockStaffMutation, LockStaffMutationVariables> = operation("mutation", "132a768488fef6d4da4cc23735ae8ab2f93e1bbf3e92528614d145ee6c9df0ac");
export const UnlockStaff: Operation<UnlockStaffMutation, UnlockStaffMutationVariables> = operation("mutation", "0d565be7f7b65c5451f4e03b762a4a8dc1b6167f901a248b5d740ab770905ac6");
export const ResetStaffAccess: Operation<ResetStaffAccessMutation, ResetStaffAccessMutationVariables> = operation("mutation", "1342323f458773e20820f4eb0cb869e213d89ce5597335c896f3e79c0c2b28c7");
export const RemoveStaff: Operation<RemoveStaffMutation, RemoveStaffMutationVariables> = operation("mutation", "7c500525faf2f3ff9b19f26ab9cccefc132041eee8464ef62c7c4e52b43e565b");
export const RenewCaretakerNumber: Operation<RenewCaretakerNumberMutation, RenewCaretakerNumberMutationVariables> = operation("mutation", "77abf7d5436cda3ecba42ae68493200728aeabb4da43597b4075bc28d4212c52");
export const SendCaretakerLink: Operation<SendCaretakerLinkMutation, SendCaretakerLinkMutationVariables> = operation("mutation", "25da063c53503e7159cf301f4f32aa920aceefb68dca284b7aca9cd32d7b27f1");