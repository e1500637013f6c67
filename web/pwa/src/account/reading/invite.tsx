import { useState } from "preact/hooks";

import { request } from "@/api/client";
import type { PortalError } from "@/api/errors";
import { InviteReader } from "@/api/reading.generated";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { Failure } from "@/shared/feedback";
import { Button, Switch, TextField } from "@/shared/form";

import { isCompleteEmail } from "../email";

const SHORTEST_NAME = 2;

/** What the refusal says of the address, or null where it is about something else. */
function aboutEmail(error: PortalError | null): string | null {
  if (error?.code === "conflict") return t("reading.readers.already");
  if (error?.code === "invalid_email") return t("account.register.error.email");
  return error?.code === "invalid_input" && error.field === "email" ? t("reading.readers.own") : null;
}

interface Props {
  readonly onSent: (email: string) => void;
  readonly onCancel: () => void;
}

/** Whom to invite, and what that person may read. The server asks again who sits here before it sends anything (AU-10). */
export function InviteForm({ onSent, onCancel }: Props) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [documents, setDocuments] = useState(false);
  const [tried, setTried] = useState(false);
  const named = name.trim().length >= SHORTEST_NAME;
  const complete = isCompleteEmail(email);
  const invite = useAction(async () => {
    const address = email.trim();
    await request(InviteReader, { name: name.trim(), email: address, readsDocuments: documents });
    onSent(address);
  });
  const refused = aboutEmail(invite.error);
  return (
    <form
      class="stack stack-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (named && complete) invite.run();
      }}
    >
      <p class="second sm">{t("reading.readers.formText")}</p>
      <TextField
        label={t("reading.readers.name")}
        error={tried && !named && t("reading.readers.nameMissing")}
        value={name}
        onValue={setName}
        input={{ name: "reader-name", autocomplete: "off", maxLength: 120 }}
      />
      <TextField
        label={t("reading.readers.email")}
        error={refused ?? (tried && !complete && t("account.register.error.email"))}
        value={email}
        onValue={(next) => {
          setEmail(next);
          invite.clear();
        }}
        input={{ type: "email", name: "reader-email", autocomplete: "off", spellcheck: false, maxLength: 254 }}
      />
      <Switch
        label={t("reading.readers.documents")}
        detail={t("reading.readers.documentsDetail")}
        checked={documents}
        onChecked={setDocuments}
      />
      {invite.error && refused === null && <Failure error={invite.error} />}
      <div class="actions">
        <Button type="submit" icon="send" busy={invite.busy}>
          {t("reading.readers.send")}
        </Button>
        <Button look="quiet" onClick={onCancel}>
          {t("common.cancel")}
        </Button>
      </div>
    </form>
  );
}
