import { useState } from "preact/hooks";

import { request } from "@/api/client";
import type { Tenant } from "@/api/types";
import { useAction, type Action } from "@/api/use-action";
import { useQuery } from "@/api/use-query";
import { t } from "@/i18n";
import { T } from "@/i18n/rich";
import { Failure, Note } from "@/shared/feedback";
import { Button, TextField } from "@/shared/form";

import { CancelEmailChange, ChangeEmail, PendingEmail, ResendEmailChange } from "./account.generated";
import { isCompleteEmail } from "./email";

interface FormProps {
  readonly change: Action<[string]>;
  readonly onCancel: () => void;
}

function Form({ change, onCancel }: FormProps) {
  const [email, setEmail] = useState("");
  const [wrong, setWrong] = useState(false);
  const same = change.error?.code === "conflict";
  const refused = change.error?.code === "invalid_email";
  return (
    <form
      class="stack stack-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setWrong(!isCompleteEmail(email));
        if (isCompleteEmail(email)) change.run(email.trim());
      }}
    >
      <p class="second sm">{t("profile.change.text")}</p>
      <TextField
        label={t("profile.change.new")}
        error={(same && t("profile.change.same")) || ((wrong || refused) && t("account.register.error.email"))}
        value={email}
        onValue={(next) => {
          setEmail(next);
          setWrong(false);
          change.clear();
        }}
        input={{ type: "email", name: "email", autocomplete: "email", spellcheck: false, maxLength: 254 }}
      />
      {change.error && !same && !refused && <Failure error={change.error} />}
      <div class="actions">
        <Button type="submit" icon="send" busy={change.busy}>
          {t("profile.change.send")}
        </Button>
        <Button look="quiet" onClick={onCancel}>
          {t("common.cancel")}
        </Button>
      </div>
    </form>
  );
}

interface WaitingProps {
  readonly email: string;
  readonly onOver: () => void;
}

/** Until the link is opened, which may happen on another device. */
function Waiting({ email, onOver }: WaitingProps) {
  const [again, setAgain] = useState(false);
  const resend = useAction(async () => {
    setAgain(false);
    await request(ResendEmailChange, {});
    setAgain(true);
  });
  const cancel = useAction(async () => {
    await request(CancelEmailChange, {});
    onOver();
  });
  const error = resend.error ?? cancel.error;
  return (
    <Note tone="warn" icon="mail">
      <p>
        <T k="profile.change.waiting" values={{ email }} />
      </p>
      <div class="actions">
        <Button look="second" icon="refresh" busy={resend.busy} onClick={resend.run}>
          {t("profile.change.again")}
        </Button>
        <Button look="quiet" busy={cancel.busy} onClick={cancel.run}>
          {t("profile.change.cancel")}
        </Button>
      </div>
      <p role="status">{again && !error && t("profile.change.sentAgain")}</p>
      {error && <Failure error={error} />}
    </Note>
  );
}

/** Another address: asked for here, confirmed by the link in a mail to it. */
export function EmailChange({ tenant }: { tenant: Tenant }) {
  const { data, error, refresh } = useQuery(PendingEmail, {});
  const [open, setOpen] = useState(false);
  const [cancelled, setCancelled] = useState(false);
  const change = useAction(async (email: string) => {
    await request(ChangeEmail, { email });
    setOpen(false);
    refresh();
  });
  const waiting = data?.viewer?.tenant?.pendingEmail;
  if (error) return <Failure error={error} retry={refresh} />;
  if (waiting && waiting !== tenant.email) {
    return (
      <Waiting
        email={waiting}
        onOver={() => {
          setCancelled(true);
          refresh();
        }}
      />
    );
  }
  if (open) {
    return (
      <Form
        change={change}
        onCancel={() => {
          setOpen(false);
          change.clear();
        }}
      />
    );
  }
  return (
    <>
      <p class={cancelled ? "second sm" : "vh"} role="status">
        {cancelled && t("profile.change.cancelled")}
      </p>
      <Button
        look="second"
        icon="edit"
        onClick={() => {
          setOpen(true);
          setCancelled(false);
        }}
      >
        {t("profile.change.do")}
      </Button>
    </>
  );
}
