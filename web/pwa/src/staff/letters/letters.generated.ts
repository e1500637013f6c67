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

export type LetterLeftOut =
  | 'DECEASED'
  | 'ENDED'
  | 'HAD_LETTER'
  | 'NO_ADDRESS'
  | 'NO_FIRST_LETTER'
  | 'NO_NAME'
  | 'NO_NUMBER'
  | 'REGISTERED'
  | 'REMINDED'
  | 'TOO_EARLY';

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

export type OrderLettersMutationVariables = Exact<{
  input: LetterChoiceInput;
  clientMutationId: string;
  dryRun: boolean;
}>;


export type OrderLettersMutation = { readonly orderLetters: { readonly preview: { readonly chosen: number, readonly printed: number, readonly later: number, readonly unknownNumbers: ReadonlyArray<string>, readonly reasons: ReadonlyArray<{ readonly reason: LetterLeftOut, readonly count: number }>, readonly omitted: ReadonlyArray<{ readonly memberId: string, readonly name: string, readonly reason: LetterLeftOut }> }, readonly run: { readonly id: string } | null } };

export type DiscardLettersMutationVariables = Exact<{
  id: string;
}>;


export type DiscardLettersMutation = { readonly discardLetters: { readonly id: string } };

export type LetterRunsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type LetterRunsQuery = { readonly letterRuns: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly kind: LetterKind, readonly sorting: LetterOrder, readonly createdAt: string, readonly printedAt: string | null, readonly letters: number, readonly printed: number, readonly printUrl: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type UnregisteredMembersQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type UnregisteredMembersQuery = { readonly unregisteredMembers: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly node: { readonly name: string, readonly number: string, readonly home: string, readonly letterOn: string | null, readonly remindedOn: string | null, readonly id: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export const OrderLetters: Operation<OrderLettersMutation, OrderLettersMutationVariables> = operation("mutation", "de8d51d33f0d9339caaee6a361856371c6d8150d56c48ef0a437f9d64d3d43e0");
export const DiscardLetters: Operation<DiscardLettersMutation, DiscardLettersMutationVariables> = operation("mutation", "222b305aaee9e4e3e482b62e8e9cb8ad2b5c9e63e0b0865a1919aaad576a2475");
export const LetterRuns: Operation<LetterRunsQuery, LetterRunsQueryVariables> = operation("query", "9a6f5fc5a325ad458f22f4048c198f698a5e4d092e1ec9e5c04d2aba0e1b5af1");
export const UnregisteredMembers: Operation<UnregisteredMembersQuery, UnregisteredMembersQueryVariables> = operation("query", "06aeb08962493248561e37945e9e6b87fc20ac25a5bc82d147e9ec7969d67c85");