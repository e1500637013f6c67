/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import { operation, type Operation } from "@/api/operation";
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

/** What is left out stays as it is. */
export type PreferencesInput = {
  readonly documentMail?: boolean | null | undefined;
  readonly documentPush?: boolean | null | undefined;
  readonly documentsOnPaper?: boolean | null | undefined;
  /** In which notices of outages are told; the German text stays binding. */
  readonly language?: Language | null | undefined;
  readonly noticeMail?: boolean | null | undefined;
  readonly noticePush?: boolean | null | undefined;
  readonly outageMail?: boolean | null | undefined;
  readonly outagePush?: boolean | null | undefined;
  /** Null: no quiet hours any more. */
  readonly quietHours?: QuietHoursInput | null | undefined;
  readonly reminderEvening?: boolean | null | undefined;
  readonly reminderHour?: boolean | null | undefined;
};

/** Times of day in Berlin, to the minute. */
export type QuietHoursInput = {
  readonly from: string;
  readonly until: string;
};

/** INVITED by the member; GUARDIAN and PROXY by deed, registered by staff. */
export type ReaderKind =
  | 'GUARDIAN'
  | 'INVITED'
  | 'PROXY';

export type RegisterInput = {
  readonly acceptsPrivacy: boolean;
  readonly acceptsTerms: boolean;
  readonly activationPassword: string;
  readonly email: string;
  readonly number: string;
};

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

export type RegisterMutationVariables = Exact<{
  input: RegisterInput;
}>;


export type RegisterMutation = { readonly register: { readonly registrationId: string, readonly pageSecret: string, readonly email: string, readonly linkValidUntil: string } };

export type RegistrationQueryVariables = Exact<{
  id: string;
  pageSecret: string;
}>;


export type RegistrationQuery = { readonly registration: { readonly email: string, readonly linkValidUntil: string, readonly isConfirmed: boolean } | null };

export type ResendActivationMutationVariables = Exact<{
  id: string;
  pageSecret: string;
}>;


export type ResendActivationMutation = { readonly resendActivation: { readonly email: string, readonly linkValidUntil: string, readonly isConfirmed: boolean } };

export type CorrectEmailMutationVariables = Exact<{
  id: string;
  pageSecret: string;
  email: string;
}>;


export type CorrectEmailMutation = { readonly correctRegistrationEmail: { readonly email: string, readonly linkValidUntil: string, readonly isConfirmed: boolean } };

export type EnterLoginCodeMutationVariables = Exact<{
  code: string;
}>;


export type EnterLoginCodeMutation = { readonly enterLoginCode: { readonly viewer: { readonly session: { readonly scope: SessionScope, readonly opensDocuments: boolean }, readonly tenant: { readonly id: string, readonly name: string, readonly greetingName: string, readonly numbers: ReadonlyArray<string>, readonly email: string | null, readonly emailState: EmailState, readonly language: Language, readonly unreadNotices: number, readonly unreadDocuments: number, readonly paperQuestionOpen: boolean, readonly pushQuestionOpen: boolean, readonly homes: ReadonlyArray<{ readonly contractNumber: string, readonly unitNumber: string, readonly unitKind: UnitKind, readonly floor: string, readonly position: string, readonly house: { readonly id: string, readonly street: string, readonly number: string, readonly entrance: string, readonly address: string, readonly postalCode: string, readonly city: string, readonly district: { readonly name: string } | null } }>, readonly preferences: { readonly noticeMail: boolean, readonly outageMail: boolean, readonly outagePush: boolean, readonly reminderEvening: boolean, readonly reminderHour: boolean, readonly noticePush: boolean, readonly documentMail: boolean, readonly documentPush: boolean, readonly documentsOnPaper: boolean, readonly quietHours: { readonly from: string, readonly until: string } | null }, readonly devices: ReadonlyArray<{ readonly id: string, readonly kind: DeviceKind, readonly label: string, readonly installationId: string, readonly lastSeenAt: string }>, readonly readsFor: ReadonlyArray<{ readonly id: string, readonly memberId: string, readonly name: string, readonly kind: ReaderKind, readonly readsDocuments: boolean, readonly since: string, readonly endsOn: string | null }> } | null, readonly staff: { readonly id: string, readonly name: string, readonly email: string, readonly role: StaffRole } | null } } };

export type ResendLoginCodeMutationVariables = Exact<{ [key: string]: never; }>;


export type ResendLoginCodeMutation = { readonly resendLoginCode: boolean };

export type RenewOneTimePasswordMutationVariables = Exact<{
  number: string;
  password: string;
}>;


export type RenewOneTimePasswordMutation = { readonly renewOneTimePassword: boolean };

export type OrderLetterMutationVariables = Exact<{
  number: string;
  activationPassword: string;
}>;


export type OrderLetterMutation = { readonly orderLetter: boolean };

export type RequestResetMutationVariables = Exact<{
  number: string;
  email: string;
}>;


export type RequestResetMutation = { readonly requestPasswordReset: boolean };

export type ResetMutationVariables = Exact<{
  token: string;
  newPassword: string;
}>;


export type ResetMutation = { readonly resetPassword: boolean };

export type AnswerPaperMutationVariables = Exact<{
  electronicOnly: boolean;
}>;


export type AnswerPaperMutation = { readonly answerPaperQuestion: { readonly id: string, readonly name: string, readonly greetingName: string, readonly numbers: ReadonlyArray<string>, readonly email: string | null, readonly emailState: EmailState, readonly language: Language, readonly unreadNotices: number, readonly unreadDocuments: number, readonly paperQuestionOpen: boolean, readonly pushQuestionOpen: boolean, readonly homes: ReadonlyArray<{ readonly contractNumber: string, readonly unitNumber: string, readonly unitKind: UnitKind, readonly floor: string, readonly position: string, readonly house: { readonly id: string, readonly street: string, readonly number: string, readonly entrance: string, readonly address: string, readonly postalCode: string, readonly city: string, readonly district: { readonly name: string } | null } }>, readonly preferences: { readonly noticeMail: boolean, readonly outageMail: boolean, readonly outagePush: boolean, readonly reminderEvening: boolean, readonly reminderHour: boolean, readonly noticePush: boolean, readonly documentMail: boolean, readonly documentPush: boolean, readonly documentsOnPaper: boolean, readonly quietHours: { readonly from: string, readonly until: string } | null }, readonly devices: ReadonlyArray<{ readonly id: string, readonly kind: DeviceKind, readonly label: string, readonly installationId: string, readonly lastSeenAt: string }>, readonly readsFor: ReadonlyArray<{ readonly id: string, readonly memberId: string, readonly name: string, readonly kind: ReaderKind, readonly readsDocuments: boolean, readonly since: string, readonly endsOn: string | null }> } };

export type SetPreferencesMutationVariables = Exact<{
  input: PreferencesInput;
}>;


export type SetPreferencesMutation = { readonly setPreferences: { readonly id: string, readonly name: string, readonly greetingName: string, readonly numbers: ReadonlyArray<string>, readonly email: string | null, readonly emailState: EmailState, readonly language: Language, readonly unreadNotices: number, readonly unreadDocuments: number, readonly paperQuestionOpen: boolean, readonly pushQuestionOpen: boolean, readonly homes: ReadonlyArray<{ readonly contractNumber: string, readonly unitNumber: string, readonly unitKind: UnitKind, readonly floor: string, readonly position: string, readonly house: { readonly id: string, readonly street: string, readonly number: string, readonly entrance: string, readonly address: string, readonly postalCode: string, readonly city: string, readonly district: { readonly name: string } | null } }>, readonly preferences: { readonly noticeMail: boolean, readonly outageMail: boolean, readonly outagePush: boolean, readonly reminderEvening: boolean, readonly reminderHour: boolean, readonly noticePush: boolean, readonly documentMail: boolean, readonly documentPush: boolean, readonly documentsOnPaper: boolean, readonly quietHours: { readonly from: string, readonly until: string } | null }, readonly devices: ReadonlyArray<{ readonly id: string, readonly kind: DeviceKind, readonly label: string, readonly installationId: string, readonly lastSeenAt: string }>, readonly readsFor: ReadonlyArray<{ readonly id: string, readonly memberId: string, readonly name: string, readonly kind: ReaderKind, readonly readsDocuments: boolean, readonly since: string, readonly endsOn: string | null }> } };

export type EmailPartsFragment = { readonly id: string, readonly email: string | null, readonly emailState: EmailState, readonly pendingEmail: string | null };

export type PendingEmailQueryVariables = Exact<{ [key: string]: never; }>;


export type PendingEmailQuery = { readonly viewer: { readonly tenant: { readonly id: string, readonly email: string | null, readonly emailState: EmailState, readonly pendingEmail: string | null } | null } | null };

export type ChangeEmailMutationVariables = Exact<{
  email: string;
}>;


export type ChangeEmailMutation = { readonly changeEmail: { readonly id: string, readonly email: string | null, readonly emailState: EmailState, readonly pendingEmail: string | null } };

export type ResendEmailChangeMutationVariables = Exact<{ [key: string]: never; }>;


export type ResendEmailChangeMutation = { readonly resendEmailChange: { readonly id: string, readonly email: string | null, readonly emailState: EmailState, readonly pendingEmail: string | null } };

export type CancelEmailChangeMutationVariables = Exact<{ [key: string]: never; }>;


export type CancelEmailChangeMutation = { readonly cancelEmailChange: { readonly id: string, readonly email: string | null, readonly emailState: EmailState, readonly pendingEmail: string | null } };

export type ConfirmEmailChangeMutationVariables = Exact<{
  token: string;
}>;


export type ConfirmEmailChangeMutation = { readonly confirmEmailChange: boolean };

export type RequestEmailConfirmationMutationVariables = Exact<{ [key: string]: never; }>;


export type RequestEmailConfirmationMutation = { readonly requestEmailConfirmation: boolean };

export type CalendarFeedQueryVariables = Exact<{ [key: string]: never; }>;


export type CalendarFeedQuery = { readonly calendarFeed: { readonly createdAt: string } | null };

export type MakeCalendarFeedMutationVariables = Exact<{ [key: string]: never; }>;


export type MakeCalendarFeedMutation = { readonly makeCalendarFeed: { readonly createdAt: string, readonly path: string | null } };

export type EndCalendarFeedMutationVariables = Exact<{ [key: string]: never; }>;


export type EndCalendarFeedMutation = { readonly endCalendarFeed: boolean };

export type HomePartsFragment = { readonly contractNumber: string, readonly unitNumber: string, readonly unitKind: UnitKind, readonly floor: string, readonly position: string, readonly house: { readonly id: string, readonly street: string, readonly number: string, readonly entrance: string, readonly address: string, readonly postalCode: string, readonly city: string, readonly district: { readonly name: string } | null } };

export type DevicePartsFragment = { readonly id: string, readonly kind: DeviceKind, readonly label: string, readonly installationId: string, readonly lastSeenAt: string };

export type ReadingPartsFragment = { readonly id: string, readonly memberId: string, readonly name: string, readonly kind: ReaderKind, readonly readsDocuments: boolean, readonly since: string, readonly endsOn: string | null };

export type TenantPartsFragment = { readonly id: string, readonly name: string, readonly greetingName: string, readonly numbers: ReadonlyArray<string>, readonly email: string | null, readonly emailState: EmailState, readonly language: Language, readonly unreadNotices: number, readonly unreadDocuments: number, readonly paperQuestionOpen: boolean, readonly pushQuestionOpen: boolean, readonly homes: ReadonlyArray<{ readonly contractNumber: string, readonly unitNumber: string, readonly unitKind: UnitKind, readonly floor: string, readonly position: string, readonly house: { readonly id: string, readonly street: string, readonly number: string, readonly entrance: string, readonly address: string, readonly postalCode: string, readonly city: string, readonly district: { readonly name: string } | null } }>, readonly preferences: { readonly noticeMail: boolean, readonly outageMail: boolean, readonly outagePush: boolean, readonly reminderEvening: boolean, readonly reminderHour: boolean, readonly noticePush: boolean, readonly documentMail: boolean, readonly documentPush: boolean, readonly documentsOnPaper: boolean, readonly quietHours: { readonly from: string, readonly until: string } | null }, readonly devices: ReadonlyArray<{ readonly id: string, readonly kind: DeviceKind, readonly label: string, readonly installationId: string, readonly lastSeenAt: string }>, readonly readsFor: ReadonlyArray<{ readonly id: string, readonly memberId: string, readonly name: string, readonly kind: ReaderKind, readonly readsDocuments: boolean, readonly since: string, readonly endsOn: string | null }> };

export type ViewerPartsFragment = { readonly session: { readonly scope: SessionScope, readonly opensDocuments: boolean }, readonly tenant: { readonly id: string, readonly name: string, readonly greetingName: string, readonly numbers: ReadonlyArray<string>, readonly email: string | null, readonly emailState: EmailState, readonly language: Language, readonly unreadNotices: number, readonly unreadDocuments: number, readonly paperQuestionOpen: boolean, readonly pushQuestionOpen: boolean, readonly homes: ReadonlyArray<{ readonly contractNumber: string, readonly unitNumber: string, readonly unitKind: UnitKind, readonly floor: string, readonly position: string, readonly house: { readonly id: string, readonly street: string, readonly number: string, readonly entrance: string, readonly address: string, readonly postalCode: string, readonly city: string, readonly district: { readonly name: string } | null } }>, readonly preferences: { readonly noticeMail: boolean, readonly outageMail: boolean, readonly outagePush: boolean, readonly reminderEvening: boolean, readonly reminderHour: boolean, readonly noticePush: boolean, readonly documentMail: boolean, readonly documentPush: boolean, readonly documentsOnPaper: boolean, readonly quietHours: { readonly from: string, readonly until: string } | null }, readonly devices: ReadonlyArray<{ readonly id: string, readonly kind: DeviceKind, readonly label: string, readonly installationId: string, readonly lastSeenAt: string }>, readonly readsFor: ReadonlyArray<{ readonly id: string, readonly memberId: string, readonly name: string, readonly kind: ReaderKind, readonly readsDocuments: boolean, readonly since: string, readonly endsOn: string | null }> } | null, readonly staff: { readonly id: string, readonly name: string, readonly email: string, readonly role: StaffRole } | null };

export type NoticePartsFragment = { readonly id: string, readonly kind: NoticeKind, readonly urgency: Urgency, readonly state: NoticeState, readonly phase: Phase, readonly isOutage: boolean, readonly isEmergency: boolean, readonly title: string, readonly cause: string, readonly startsAt: string | null, readonly endsAt: string | null, readonly adviceBefore: ReadonlyArray<string>, readonly adviceDuring: ReadonlyArray<string>, readonly adviceAfter: ReadonlyArray<string>, readonly publishedAt: string | null, readonly endedAt: string | null, readonly isArchived: boolean, readonly places: ReadonlyArray<string>, readonly isRead: boolean, readonly confirmedAt: string | null };

export type HistoryPartsFragment = { readonly steps: ReadonlyArray<{ readonly number: number, readonly step: NoticeStepKind, readonly word: string, readonly at: string, readonly wasStartsAt: string | null, readonly wasEndsAt: string | null, readonly startsAt: string | null, readonly endsAt: string | null, readonly told: number | null, readonly joined: number | null, readonly left: number | null, readonly by: string | null }> };

export type DocumentPartsFragment = { readonly id: string, readonly category: DocumentCategory, readonly title: string, readonly publishedAt: string | null, readonly withdrawnAt: string | null, readonly size: number, readonly url: string, readonly isNew: boolean, readonly concerns: string };

export const Register: Operation<RegisterMutation, RegisterMutationVariables> = operation("mutation", "aa89f851c5acef0d783ffcea6d722efff54bce2d9312e513a4a1c0f8d9c16331");
export const Registration: Operation<RegistrationQuery, RegistrationQueryVariables> = operation("query", "c2b24440a2648a2ea8fc9081bbd3664c3e322f54f88c25b3c29f7eb7be33437b");
export const ResendActivation: Operation<ResendActivationMutation, ResendActivationMutationVariables> = operation("mutation", "2a7045c9f56af4f79d81ed33f6e94c1710f5ad5f5019ff04dee7c2b31d25f80c");
export const CorrectEmail: Operation<CorrectEmailMutation, CorrectEmailMutationVariables> = operation("mutation", "682b95055f75167f850c0b9ae2d0b2bccd5769fb06a72a227c2ceb0a27192650");
export const EnterLoginCode: Operation<EnterLoginCodeMutation, EnterLoginCodeMutationVariables> = operation("mutation", "50f87dedceafa3193a168740beeb54ecd2c45e4921047851c7af4c209109bdb0");
export const ResendLoginCode: Operation<ResendLoginCodeMutation, ResendLoginCodeMutationVariables> = operation("mutation", "b3775c9692d9051589c84c92e8d30c214f01fb11a0596ce7cdf2b6b031e07d13");
export const RenewOneTimePassword: Operation<RenewOneTimePasswordMutation, RenewOneTimePasswordMutationVariables> = operation("mutation", "58625beca25622ef641b96b815c25e402c2dc2204f22cc4232f0859dd1aa4ef9");
export const OrderLetter: Operation<OrderLetterMutation, OrderLetterMutationVariables> = operation("mutation", "fdff26a316af9be0b8cd967378ea4f6f02def911fbf5bebd83c42387147b4143");
export const RequestReset: Operation<RequestResetMutation, RequestResetMutationVariables> = operation("mutation", "b35b08ad5a13a35fae9c4bca567203848a880381c632e864888be3928123e982");
export const Reset: Operation<ResetMutation, ResetMutationVariables> = operation("mutation", "fde9aeaf4b4277d22d5d99c2a10d4b4247d52abf0bb9dffd0ae273136a758362");
export const AnswerPaper: Operation<AnswerPaperMutation, AnswerPaperMutationVariables> = operation("mutation", "e1303f350bcc143b53efdacb6f85a051ca0e278082278779f01abeaae921ac9c");
export const SetPreferences: Operation<SetPreferencesMutation, SetPreferencesMutationVariables> = operation("mutation", "88ba02c634bab9797fc54d51f34b5fd7be5894686505d2cefecbf345519ff479");
export const PendingEmail: Operation<PendingEmailQuery, PendingEmailQueryVariables> = operation("query", "fc67bb09b138b6daa15c986e6e1d02ef805a21cfdfd6463d80e1e3ecc3a9ff73");
export const ChangeEmail: Operation<ChangeEmailMutation, ChangeEmailMutationVariables> = operation("mutation", "a07700e2ca9c634f2a0be41e4acdf26f2043922a73e0ad39eda03e46b8d1ae7b");
export const ResendEmailChange: Operation<ResendEmailChangeMutation, ResendEmailChangeMutationVariables> = operation("mutation", "07b2eec252e4f79d590b44989872f2e610333d84836a1e61d250212a57c6dfd4");
export const CancelEmailChange: Operation<CancelEmailChangeMutation, CancelEmailChangeMutationVariables> = operation("mutation", "babfd7124f421e28a997dbf9ee6fee04fb9ea90a316babbafac9716a99bc258c");
export const ConfirmEmailChange: Operation<ConfirmEmailChangeMutation, ConfirmEmailChangeMutationVariables> = operation("mutation", "7cc607ec271acce42f867b5f322092dda0e270b2b29b4dd0be5b1800edb8b9a7");
export const RequestEmailConfirmation: Operation<RequestEmailConfirmationMutation, RequestEmailConfirmationMutationVariables> = operation("mutation", "c81e74b5027bb112e1d8c1e307dc922a1f8da55f0c55832aa0b7f19117861619");
export const CalendarFeed: Operation<CalendarFeedQuery, CalendarFeedQueryVariables> = operation("query", "5b68c4d0642fecd588556b1227bbf808012d4d669a2ef497a5d7d2d2720b8b4d");
export const MakeCalendarFeed: Operation<MakeCalendarFeedMutation, MakeCalendarFeedMutationVariables> = operation("mutation", "619676e52dbd056003f961cc812616a2dab9b8cca83fe636736cd43cbb8ac59c");
export const EndCalendarFeed: Operation<EndCalendarFeedMutation, EndCalendarFeedMutationVariables> = operation("mutation", "ef94f23e083f43e7810931ee3658d2955d6fd3781f0e26a6e46a05ccad39ac7f");