import "../../design/dialog.css";
import "./words";

import { useRef, useState } from "preact/hooks";

import { renew } from "@/api/client";
import { ConfirmPassword } from "@/api/security.generated";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { rich } from "@/i18n/rich";
import type { Question } from "@/shared/asking";
import { Dialog } from "@/shared/dialog";
import { Note } from "@/shared/feedback";
import { Button, PasswordField } from "@/shared/form";

import { confirmByPasskey, hasPasskeys } from "./passkey";
import { securityText } from "./text";

const FORM = "confirm-person";

/** Before something sensitive: the password or a passkey, then the page goes on by itself. */
export function Confirmation({ question }: { question: Question }) {
  const [password, setPassword] = useState("");
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const byPassword = useAction(async () => {
    await renew(ConfirmPassword, { password });
    question.settle(true);
  });
  const byPasskey = useAction(async () => {
    await confirmByPasskey();
    question.settle(true);
  });
  const error = missing ? null : (byPassword.error ?? byPasskey.error);
  const confirm = (): void => {
    setMissing(password === "");
    if (password === "") field.current?.focus();
    else byPassword.run();
  };
  return (
    <Dialog
      title={t("security.confirm.title")}
      busy={byPassword.busy || byPasskey.busy}
      onClose={() => {
        question.settle(false);
      }}
      foot={
        <>
          <Button
            look="quiet"
            onClick={() => {
              question.settle(false);
            }}
          >
            {t("common.cancel")}
          </Button>
          {hasPasskeys() && (
            <Button look="second" icon="key" busy={byPasskey.busy} onClick={byPasskey.run}>
              {t("security.confirm.passkey")}
            </Button>
          )}
          <Button busy={byPassword.busy} onClick={confirm}>
            {t("security.confirm.submit")}
          </Button>
        </>
      }
    >
      <p>{t("security.confirm.text")}</p>
      {error && (
        <Note tone="danger" role="alert">
          <p>{rich(securityText(error, "security.confirm.wrong"))}</p>
        </Note>
      )}
      <form
        id={FORM}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          confirm();
        }}
      >
        <PasswordField
          label={t("security.confirm.password")}
          error={missing && t("security.confirm.missing")}
          inputRef={field}
          value={password}
          onValue={(next) => {
            setPassword(next);
            setMissing(false);
          }}
          input={{ name: "password", autocomplete: "current-password" }}
        />
      </form>
    </Dialog>
  );
}
