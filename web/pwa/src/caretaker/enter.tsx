import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { CREDENTIALS_REFUSED } from "@/api/errors";
import { enter } from "@/api/session";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { deviceLabel } from "@/shared/device-label";
import { Failure, Note } from "@/shared/feedback";
import { Button, TextField } from "@/shared/form";
import { Heading } from "@/shared/page";
import { sessionOf } from "@/shared/session";

import { CaretakerLogin, RequestCaretakerLink } from "./caretaker.generated";

const DIGITS = 6;

/** The link of the mail was opened: the digits open the day. */
export function EnterNumber({ secret, onOther }: { secret: string; onOther: () => void }) {
  const [number, setNumber] = useState("");
  const [missing, setMissing] = useState(false);
  const send = useAction(async () => {
    const { caretakerLogin } = await request(CaretakerLogin, { token: secret, number, deviceLabel: deviceLabel() });
    enter(sessionOf(caretakerLogin.viewer));
  });
  return (
    <form
      class="card card--roomy stack stack-5 narrow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const complete = number.replace(/\D/gu, "").length === DIGITS;
        setMissing(!complete);
        if (complete) send.run();
        else send.clear();
      }}
    >
      <Heading title={t("caretaker.enter.title")} />
      <p>{t("caretaker.enter.text")}</p>
      {send.error &&
        !missing &&
        (send.error.code === CREDENTIALS_REFUSED ? (
          <Note tone="danger" role="alert">
            <p>{t("caretaker.enter.wrong")}</p>
          </Note>
        ) : (
          <Failure error={send.error} />
        ))}
      <TextField
        label={t("caretaker.enter.label")}
        error={missing ? t("caretaker.enter.missing") : undefined}
        value={number}
        onValue={(next) => {
          setNumber(next);
          setMissing(false);
        }}
        code
        input={{ name: "digits", autocomplete: "off", inputMode: "numeric", maxLength: 9 }}
      />
      <Button type="submit" large wide busy={send.busy}>
        {t("caretaker.enter.submit")}
      </Button>
      <Button look="quiet" icon="mail" wide onClick={onOther}>
        {t("caretaker.enter.other")}
      </Button>
    </form>
  );
}

/** Nobody is in and no link was opened: ask for the one of today. */
export function AskForLink() {
  const [email, setEmail] = useState("");
  const [missing, setMissing] = useState(false);
  const [sent, setSent] = useState(false);
  const send = useAction(async () => {
    await request(RequestCaretakerLink, { email: email.trim() });
    setSent(true);
  });
  return (
    <form
      class="card card--roomy stack stack-5 narrow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(email.trim() === "");
        setSent(false);
        if (email.trim()) send.run();
      }}
    >
      <Heading title={t("caretaker.link.title")} />
      <p>{t("caretaker.link.text")}</p>
      {send.error && !missing && <Failure error={send.error} />}
      <TextField
        label={t("caretaker.link.label")}
        error={missing ? t("caretaker.link.missing") : undefined}
        value={email}
        onValue={(next) => {
          setEmail(next);
          setMissing(false);
        }}
        input={{ name: "email", type: "email", autocomplete: "email", inputMode: "email" }}
      />
      <Button type="submit" large wide busy={send.busy}>
        {t("caretaker.link.submit")}
      </Button>
      <div role="status">
        {sent && (
          <Note tone="ok" icon="mail">
            <p>{t("caretaker.link.sent")}</p>
          </Note>
        )}
      </div>
    </form>
  );
}
