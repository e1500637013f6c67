import { t, type PlainKey } from "@/i18n";

/** A refusal or a failure, told by a stable code; the words come from the language file. */
export class PortalError extends Error {
  override readonly name = "PortalError";

  constructor(
    readonly code: string,
    /** The input field it is about, as the contract names it. */
    readonly field: string | null = null,
    /** Seconds until another try makes sense. */
    readonly retryAfter: number | null = null,
    /** The number the operator finds in the log. */
    readonly reference: string | null = null,
  ) {
    super(code);
  }
}

/** Codes of the app itself; all others come from the server (docs/errors.md). */
export const OFFLINE = "offline";
export const TIMEOUT = "timeout";
export const INTERNAL = "internal";
export const NOT_SIGNED_IN = "not_signed_in";
export const REAUTHENTICATION_REQUIRED = "reauthentication_required";
export const PASSWORD_EXPIRED = "password_expired";
export const LETTER_REQUIRED = "letter_required";
export const CODE_EXPIRED = "code_expired";
export const CREDENTIALS_REFUSED = "credentials_refused";

const SENTENCES: Readonly<Record<string, PlainKey>> = {
  [OFFLINE]: "common.error.offline",
  [TIMEOUT]: "common.error.timeout",
  [NOT_SIGNED_IN]: "common.error.notSignedIn",
  [CREDENTIALS_REFUSED]: "common.error.credentialsRefused",
  [REAUTHENTICATION_REQUIRED]: "common.error.confirm",
  [PASSWORD_EXPIRED]: "account.expired.text",
  [LETTER_REQUIRED]: "account.expired.letter",
  login_code_required: "common.error.notSignedIn",
  password_change_required: "common.error.passwordChange",
  persisted_query_not_found: "common.error.outdated",
  document_not_trusted: "common.error.outdated",
  not_allowed: "common.error.notAllowed",
  not_found: "common.error.notFound",
  invalid_input: "common.error.invalidInput",
  invalid_email: "common.error.invalidEmail",
  weak_password: "account.choose.weak",
  conflict: "common.error.conflict",
  link_expired: "account.reset.gone",
  link_used: "account.reset.gone",
  too_large: "common.error.tooLarge",
  unavailable: "common.error.unavailable",
  queue_full: "common.error.queueFull",
};

/** The German sentence of an error code. A feature words its own codes before it asks here. */
export function errorText(error: PortalError): string {
  if (error.retryAfter !== null) return waitText(error.retryAfter);
  const key = SENTENCES[error.code];
  if (key) return t(key);
  return error.reference
    ? t("common.error.unknownReference", { reference: error.reference })
    : t("common.error.unknown");
}

export function waitText(seconds: number): string {
  return t("common.error.wait", { n: Math.max(1, Math.ceil(seconds / 60)) });
}

interface GraphQLErrorLike {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** Reads code, field, waiting time and reference of the first error of a reply. */
export function fromGraphQL(errors: readonly GraphQLErrorLike[]): PortalError {
  const extensions = errors[0]?.extensions ?? {};
  const wait = extensions["retryAfterSeconds"] ?? extensions["retryAfter"];
  return new PortalError(
    text(extensions["code"]) ?? INTERNAL,
    text(extensions["field"]),
    typeof wait === "number" ? wait : null,
    text(extensions["id"]) ?? text(extensions["correlationId"]),
  );
}
