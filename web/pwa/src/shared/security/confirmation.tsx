import "../../design/dialog.css";
import "./words";

import { useState } from "preact/hooks";

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
  const byPassword = useAction(async () => {
    await renew(ConfirmPassword, { password });
    question.settle(true);
  });
  const byPasskey = useAction(async () => {
    await confirmByPasskey();
    question.settle(true);
  });
  const error = byPassword.error ?? byPasskey.error;
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
          <Button busy={byPassword.busy} onClick={byPassword.run}>
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
          byPassword.run();
        }}
      >
        <PasswordField
          label={t("security.confirm.password")}
          value={password}
          onValue={setPassword}
          input={{ name: "password", autocomplete: "current-password" }}
        />
      </form>
    </Dialog>
  );
}
