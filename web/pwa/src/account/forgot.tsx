import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { Calls } from "@/shared/contact";
import { Failure, Note } from "@/shared/feedback";
import { Button, TextField } from "@/shared/form";
import { Heading, Page } from "@/shared/page";
import { usePortal } from "@/shared/portal";

import { RequestReset } from "./account.generated";
import { isCompleteEmail } from "./email";

interface Typed {
  readonly number: string;
  readonly email: string;
}

function Form({ typed, onSent }: { typed: Typed; onSent: (typed: Typed) => void }) {
  const [number, setNumber] = useState(typed.number);
  const [email, setEmail] = useState(typed.email);
  const [checked, setChecked] = useState(false);
  const portal = usePortal();
  const send = useAction(async () => {
    await request(RequestReset, { number: number.trim(), email: email.trim() });
    onSent({ number, email });
  });
  const numberWrong = checked && number.trim() === "";
  const emailWrong = checked && !isCompleteEmail(email);
  return (
    <form
      class="stack stack-5"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (number.trim() !== "" && isCompleteEmail(email)) send.run();
      }}
    >
      <p>{t("account.forgot.text")}</p>
      {send.error && <Failure error={send.error} />}
      <TextField
        label={portal?.numberWord ?? t("account.login.number")}
        hint={t("account.login.numberHint")}
        error={numberWrong ? t("account.register.error.number") : undefined}
        value={number}
        onValue={setNumber}
        code
        input={{ name: "username", autocomplete: "username", spellcheck: false, autocapitalize: "characters" }}
      />
      <TextField
        label={t("account.register.email")}
        hint={t("account.forgot.emailHint")}
        error={emailWrong ? t("account.register.error.email") : undefined}
        value={email}
        onValue={setEmail}
        input={{ type: "email", name: "email", autocomplete: "email", spellcheck: false }}
      />
      <Button type="submit" large wide busy={send.busy}>
        {t("account.forgot.submit")}
      </Button>
    </form>
  );
}

/** Always the same answer: whether the number exists is nobody's business. */
export function ForgotPage() {
  const [sent, setSent] = useState(false);
  const [typed, setTyped] = useState<Typed>({ number: "", email: "" });
  return (
    <Page plain>
      <div class="cols cols--aside">
        <div class="card card--roomy stack stack-5">
          <Heading title={t("account.forgot.title")} />
          {sent ? (
            <>
              <Note tone="ok" icon="mail" role="status">
                <p>{t("account.forgot.done")}</p>
              </Note>
              <Button
                look="second"
                icon="edit"
                onClick={() => {
                  setSent(false);
                }}
              >
                {t("account.forgot.again")}
              </Button>
            </>
          ) : (
            <Form
              typed={typed}
              onSent={(next) => {
                setTyped(next);
                setSent(true);
              }}
            />
          )}
          <a class="link" href="/">
            {t("account.forgot.toLogin")}
          </a>
        </div>
        <aside class="stack stack-3" aria-labelledby="help">
          <h2 id="help">{t("common.help")}</h2>
          <p class="second">{t("account.forgot.noMail")}</p>
          <Calls />
        </aside>
      </div>
    </Page>
  );
}
