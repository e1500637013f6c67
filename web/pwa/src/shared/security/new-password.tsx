import { useState } from "preact/hooks";

import type { PortalError } from "@/api/errors";
import { errorText } from "@/api/errors";
import type { Action } from "@/api/use-action";
import { t } from "@/i18n";
import { rich } from "@/i18n/rich";
import { Note } from "@/shared/feedback";
import { Button, PasswordField } from "@/shared/form";
import { useSession } from "@/shared/session";

/** Characters a password has at least; employees can do more, so theirs is longer. */
export const SHORTEST = { tenant: 8, staff: 12 } as const;

function useShortest(): number {
  return SHORTEST[useSession().kind === "staff" ? "staff" : "tenant"];
}

interface NewPasswordProps {
  readonly action: Action<[password: string, current: string]>;
  readonly submit: string;
  /** Ask for the present password too, as for a change in the profile. */
  readonly withCurrent?: boolean;
}

const ABOUT_PASSWORD = new Set(["weak_password", "invalid_input"]);

function isAboutCurrent(error: PortalError): boolean {
  return error.code === "credentials_refused" || error.field === "currentPassword";
}

/** One field, no second one to repeat it: the password can be looked at instead. */
export function NewPasswordForm({ action, submit, withCurrent = false }: NewPasswordProps) {
  const [password, setPassword] = useState("");
  const [current, setCurrent] = useState("");
  const [tooShort, setTooShort] = useState(false);
  const shortest = useShortest();
  const { error } = action;
  const inField = error !== null && ABOUT_PASSWORD.has(error.code) && !isAboutCurrent(error);
  const fieldError = tooShort
    ? t("account.choose.short", { n: shortest })
    : inField
      ? t("account.choose.weak")
      : undefined;
  return (
    <form
      class="stack stack-5"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const short = password.length < shortest;
        setTooShort(short);
        if (!short) action.run(password, current);
      }}
    >
      {error && !inField && (
        <Note tone="danger" role="alert">
          <p>{rich(errorText(error))}</p>
        </Note>
      )}
      {withCurrent && (
        <PasswordField
          label={t("account.choose.current")}
          value={current}
          onValue={setCurrent}
          input={{ name: "current", autocomplete: "current-password" }}
        />
      )}
      <PasswordField
        label={t("account.choose.new")}
        hint={t("account.choose.newHint", { n: shortest })}
        error={fieldError}
        value={password}
        onValue={(next) => {
          setPassword(next);
          setTooShort(false);
        }}
        input={{ name: "new-password", autocomplete: "new-password", maxLength: 256 }}
      />
      <Button type="submit" large wide busy={action.busy}>
        {submit}
      </Button>
    </form>
  );
}
