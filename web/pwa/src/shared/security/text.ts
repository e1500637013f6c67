import { CREDENTIALS_REFUSED, errorText, type PortalError } from "@/api/errors";
import { t, type PlainKey } from "@/i18n";

import { CANCELLED } from "./passkey";
import "./words";

/** The sentence of an error; what was not accepted is worded by the place where it was typed. */
export function securityText(error: PortalError, refused: PlainKey): string {
  if (error.code === CANCELLED) return t("security.passkeys.cancelled");
  return error.code === CREDENTIALS_REFUSED ? t(refused) : errorText(error);
}
