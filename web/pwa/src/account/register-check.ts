/** What can be said about the form before anything is sent, and which field a refusal of the server belongs to. */
import type { PortalError } from "@/api/errors";
import { errorText } from "@/api/errors";
import { t } from "@/i18n";

import { isPlausibleCode, normalizeCode } from "./activation-code";
import { isCompleteEmail } from "./email";

export interface RegisterForm {
  readonly number: string;
  readonly code: string;
  readonly email: string;
  readonly privacy: boolean;
  readonly terms: boolean;
}

export type RegisterField = keyof RegisterForm;
export type RegisterErrors = Partial<Record<RegisterField, string>>;

/** The order of the fields on the page; the first one with an error gets the focus. */
export const FIELD_ORDER: readonly RegisterField[] = ["number", "code", "email", "privacy", "terms"];

export function checkForm(form: RegisterForm, phone: string | null): RegisterErrors {
  const errors: RegisterErrors = {};
  if (form.number.trim() === "") errors.number = t("account.register.error.number");
  if (normalizeCode(form.code) === "") errors.code = t("account.register.error.codeMissing");
  else if (!isPlausibleCode(form.code)) {
    errors.code = phone ? t("account.register.error.codeTypoHelp", { phone }) : t("account.register.error.codeTypo");
  }
  if (form.email.trim() === "") errors.email = t("account.register.error.emailMissing");
  else if (!isCompleteEmail(form.email)) errors.email = t("account.register.error.email");
  if (!form.privacy) errors.privacy = t("account.register.error.privacy");
  if (!form.terms) errors.terms = t("account.register.error.terms");
  return errors;
}

/** The sentence of a refusal that belongs to the whole form, or null when it has a panel of its own. */
export function refusalText(error: PortalError, phone: string | null): string | null {
  switch (error.code) {
    case "code_expired":
    case "code_used":
      return null;
    case "registration_refused":
    case "credentials_refused":
      return phone ? t("account.register.error.mismatchHelp", { phone }) : t("account.register.error.mismatch");
    case "invalid_email":
      return t("account.register.error.email");
    default:
      return errorText(error);
  }
}
