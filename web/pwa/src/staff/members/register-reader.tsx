import { useState } from "preact/hooks";

import { request } from "@/api/client";
import type { PortalError } from "@/api/errors";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { Choice, TextField } from "@/shared/form";

import { Ask } from "../parts/ask";
import { RegisterReader as Register } from "./readers.generated";

const KINDS = ["GUARDIAN", "PROXY"] as const;
const SHORTEST_NAME = 2;
const SHORTEST_NOTE = 5;

interface Deed {
  readonly kind: (typeof KINDS)[number];
  readonly name: string;
  readonly email: string;
  readonly note: string;
  readonly startsOn: string;
  readonly endsOn: string;
}

type Errors = Partial<Record<keyof Deed, string>>;

const EMPTY: Deed = { kind: "GUARDIAN", name: "", email: "", note: "", startsOn: "", endsOn: "" };

function check({ name, email, note, startsOn, endsOn }: Deed): Errors {
  const errors: Errors = {};
  if (name.trim().length < SHORTEST_NAME) errors.name = t("staffReader.nameMissing");
  if (!/^\S+@\S+\.\S+$/u.test(email.trim())) errors.email = t("staffReader.emailMissing");
  if (note.trim().length < SHORTEST_NOTE) errors.note = t("staffReader.noteMissing");
  if (startsOn && endsOn && endsOn < startsOn) errors.endsOn = t("staffReader.daysWrong");
  return errors;
}

/** What the server refuses of a field the person can mend. */
function refusal(error: PortalError | null): Errors {
  if (error?.code === "invalid_email") return { email: t("staffReader.emailMissing") };
  if (error?.code === "invalid_input" && error.field === "endsOn") return { endsOn: t("staffReader.daysWrong") };
  return {};
}

interface Props {
  readonly memberId: string;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** A guardian or a proxy: the desk writes down which paper it has seen; the member is not asked (DS-19a). */
export function RegisterReader({ memberId, onDone, onClose }: Props) {
  const [deed, setDeed] = useState<Deed>(EMPTY);
  const [tried, setTried] = useState(false);
  const registering = useAction(async () => {
    const { kind, name, email, note, startsOn, endsOn } = deed;
    await request(Register, {
      memberId,
      input: {
        kind,
        name: name.trim(),
        email: email.trim(),
        note: note.trim(),
        startsOn: startsOn || null,
        endsOn: endsOn || null,
      },
    });
    onDone();
  });
  const found = check(deed);
  const errors = { ...refusal(registering.error), ...(tried ? found : {}) };
  const change = (part: Partial<Deed>): void => {
    setDeed((last) => ({ ...last, ...part }));
    registering.clear();
  };
  return (
    <Ask
      title={t("staffReader.registerAsk")}
      yes={t("staffReader.registerYes")}
      no={t("staffReader.no")}
      look="second"
      icon="send"
      action={registering}
      onYes={() => {
        setTried(true);
        if (Object.keys(found).length === 0) registering.run();
      }}
      onClose={onClose}
    >
      <p>{t("staffReader.registerText")}</p>
      <fieldset>
        <legend>{t("staffReader.which")}</legend>
        {KINDS.map((kind) => (
          <Choice
            key={kind}
            type="radio"
            name="deed"
            label={t(`staffReader.deedKind.${kind}`)}
            checked={deed.kind === kind}
            onChecked={() => {
              change({ kind });
            }}
          />
        ))}
      </fieldset>
      <TextField
        label={t("staffReader.name")}
        error={errors.name}
        value={deed.name}
        onValue={(name) => {
          change({ name });
        }}
        input={{ name: "reader-name", autocomplete: "off", maxLength: 120 }}
      />
      <TextField
        label={t("staffReader.email")}
        error={errors.email}
        value={deed.email}
        onValue={(email) => {
          change({ email });
        }}
        input={{ type: "email", name: "reader-email", autocomplete: "off", spellcheck: false, maxLength: 254 }}
      />
      <TextField
        label={t("staffReader.note")}
        hint={t("staffReader.noteHint")}
        error={errors.note}
        value={deed.note}
        onValue={(note) => {
          change({ note });
        }}
        input={{ name: "note", maxLength: 300 }}
      />
      <TextField
        label={t("staffReader.startsOn")}
        value={deed.startsOn}
        onValue={(startsOn) => {
          change({ startsOn });
        }}
        input={{ type: "date", name: "starts-on" }}
      />
      <TextField
        label={t("staffReader.endsOn")}
        hint={t("staffReader.endsOnHint")}
        error={errors.endsOn}
        value={deed.endsOn}
        onValue={(endsOn) => {
          change({ endsOn });
        }}
        input={{ type: "date", name: "ends-on" }}
      />
    </Ask>
  );
}
