import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { dateTime } from "@/i18n/format";
import { rich, T } from "@/i18n/rich";
import { Calls } from "@/shared/contact";
import { Failure, Note } from "@/shared/feedback";
import { Button, TextField } from "@/shared/form";
import { Heading, Page } from "@/shared/page";
import { usePortal } from "@/shared/portal";
import { Steps } from "@/shared/steps";

import { CorrectEmail, ResendActivation } from "./account.generated";
import { isCompleteEmail } from "./email";
import { heldRegistration, holdRegistration, type OpenRegistration } from "./registration-store";

interface EmailFormProps {
  readonly busy: boolean;
  readonly onSend: (email: string) => void;
  readonly onCancel: () => void;
}

function EmailForm({ busy, onSend, onCancel }: EmailFormProps) {
  const [email, setEmail] = useState("");
  const [wrong, setWrong] = useState(false);
  return (
    <form
      class="card stack stack-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setWrong(!isCompleteEmail(email));
        if (isCompleteEmail(email)) onSend(email.trim());
      }}
    >
      <TextField
        label={t("account.sent.newEmail")}
        error={wrong ? t("account.register.error.email") : undefined}
        value={email}
        onValue={(next) => {
          setEmail(next);
          setWrong(false);
        }}
        input={{ type: "email", name: "email", autocomplete: "email", spellcheck: false }}
      />
      <div class="actions">
        <Button type="submit" busy={busy}>
          {t("account.sent.send")}
        </Button>
        <Button look="quiet" onClick={onCancel}>
          {t("common.cancel")}
        </Button>
      </div>
    </form>
  );
}

interface AgainProps {
  readonly registration: OpenRegistration;
  readonly onChange: (next: OpenRegistration) => void;
}

function Again({ registration, onChange }: AgainProps) {
  const [changing, setChanging] = useState(false);
  const [done, setDone] = useState("");
  const { id, pageSecret } = registration;
  const accept = (status: { email: string; linkValidUntil: string }): void => {
    const next = { id, pageSecret, email: status.email, linkValidUntil: status.linkValidUntil };
    holdRegistration(next);
    onChange(next);
  };
  const resend = useAction(async () => {
    setDone("");
    accept((await request(ResendActivation, { id, pageSecret })).resendActivation);
    setDone(t("account.sent.sentAgain"));
  });
  const correct = useAction(async (email: string) => {
    setDone("");
    accept((await request(CorrectEmail, { id, pageSecret, email })).correctRegistrationEmail);
    setChanging(false);
    setDone(t("account.sent.changed", { email }));
  });
  const error = resend.error ?? correct.error;
  return (
    <>
      {changing ? (
        <EmailForm
          busy={correct.busy}
          onSend={correct.run}
          onCancel={() => {
            setChanging(false);
          }}
        />
      ) : (
        <div class="actions">
          <Button look="second" icon="refresh" busy={resend.busy} onClick={resend.run}>
            {t("account.sent.again")}
          </Button>
          <Button
            look="second"
            icon="edit"
            onClick={() => {
              setChanging(true);
            }}
          >
            {t("account.sent.change")}
          </Button>
        </div>
      )}
      <div role="status">
        {done && !error && (
          <Note tone="ok">
            <p>{rich(done)}</p>
          </Note>
        )}
      </div>
      {error && <Failure error={error} />}
      <p class="second">{t("account.sent.closing", { date: dateTime(new Date(registration.linkValidUntil)) })}</p>
    </>
  );
}

/** Step 2 of 3: a mail is on its way; look in the spam folder, send again, correct the address. */
export function SentPage() {
  const [known, setKnown] = useState(heldRegistration);
  const portal = usePortal();
  return (
    <Page plain>
      <div class="cols cols--aside">
        <div class="stack stack-5">
          <div>
            <Steps step={2} label={t("account.sent.step")} />
            <Heading title={t("account.sent.title")} />
          </div>
          <p>{known ? <T k="account.sent.text" values={{ email: known.email }} /> : t("account.sent.textPlain")}</p>
          <ol class="numbered card">
            <li>
              <span>{t("account.sent.open")}</span>
            </li>
            <li>
              <span>
                <T k="account.sent.find" values={{ sender: portal?.name ?? t("common.portal") }} />
              </span>
            </li>
            <li>
              <span>{t("account.sent.tap")}</span>
            </li>
          </ol>
          <Note tone="warn" icon="mail">
            <p>
              <T k="account.sent.none" />
            </p>
          </Note>
          {known ? <Again registration={known} onChange={setKnown} /> : <p class="second">{t("account.sent.lost")}</p>}
        </div>
        <aside class="stack stack-3" aria-labelledby="help">
          <h2 id="help">{t("common.help")}</h2>
          <Calls />
        </aside>
      </div>
    </Page>
  );
}
