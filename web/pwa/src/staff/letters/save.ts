/** Prints a run: POST makes the codes and answers with the PDF, which goes straight into the downloads and is kept nowhere else. */
import { HEADERS } from "@/api/client";
import { INTERNAL, NOT_SIGNED_IN, OFFLINE, PortalError, REAUTHENTICATION_REQUIRED } from "@/api/errors";
import { askAgain } from "@/shared/asking";

interface Answer {
  readonly code?: unknown;
  readonly field?: unknown;
}

const STATUS_CODES: Readonly<Record<number, string>> = {
  401: NOT_SIGNED_IN,
  403: "not_allowed",
  404: "not_found",
  503: "unavailable",
};

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

async function refusalOf(reply: Response): Promise<PortalError> {
  const answer = await reply.json().then(
    (body: unknown) => body as Answer,
    (): Answer => ({}),
  );
  return new PortalError(text(answer.code) ?? STATUS_CODES[reply.status] ?? INTERNAL, text(answer.field));
}

/** The file's name as the server gave it (RFC 8187). */
export function nameOf(disposition: string | null): string {
  const encoded = /filename\*=UTF-8''([^;]+)/u.exec(disposition ?? "")?.[1];
  return encoded ? decodeURIComponent(encoded) : "Briefe.pdf";
}

function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has taken the content by then; the codes must not stay in memory.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 60_000);
}

async function printed(printUrl: string, reissue: boolean): Promise<Response> {
  const headers = { "GraphQL-Require-Preflight": HEADERS["GraphQL-Require-Preflight"] };
  const reply = await fetch(reissue ? `${printUrl}?reissue=1` : printUrl, {
    method: "POST",
    headers,
    credentials: "same-origin",
  });
  if (reply.ok) return reply;
  const refused = await refusalOf(reply);
  if (refused.code === REAUTHENTICATION_REQUIRED && (await askAgain())) return printed(printUrl, reissue);
  throw refused;
}

/**
 * Prints, and saves the PDF; asks first who sits here where that was long ago. `reissue` says that the codes of an earlier printing may end.
 *
 * @throws PortalError with code confirmation_required where the run was printed before
 */
export async function printRun(printUrl: string, reissue: boolean): Promise<void> {
  let reply: Response;
  let file: Blob;
  try {
    reply = await printed(printUrl, reissue);
    file = await reply.blob();
  } catch (reason) {
    throw reason instanceof PortalError ? reason : new PortalError(OFFLINE);
  }
  save(file, nameOf(reply.headers.get("Content-Disposition")));
}
