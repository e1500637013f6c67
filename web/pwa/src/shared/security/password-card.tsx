import "./words";

import { useState } from "preact/hooks";

import { setPassword } from "@/api/session";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { Note } from "@/shared/feedback";
import { Button } from "@/shared/form";

import { NewPasswordForm } from "./new-password";

/** Closed until it is wanted: two password fields on every visit would only worry people. */
/** `onChanged`: the list of devices beside it is an old one then. */
export function PasswordCard({ onChanged }: { onChanged?: () => void }) {
  const [open, setOpen] = useState(false);
  const [done, setDone] = useState(false);
  const change = useAction(async (password: string, current: string) => {
    await setPassword(password, current);
    setOpen(false);
    setDone(true);
    onChanged?.();
  });
  return (
    <section class="card stack stack-4" aria-labelledby="password">
      <h2 id="password">{t("account.login.password")}</h2>
      <div role="status">
        {done && (
          <Note tone="ok">
            <p>{t("security.passwordDone")}</p>
          </Note>
        )}
      </div>
      {open ? (
        <NewPasswordForm action={change} submit={t("account.choose.submit")} withCurrent />
      ) : (
        <Button
          look="second"
          icon="lock"
          onClick={() => {
            setOpen(true);
            setDone(false);
          }}
        >
          {t("security.changePassword")}
        </Button>
      )}
    </section>
  );
}
