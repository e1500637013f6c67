/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import { operation, type Operation } from "@/api/operation";
export type AcceptReadingInput = {
  readonly acceptsPrivacy: boolean;
  readonly acceptsTerms: boolean;
  readonly firstName: string;
  readonly lastName: string;
  readonly password: string;
  readonly salutation?: Salutation;
  readonly token: string;
};

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

export type InvitationState =
  | 'EXPIRED'
  | 'OPEN'
  | 'USED';

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

/** INVITED: not accepted yet. LAPSED: nobody accepted within seven days. OUTSIDE: not within the days of the deed. */
export type ReaderState =
  | 'INVITED'
  | 'LAPSED'
  | 'OUTSIDE'
  | 'READING';

export type Salutation =
  | 'COMPANY'
  | 'MR'
  | 'MRS'
  | 'NEUTRAL';

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

export type ReaderPartsFragment = { readonly id: string, readonly kind: ReaderKind, readonly state: ReaderState, readonly name: string, readonly email: string | null, readonly readsDocuments: boolean, readonly invitedAt: string, readonly acceptedAt: string | null, readonly startsOn: string | null, readonly endsOn: string | null };

export type ReadersQueryVariables = Exact<{ [key: string]: never; }>;


export type ReadersQuery = { readonly readers: ReadonlyArray<{ readonly id: string, readonly kind: ReaderKind, readonly state: ReaderState, readonly name: string, readonly email: string | null, readonly readsDocuments: boolean, readonly invitedAt: string, readonly acceptedAt: string | null, readonly startsOn: string | null, readonly endsOn: string | null }> };

export type InviteReaderMutationVariables = Exact<{
  name: string;
  email: string;
  readsDocuments: boolean;
}>;


export type InviteReaderMutation = { readonly inviteReader: ReadonlyArray<{ readonly id: string, readonly kind: ReaderKind, readonly state: ReaderState, readonly name: string, readonly email: string | null, readonly readsDocuments: boolean, readonly invitedAt: string, readonly acceptedAt: string | null, readonly startsOn: string | null, readonly endsOn: string | null }> };

export type EndReaderMutationVariables = Exact<{
  id: string;
}>;


export type EndReaderMutation = { readonly endReader: boolean };

export type StopReadingMutationVariables = Exact<{
  id: string;
}>;


export type StopReadingMutation = { readonly stopReading: boolean };

export type ReaderInvitationQueryVariables = Exact<{
  token: string;
}>;


export type ReaderInvitationQuery = { readonly readerInvitation: { readonly state: InvitationState, readonly memberName: string, readonly name: string, readonly email: string, readonly kind: ReaderKind | null, readonly readsDocuments: boolean, readonly needsSignIn: boolean } };

export type AcceptReadingMutationVariables = Exact<{
  input: AcceptReadingInput;
}>;


export type AcceptReadingMutation = { readonly acceptReading: string };

export type AcceptReadingSignedInMutationVariables = Exact<{
  token: string;
}>;


export type AcceptReadingSignedInMutation = { readonly acceptReadingSignedIn: boolean };

export const Readers: Operation<ReadersQuery, ReadersQueryVariables> = operation("query", "17767799372fd217ced558c47f09cdf80e6ce0a19576f4bb5a4cd0034ad22b7b");
export const InviteReader: Operation<InviteReaderMutation, InviteReaderMutationVariables> = operation("mutation", "ee6728bc9163f978ee59ceb64328f8235d050ceb67b36fb9892d2e1df5165370");
export const EndReader: Operation<EndReaderMutation, EndReaderMutationVariables> = operation("mutation", "8d82de790508d8b770b5849069f070d660826d626843f965fc7bfd2a31722c59");
export const StopReading: Operation<StopReadingMutation, StopReadingMutationVariables> = operation("mutation", "e2acf07a7664d69d274bf175ab275de7c1d1f925088e1573f9c839a8e86a97bb");
export const ReaderInvitation: Operation<ReaderInvitationQuery, ReaderInvitationQueryVariables> = operation("query", "45fdedad4a70b98709dc89b4895d048036b9163f6c621427740c1951c4d57d18");
export const AcceptReading: Operation<AcceptReadingMutation, AcceptReadingMutationVariables> = operation("mutation", "59c3727dbf6655c40186d4d31bfc6a6f8a4bdc5e0c22b580e66368a9fc274c2f");
export const AcceptReadingSignedIn: Operation<AcceptReadingSignedInMutation, AcceptReadingSignedInMutationVariables> = operation("mutation", "1b95c26544df9cbe532dc8e6f1a2ccdf84708788d83a0e3d405dd95bfea4b2ba");