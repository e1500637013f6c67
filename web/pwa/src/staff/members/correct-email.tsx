import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { Button, Choice, TextField } from "@/shared/form";

import { Ask } from "../parts/ask";
import { LONGEST_REASON, SHORTEST_REASON } from "./act";
import { CorrectMemberEmail } from "./help.generated";

const CHECKS = ["ID_CARD", "CALL_BACK", "KNOWN_IN_PERSON"] as const;

interface Props {
  readonly memberId: string;
  readonly done: () => void;
}

/** Another address, with how the desk made sure of who is calling. */
export function CorrectEmail({ memberId, done }: Props) {
  const [asked, setAsked] = useState(false);
  const [email, setEmail] = useState("");
  const [note, setNote] = useState("");
  const [check, setCheck] = useState<(typeof CHECKS)[number]>("ID_CARD");
  const [tried, setTried] = useState(false);
  const complete = /^\S+@\S+\.\S+$/u.test(email.trim());
  const explained = note.trim().length >= SHORTEST_REASON;
  const correcting = useAction(async () => {
    await request(CorrectMemberEmail, { id: memberId, email: email.trim(), check, note: note.trim() });
    setAsked(false);
    done();
  });
  return (
    <>
      <Button
        look="second"
        icon="edit"
        onClick={() => {
          setAsked(true);
        }}
      >
        {t("staffMember.help.correct")}
      </Button>
      {asked && (
        <Ask
          title={t("staffMember.help.correctAsk")}
          yes={t("staffMember.help.correctYes")}
          no={t("staffMember.help.no")}
          look="second"
          icon="mail"
          action={correcting}
          onYes={() => {
            setTried(true);
            if (complete && explained) correcting.run();
          }}
          onClose={() => {
            setAsked(false);
            setTried(false);
            correcting.clear();
          }}
        >
          <p>{t("staffMember.help.correctText")}</p>
          <TextField
            label={t("staffMember.help.newEmail")}
            error={tried && !complete && t("staffMember.help.emailMissing")}
            value={email}
            onValue={setEmail}
            input={{ type: "email", autocomplete: "off", spellcheck: false }}
          />
          <fieldset>
            <legend>{t("staffMember.help.check")}</legend>
            {CHECKS.map((one) => (
              <Choice
                key={one}
                type="radio"
                name="check"
                label={t(`staffMember.help.checkName.${one}`)}
                checked={check === one}
                onChecked={() => {
                  setCheck(one);
                }}
              />
            ))}
          </fieldset>
          <TextField
            label={t("staffMember.help.reason")}
            hint={t("staffMember.help.reasonHint")}
            error={tried && !explained && t("staffMember.help.reasonMissing")}
            value={note}
            onValue={setNote}
            input={{ maxLength: LONGEST_REASON }}
          />
        </Ask>
      )}
    </>
  );
}
