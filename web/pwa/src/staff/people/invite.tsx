import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { T } from "@/i18n/rich";
import { Failure, Note } from "@/shared/feedback";
import { Button, TextField } from "@/shared/form";

import { NotYours } from "../parts/not-yours";
import { Pane, Top } from "../parts/pane";
import { useMay } from "../role";
import { lacksPlaces, placesInput, type Chosen } from "./places";
import { InviteStaff } from "./people.generated";
import { RoleFields } from "./role-fields";

const FIRST: Chosen = { role: "EDITOR", everywhere: false, districts: [], houses: [] };

function Form() {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [chosen, setChosen] = useState(FIRST);
  const [checked, setChecked] = useState(false);
  const [invited, setInvited] = useState<string | null>(null);
  const inviting = useAction(async () => {
    const input = { name: name.trim(), email: email.trim(), role: chosen.role, places: placesInput(chosen) };
    await request(InviteStaff, { input });
    setInvited(input.name);
    setName("");
    setEmail("");
    setChosen(FIRST);
    setChecked(false);
  });
  const submit = (): void => {
    setChecked(true);
    setInvited(null);
    if (name.trim() && email.trim() && !lacksPlaces(chosen)) inviting.run();
  };
  const taken = inviting.error?.code === "conflict";
  const wrong = inviting.error?.code === "invalid_email";
  return (
    <form
      class="stack stack-5"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {invited && (
        <Note tone="ok" role="status">
          <p>
            <T k="staffPeople.invite.done" values={{ name: invited }} />
          </p>
        </Note>
      )}
      <TextField
        label={t("staffPeople.invite.name")}
        value={name}
        onValue={setName}
        error={checked && !name.trim() && t("staffPeople.invite.nameMissing")}
        input={{ maxLength: 120, autocomplete: "off" }}
      />
      <TextField
        label={t("staffPeople.invite.email")}
        value={email}
        onValue={setEmail}
        error={
          (checked && !email.trim() && t("staffPeople.invite.emailMissing")) ||
          (taken && t("staffPeople.invite.taken")) ||
          (wrong && t("common.error.invalidEmail"))
        }
        input={{ type: "email", autocomplete: "off", maxLength: 254 }}
      />
      <RoleFields
        chosen={chosen}
        onChosen={setChosen}
        error={checked && lacksPlaces(chosen) ? t("staffPeople.places.missing") : undefined}
      />
      {inviting.error && !taken && !wrong && <Failure error={inviting.error} />}
      <div class="row">
        <Button type="submit" icon="send" busy={inviting.busy}>
          {t("staffPeople.invite.submit")}
        </Button>
      </div>
    </form>
  );
}

/** Somebody new at the desk: a mail brings them a password that nobody else sees. */
export function InvitePage() {
  const may = useMay();
  if (!may("manageStaff")) return <NotYours title={t("staffPeople.invite.title")} />;
  return (
    <div class="stack stack-4 measure">
      <Top
        title={t("staffPeople.invite.title")}
        back={{ href: "/verwaltung/mitarbeitende", label: t("staffPeople.back") }}
        sub={t("staffPeople.invite.text")}
      />
      <Pane title={t("staffPeople.change.title")}>
        <Form />
      </Pane>
    </div>
  );
}
