/** Sends a file by PUT /uploads, with its progress; a mutation then names the id. */
import { INTERNAL, NOT_SIGNED_IN, OFFLINE, PortalError } from "@/api/errors";
import { t } from "@/i18n";
import { fileSize } from "@/i18n/format";

export type Purpose = "document" | "stock";

interface Kind {
  readonly extensions: readonly string[];
  readonly accept: string;
  readonly mostBytes: number;
}

/** As the server takes them; what it would refuse after minutes is refused here at once. */
export const KINDS: Readonly<Record<Purpose, Kind>> = {
  document: {
    extensions: ["pdf", "jpg", "jpeg", "png"],
    accept: ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png",
    mostBytes: 25 * 1024 ** 2,
  },
  stock: { extensions: ["csv", "txt"], accept: ".csv,.txt,text/csv", mostBytes: 64 * 1024 ** 2 },
};

/** A refusal of the file itself, found before anything is sent; null for a good one. */
export function checkFile(file: Pick<File, "name" | "size">, purpose: Purpose): PortalError | null {
  const kind = KINDS[purpose];
  const extension = file.name.split(".").at(-1)?.toLowerCase() ?? "";
  if (!kind.extensions.includes(extension)) return new PortalError("invalid_input", "filename");
  if (file.size === 0) return new PortalError("invalid_input", "empty");
  if (file.size > kind.mostBytes) return new PortalError("too_large", "content");
  return null;
}

/** The sentence of a refused upload; null for an error that is not about the file. */
export function uploadErrorText(error: PortalError, purpose: Purpose): string | null {
  switch (error.code) {
    case "invalid_input":
      if (error.field === "filename")
        return t(purpose === "stock" ? "staffDocument.upload.typeStock" : "staffDocument.upload.type");
      return t(error.field === "empty" ? "staffDocument.upload.empty" : "staffDocument.upload.content");
    case "too_large":
      return t("staffDocument.upload.large", { size: fileSize(KINDS[purpose].mostBytes) });
    case "too_many_attempts":
      return t("staffDocument.upload.many");
    case "not_allowed":
      return t("staffDocument.upload.notAllowed");
    case "not_found":
      return t("staffDocument.upload.gone");
    case OFFLINE:
      return t("staffDocument.upload.offline");
    default:
      return null;
  }
}

interface Answer {
  readonly uploadId?: unknown;
  readonly code?: unknown;
  readonly field?: unknown;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

const STATUS_CODES: Readonly<Record<number, string>> = {
  401: NOT_SIGNED_IN,
  403: "not_allowed",
  413: "too_large",
  429: "too_many_attempts",
};

function parse(body: string): Answer {
  try {
    return JSON.parse(body) as Answer;
  } catch {
    return {};
  }
}

/** The id of an accepted upload, or the refusal the server gave. Exported for its test. */
export function readAnswer(status: number, body: string): string | PortalError {
  const answer = parse(body);
  const id = text(answer.uploadId);
  if (status >= 200 && status < 300 && id) return id;
  return new PortalError(text(answer.code) ?? STATUS_CODES[status] ?? INTERNAL, text(answer.field));
}

export interface Sending {
  readonly done: Promise<string>;
  readonly stop: () => void;
}

/**
 * Starts to send. `done` gives the id of the upload.
 *
 * @throws PortalError (in `done`) for a refused file, a lost connection, and with code "stopped" when it was stopped
 */
export function send(file: File, purpose: Purpose, onProgress: (share: number) => void): Sending {
  const line = new XMLHttpRequest();
  const done = new Promise<string>((resolve, reject) => {
    line.open("PUT", `/uploads?purpose=${purpose}&filename=${encodeURIComponent(file.name)}`);
    line.setRequestHeader("GraphQL-Require-Preflight", "1");
    line.setRequestHeader("Content-Type", "application/octet-stream");
    line.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    line.onload = () => {
      const answer = readAnswer(line.status, line.responseText);
      if (typeof answer === "string") resolve(answer);
      else reject(answer);
    };
    line.onerror = () => {
      reject(new PortalError(OFFLINE));
    };
    line.onabort = () => {
      reject(new PortalError("stopped"));
    };
    line.send(file);
  });
  return {
    done,
    stop: () => {
      line.abort();
    },
  };
}
