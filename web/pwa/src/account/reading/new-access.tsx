import { useEffect, useRef, useState } from "preact/hooks";

import { errorText } from "@/api/errors";
import type { Action } from "@/api/use-action";
import { t } from "@/i18n";
import { rich, T } from "@/i18n/rich";
import { Note } from "@/shared/feedback";
import { Button, PasswordField, TextField } from "@/shared/form";
import { SHORTEST } from "@/shared/security/new-password";

import { LegalChoice } from "../legal-choice";

export interface AccessForm {
  readonly firstName: string;
  readonly lastName: string;
  readonly password: string;
  readonly privacy: boolean;
  readonly terms: boolean;
}

type Field = keyof AccessForm;
type Errors = Partial<Record<Field, string>>;

const ORDER: readonly Field[] = ["firstName", "lastName", "password", "privacy", "terms"];

function check(form: AccessForm): Errors {
  const errors: Errors = {};
  if (form.firstName.trim() === "") errors.firstName = t("reading.accept.firstNameMissing");
  if (form.lastName.trim() === "") errors.lastName = t("reading.accept.lastNameMissing");
  if (form.password.length < SHORTEST.tenant) {
    errors.password = t("account.choose.short", { n: SHORTEST.tenant });
  }
  if (!form.privacy) errors.privacy = t("account.register.error.privacy");
  if (!form.terms) errors.terms = t("account.register.error.terms");
  return errors;
}

/** The name as the inviting side wrote it, as a first guess: the last word is the family name. */
function guess(name: string): Pick<AccessForm, "firstName" | "lastName"> {
  const words = name.trim().split(/\s+/u);
  return { firstName: words.slice(0, -1).join(" "), lastName: words.at(-1) ?? "" };
}

interface Props {
  readonly name: string;
  readonly email: string;
  readonly action: Action<[AccessForm]>;
}

/** A name, an own password, and the two texts: the account of somebody who is no member (DS-02, DS-19a). */
export function NewAccess({ name, email, action }: Props) {
  const [form, setForm] = useState<AccessForm>({ ...guess(name), password: "", privacy: false, terms: false });
  const [errors, setErrors] = useState<Errors>({});
  const [attempt, setAttempt] = useState(0);
  const shown = useRef(0);
  const weak = action.error?.code === "weak_password";
  const change = (part: Partial<AccessForm>): void => {
    setForm((last) => ({ ...last, ...part }));
    setErrors((last) => Object.fromEntries(Object.entries(last).filter(([field]) => !(field in part))));
  };
  useEffect(() => {
    if (attempt === shown.current) return;
    shown.current = attempt;
    const first = ORDER.find((field) => errors[field] !== undefined);
    if (first) document.getElementById(first)?.focus();
  }, [attempt, errors]);
  return (
    <form
      class="stack stack-5"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const found = check(form);
        setErrors(found);
        setAttempt(attempt + 1);
        if (Object.keys(found).length === 0) action.run(form);
        else action.clear();
      }}
    >
      <p>
        <T k="reading.accept.formText" values={{ email }} />
      </p>
      {action.error && !weak && (
        <Note tone="danger" role="alert">
          <p>{rich(errorText(action.error))}</p>
        </Note>
      )}
      <TextField
        id="firstName"
        label={t("reading.accept.firstName")}
        error={errors.firstName}
        value={form.firstName}
        onValue={(firstName) => {
          change({ firstName });
        }}
        input={{ name: "given-name", autocomplete: "given-name", maxLength: 80 }}
      />
      <TextField
        id="lastName"
        label={t("reading.accept.lastName")}
        error={errors.lastName}
        value={form.lastName}
        onValue={(lastName) => {
          change({ lastName });
        }}
        input={{ name: "family-name", autocomplete: "family-name", maxLength: 120 }}
      />
      <input type="email" name="username" autocomplete="username" value={email} readOnly hidden />
      <PasswordField
        id="password"
        label={t("reading.accept.password")}
        hint={t("account.choose.newHint", { n: SHORTEST.tenant })}
        error={errors.password ?? (weak && t("account.choose.weak"))}
        value={form.password}
        onValue={(password) => {
          change({ password });
          action.clear();
        }}
        input={{ name: "new-password", autocomplete: "new-password", maxLength: 256 }}
      />
      <div>
        <LegalChoice
          which="privacy"
          checked={form.privacy}
          error={errors.privacy}
          onChecked={(privacy) => {
            change({ privacy });
          }}
        />
        <LegalChoice
          which="terms"
          checked={form.terms}
          error={errors.terms}
          onChecked={(terms) => {
            change({ terms });
          }}
        />
      </div>
      <Button type="submit" large wide busy={action.busy}>
        {t("reading.accept.submit")}
      </Button>
    </form>
  );
}
