import { useState } from "preact/hooks";

import { errorText } from "@/api/errors";
import { setPassword } from "@/api/session";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { rich } from "@/i18n/rich";
import { Note } from "@/shared/feedback";
import { Button, PasswordField } from "@/shared/form";
import { PlainFrame } from "@/shared/frame";
import { Heading, Page } from "@/shared/page";

const SHORTEST = 8;

/** A new employee signs in with a one-time password: nothing else opens before they have set their own. */
export function FirstPassword() {
  const [password, setText] = useState("");
  const [tooShort, setTooShort] = useState(false);
  const saving = useAction(() => setPassword(password, null));
  const weak = saving.error !== null && ["weak_password", "invalid_input"].includes(saving.error.code);
  const error = tooShort ? t("account.choose.short", { n: SHORTEST }) : weak ? t("account.choose.weak") : undefined;
  return (
    <PlainFrame>
      <Page plain>
        <form
          class="card card--roomy stack stack-5 narrow"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            const short = password.length < SHORTEST;
            setTooShort(short);
            if (!short) saving.run();
          }}
        >
          <Heading title={t("account.choose.title")} />
          <p class="second">{t("staff.first.text")}</p>
          {saving.error && !weak && (
            <Note tone="danger" role="alert">
              {rich(errorText(saving.error))}
            </Note>
          )}
          <PasswordField
            label={t("account.choose.new")}
            hint={t("account.choose.newHint")}
            error={error}
            value={password}
            onValue={(next) => {
              setText(next);
              setTooShort(false);
            }}
            input={{ name: "new-password", autocomplete: "new-password", maxLength: 256 }}
          />
          <Button type="submit" large wide busy={saving.busy}>
            {t("staff.first.submit")}
          </Button>
        </form>
      </Page>
    </PlainFrame>
  );
}
