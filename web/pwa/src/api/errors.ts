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

const SENTENCES: Readonly<Record<string, PlainKey>> = {
  OFFLINE: "common.error.offline",
  TIMEOUT: "common.error.timeout",
  UNAUTHENTICATED: "common.error.unauthenticated",
  FORBIDDEN: "common.error.forbidden",
  NOT_FOUND: "common.error.notFound",
  CONFLICT: "common.error.conflict",
  INVALID_INPUT: "common.error.invalidInput",
  MAINTENANCE: "common.error.maintenance",
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
  const wait = extensions["retryAfter"];
  return new PortalError(
    text(extensions["code"]) ?? "INTERNAL",
    text(extensions["field"]),
    typeof wait === "number" ? wait : null,
    text(extensions["id"]) ?? text(extensions["correlationId"]),
  );
}
