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

export type Language =
  | 'DE'
  | 'EN';

export type LoginInput = {
  readonly deviceLabel?: string;
  readonly number: string;
  readonly password: string;
  readonly session?: SessionKind;
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

/** Where an outage stands now, by the database's clock. OVERRUN: the planned end has passed and nobody has said a word yet. */
export type Phase =
  | 'CANCELLED'
  | 'COMING'
  | 'ENDED'
  | 'NONE'
  | 'OVERRUN'
  | 'RUNNING';

export type SessionKind =
  | 'BEARER'
  | 'COOKIE';

export type SessionScope =
  | 'CHANGE_PASSWORD'
  | 'ENROL_FACTOR'
  | 'FULL'
  | 'LOGIN_CODE'
  | 'SECOND_FACTOR';

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

export type TenantPartsFragment = { readonly id: string, readonly name: string, readonly greetingName: string, readonly numbers: ReadonlyArray<string>, readonly email: string | null, readonly emailState: EmailState, readonly language: Language, readonly unreadNotices: number, readonly unreadDocuments: number, readonly paperQuestionOpen: boolean, readonly pushQuestionOpen: boolean, readonly homes: ReadonlyArray<{ readonly contractNumber: string, readonly unitNumber: string, readonly unitKind: UnitKind, readonly floor: string, readonly position: string, readonly house: { readonly id: string, readonly street: string, readonly number: string, readonly entrance: string, readonly address: string, readonly postalCode: string, readonly city: string, readonly district: { readonly name: string } | null } }>, readonly preferences: { readonly noticeMail: boolean, readonly noticePush: boolean, readonly documentMail: boolean, readonly documentPush: boolean, readonly documentsOnPaper: boolean }, readonly devices: ReadonlyArray<{ readonly id: string, readonly kind: DeviceKind, readonly label: string, readonly installationId: string, readonly lastSeenAt: string }> };

export type ViewerPartsFragment = { readonly session: { readonly scope: SessionScope, readonly opensDocuments: boolean }, readonly tenant: { readonly id: string, readonly name: string, readonly greetingName: string, readonly numbers: ReadonlyArray<string>, readonly email: string | null, readonly emailState: EmailState, readonly language: Language, readonly unreadNotices: number, readonly unreadDocuments: number, readonly paperQuestionOpen: boolean, readonly pushQuestionOpen: boolean, readonly homes: ReadonlyArray<{ readonly contractNumber: string, readonly unitNumber: string, readonly unitKind: UnitKind, readonly floor: string, readonly position: string, readonly house: { readonly id: string, readonly street: string, readonly number: string, readonly entrance: string, readonly address: string, readonly postalCode: string, readonly city: string, readonly district: { readonly name: string } | null } }>, readonly preferences: { readonly noticeMail: boolean, readonly noticePush: boolean, readonly documentMail: boolean, readonly documentPush: boolean, readonly documentsOnPaper: boolean }, readonly devices: ReadonlyArray<{ readonly id: string, readonly kind: DeviceKind, readonly label: string, readonly installationId: string, readonly lastSeenAt: string }> } | null, readonly staff: { readonly id: string, readonly name: string, readonly email: string, readonly role: StaffRole } | null };

export type NoticePartsFragment = { readonly id: string, readonly kind: NoticeKind, readonly urgency: Urgency, readonly state: NoticeState, readonly phase: Phase, readonly isOutage: boolean, readonly isEmergency: boolean, readonly title: string, readonly cause: string, readonly startsAt: string | null, readonly endsAt: string | null, readonly adviceBefore: ReadonlyArray<string>, readonly adviceDuring: ReadonlyArray<string>, readonly adviceAfter: ReadonlyArray<string>, readonly publishedAt: string | null, readonly endedAt: string | null, readonly isArchived: boolean, readonly places: ReadonlyArray<string>, readonly isRead: boolean, readonly confirmedAt: string | null };

export type DocumentPartsFragment = { readonly id: string, readonly category: DocumentCategory, readonly title: string, readonly publishedAt: string | null, readonly withdrawnAt: string | null, readonly size: number, readonly url: string, readonly isNew: boolean, readonly concerns: string };

export type StartQueryVariables = Exact<{ [key: string]: never; }>;


export type StartQuery = { readonly vapidPublicKey: string, readonly cooperative: { readonly name: string, readonly shortName: string, readonly hasLogo: boolean, readonly servicePhone: string, readonly serviceHours: string, readonly serviceEmail: string, readonly emergencyPhone: string, readonly numberWord: string, readonly isDemo: boolean }, readonly viewer: { readonly session: { readonly scope: SessionScope, readonly opensDocuments: boolean }, readonly tenant: { readonly id: string, readonly name: string, readonly greetingName: string, readonly numbers: ReadonlyArray<string>, readonly email: string | null, readonly emailState: EmailState, readonly language: Language, readonly unreadNotices: number, readonly unreadDocuments: number, readonly paperQuestionOpen: boolean, readonly pushQuestionOpen: boolean, readonly homes: ReadonlyArray<{ readonly contractNumber: string, readonly unitNumber: string, readonly unitKind: UnitKind, readonly floor: string, readonly position: string, readonly house: { readonly id: string, readonly street: string, readonly number: string, readonly entrance: string, readonly address: string, readonly postalCode: string, readonly city: string, readonly district: { readonly name: string } | null } }>, readonly preferences: { readonly noticeMail: boolean, readonly noticePush: boolean, readonly documentMail: boolean, readonly documentPush: boolean, readonly documentsOnPaper: boolean }, readonly devices: ReadonlyArray<{ readonly id: string, readonly kind: DeviceKind, readonly label: string, readonly installationId: string, readonly lastSeenAt: string }> } | null, readonly staff: { readonly id: string, readonly name: string, readonly email: string, readonly role: StaffRole } | null } | null };

export type WhoQueryVariables = Exact<{ [key: string]: never; }>;


export type WhoQuery = { readonly viewer: { readonly session: { readonly scope: SessionScope, readonly opensDocuments: boolean }, readonly tenant: { readonly id: string, readonly name: string, readonly greetingName: string, readonly numbers: ReadonlyArray<string>, readonly email: string | null, readonly emailState: EmailState, readonly language: Language, readonly unreadNotices: number, readonly unreadDocuments: number, readonly paperQuestionOpen: boolean, readonly pushQuestionOpen: boolean, readonly homes: ReadonlyArray<{ readonly contractNumber: string, readonly unitNumber: string, readonly unitKind: UnitKind, readonly floor: string, readonly position: string, readonly house: { readonly id: string, readonly street: string, readonly number: string, readonly entrance: string, readonly address: string, readonly postalCode: string, readonly city: string, readonly district: { readonly name: string } | null } }>, readonly preferences: { readonly noticeMail: boolean, readonly noticePush: boolean, readonly documentMail: boolean, readonly documentPush: boolean, readonly documentsOnPaper: boolean }, readonly devices: ReadonlyArray<{ readonly id: string, readonly kind: DeviceKind, readonly label: string, readonly installationId: string, readonly lastSeenAt: string }> } | null, readonly staff: { readonly id: string, readonly name: string, readonly email: string, readonly role: StaffRole } | null } | null };

export type LoginMutationVariables = Exact<{
  input: LoginInput;
}>;


export type LoginMutation = { readonly login: { readonly viewer: { readonly session: { readonly scope: SessionScope, readonly opensDocuments: boolean }, readonly tenant: { readonly id: string, readonly name: string, readonly greetingName: string, readonly numbers: ReadonlyArray<string>, readonly email: string | null, readonly emailState: EmailState, readonly language: Language, readonly unreadNotices: number, readonly unreadDocuments: number, readonly paperQuestionOpen: boolean, readonly pushQuestionOpen: boolean, readonly homes: ReadonlyArray<{ readonly contractNumber: string, readonly unitNumber: string, readonly unitKind: UnitKind, readonly floor: string, readonly position: string, readonly house: { readonly id: string, readonly street: string, readonly number: string, readonly entrance: string, readonly address: string, readonly postalCode: string, readonly city: string, readonly district: { readonly name: string } | null } }>, readonly preferences: { readonly noticeMail: boolean, readonly noticePush: boolean, readonly documentMail: boolean, readonly documentPush: boolean, readonly documentsOnPaper: boolean }, readonly devices: ReadonlyArray<{ readonly id: string, readonly kind: DeviceKind, readonly label: string, readonly installationId: string, readonly lastSeenAt: string }> } | null, readonly staff: { readonly id: string, readonly name: string, readonly email: string, readonly role: StaffRole } | null } } };

export type StaffLoginMutationVariables = Exact<{
  email: string;
  password: string;
  deviceLabel: string;
}>;


export type StaffLoginMutation = { readonly staffLogin: { readonly viewer: { readonly session: { readonly scope: SessionScope, readonly opensDocuments: boolean }, readonly tenant: { readonly id: string, readonly name: string, readonly greetingName: string, readonly numbers: ReadonlyArray<string>, readonly email: string | null, readonly emailState: EmailState, readonly language: Language, readonly unreadNotices: number, readonly unreadDocuments: number, readonly paperQuestionOpen: boolean, readonly pushQuestionOpen: boolean, readonly homes: ReadonlyArray<{ readonly contractNumber: string, readonly unitNumber: string, readonly unitKind: UnitKind, readonly floor: string, readonly position: string, readonly house: { readonly id: string, readonly street: string, readonly number: string, readonly entrance: string, readonly address: string, readonly postalCode: string, readonly city: string, readonly district: { readonly name: string } | null } }>, readonly preferences: { readonly noticeMail: boolean, readonly noticePush: boolean, readonly documentMail: boolean, readonly documentPush: boolean, readonly documentsOnPaper: boolean }, readonly devices: ReadonlyArray<{ readonly id: string, readonly kind: DeviceKind, readonly label: string, readonly installationId: string, readonly lastSeenAt: string }> } | null, readonly staff: { readonly id: string, readonly name: string, readonly email: string, readonly role: StaffRole } | null } } };

export type ChangePasswordMutationVariables = Exact<{
  newPassword: string;
  currentPassword?: string | null | undefined;
}>;


export type ChangePasswordMutation = { readonly changePassword: { readonly viewer: { readonly session: { readonly scope: SessionScope, readonly opensDocuments: boolean }, readonly tenant: { readonly id: string, readonly name: string, readonly greetingName: string, readonly numbers: ReadonlyArray<string>, readonly email: string | null, readonly emailState: EmailState, readonly language: Language, readonly unreadNotices: number, readonly unreadDocuments: number, readonly paperQuestionOpen: boolean, readonly pushQuestionOpen: boolean, readonly homes: ReadonlyArray<{ readonly contractNumber: string, readonly unitNumber: string, readonly unitKind: UnitKind, readonly floor: string, readonly position: string, readonly house: { readonly id: string, readonly street: string, readonly number: string, readonly entrance: string, readonly address: string, readonly postalCode: string, readonly city: string, readonly district: { readonly name: string } | null } }>, readonly preferences: { readonly noticeMail: boolean, readonly noticePush: boolean, readonly documentMail: boolean, readonly documentPush: boolean, readonly documentsOnPaper: boolean }, readonly devices: ReadonlyArray<{ readonly id: string, readonly kind: DeviceKind, readonly label: string, readonly installationId: string, readonly lastSeenAt: string }> } | null, readonly staff: { readonly id: string, readonly name: string, readonly email: string, readonly role: StaffRole } | null } } };

export type LogoutMutationVariables = Exact<{
  installationId?: string | null | undefined;
}>;


export type LogoutMutation = { readonly logout: boolean };

export const Start: Operation<StartQuery, StartQueryVariables> = operation("query", "f0f1865b9e198720f7f88912bcd5216f32b8602396aaec9d9b517a1c27afd3e6");
export const Who: Operation<WhoQuery, WhoQueryVariables> = operation("query", "bff7c6cdb5ad76e7a8d821d0651eb32bbe0aedabe49059e522de44c174cd0b72");
export const Login: Operation<LoginMutation, LoginMutationVariables> = operation("mutation", "f74c864a94b864cb823a101f8afabcfd51b659d2e7e2f106eb4d4e8226ffce04");
export const StaffLogin: Operation<StaffLoginMutation, StaffLoginMutationVariables> = operation("mutation", "8db26415adcb5967b04e451fa2c4a2ceea15946f05daffbd9f705646ad5ae75e");
export const ChangePassword: Operation<ChangePasswordMutation, ChangePasswordMutationVariables> = operation("mutation", "a747af90b86c2db8d9b10094416798a5bf185104db971e3dfa53473fd8d2f588");
export const Logout: Operation<LogoutMutation, LogoutMutationVariables> = operation("mutation", "891138003966868dd824da71023412f2d2b871ad07f5de917d2b137242adf07b");