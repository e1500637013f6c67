import { useId, useState } from "preact/hooks";

import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { T } from "@/i18n/rich";
import { Failure, Note } from "@/shared/feedback";
import { Button, Choice, ErrorText, TextField } from "@/shared/form";

import { Pane } from "../parts/pane";
import { useStock } from "../places/stock";
import { missing, SCOPES, takesDistricts, type Fields } from "./form";
import { CreateApiToken } from "./tokens.generated";

const FIRST: Fields = { name: "", scopes: [], days: "365", districts: [] };

interface PartProps {
  readonly fields: Fields;
  readonly onFields: (fields: Fields) => void;
}

function Scopes({ fields, onFields, error }: PartProps & { readonly error: boolean }) {
  const id = useId();
  return (
    <fieldset class="stack stack-2" aria-describedby={error ? id : undefined}>
      <legend>{t("staffToken.create.rights")}</legend>
      {SCOPES.map((scope) => (
        <Choice
          key={scope}
          label={t(`staffToken.scope.${scope}`)}
          checked={fields.scopes.includes(scope)}
          onChecked={(checked) => {
            const others = fields.scopes.filter((one) => one !== scope);
            onFields({ ...fields, scopes: checked ? [...others, scope] : others });
          }}
        />
      ))}
      {error && <ErrorText id={id}>{t("staffToken.create.rightsMissing")}</ErrorText>}
    </fieldset>
  );
}

function Districts({ fields, onFields }: PartProps) {
  const { stock } = useStock();
  const named = stock?.groups.filter(({ id }) => id !== "") ?? [];
  if (named.length === 0) return null;
  return (
    <fieldset class="stack stack-2">
      <legend>{t("staffToken.create.districts")}</legend>
      <p class="hint">{t("staffToken.create.districtsHint")}</p>
      {named.map(({ id, name }) => (
        <Choice
          key={id}
          label={name}
          checked={fields.districts.includes(id)}
          onChecked={(checked) => {
            const others = fields.districts.filter((one) => one !== id);
            onFields({ ...fields, districts: checked ? [...others, id] : others });
          }}
        />
      ))}
    </fieldset>
  );
}

interface Made {
  readonly name: string;
  readonly secret: string;
}

/** The only time the secret is seen. */
function Shown({ made, onDone }: { readonly made: Made; readonly onDone: () => void }) {
  const [isCopied, setCopied] = useState<boolean | null>(null);
  const copy = (): void => {
    // Not there on a page without TLS, and refused where the browser asks and the person says no.
    const writing = "clipboard" in navigator ? navigator.clipboard.writeText(made.secret) : Promise.reject(new Error());
    writing.then(
      () => {
        setCopied(true);
      },
      () => {
        setCopied(false);
      },
    );
  };
  return (
    <Pane title={t("staffToken.made.title", { name: made.name })}>
      <Note tone="warn" icon="key" role="alert">
        <p>
          <T k="staffToken.made.text" />
        </p>
      </Note>
      <TextField label={t("staffToken.made.label")} value={made.secret} onValue={() => undefined} code />
      <p role="status" class="second sm">
        {isCopied !== null && t(isCopied ? "staffToken.made.copied" : "staffToken.made.notCopied")}
      </p>
      <div class="row">
        <Button look="second" icon="paper" onClick={copy}>
          {t("staffToken.made.copy")}
        </Button>
        <Button onClick={onDone}>{t("staffToken.made.done")}</Button>
      </div>
    </Pane>
  );
}

/** A new token; its secret stays on the screen until somebody says that they have it. */
export function CreateToken({ onMade }: { readonly onMade: () => void }) {
  const [fields, setFields] = useState(FIRST);
  const [checked, setChecked] = useState(false);
  const [made, setMade] = useState<Made | null>(null);
  const creating = useAction(async () => {
    const { createApiToken } = await request(CreateApiToken, {
      input: {
        name: fields.name.trim(),
        scopes: [...fields.scopes],
        validDays: Number(fields.days),
        districtIds: takesDistricts(fields) ? [...fields.districts] : [],
      },
    });
    setMade({ name: createApiToken.token.name, secret: createApiToken.secret });
    setFields(FIRST);
    setChecked(false);
    onMade();
  });
  const lacks = missing(fields);
  if (made) {
    return (
      <Shown
        made={made}
        onDone={() => {
          setMade(null);
        }}
      />
    );
  }
  return (
    <Pane title={t("staffToken.create.title")}>
      <form
        class="stack stack-5"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setChecked(true);
          if (Object.keys(lacks).length === 0) creating.run();
        }}
      >
        <TextField
          label={t("staffToken.create.name")}
          value={fields.name}
          onValue={(name) => {
            setFields({ ...fields, name });
          }}
          error={checked && lacks.name && t("staffToken.create.nameMissing")}
          input={{ maxLength: 120, autocomplete: "off" }}
        />
        <Scopes fields={fields} onFields={setFields} error={checked && lacks.scopes === true} />
        <TextField
          label={t("staffToken.create.days")}
          hint={t("staffToken.create.daysHint")}
          value={fields.days}
          onValue={(days) => {
            setFields({ ...fields, days });
          }}
          error={checked && lacks.days && t("staffToken.create.daysWrong")}
          input={{ inputMode: "numeric", maxLength: 3, autocomplete: "off" }}
        />
        {takesDistricts(fields) && <Districts fields={fields} onFields={setFields} />}
        {creating.error && <Failure error={creating.error} />}
        <div class="row">
          <Button type="submit" icon="key" busy={creating.busy}>
            {t("staffToken.create.submit")}
          </Button>
        </div>
      </form>
    </Pane>
  );
}
