import { useState } from "preact/hooks";

import { request } from "@/api/client";
import {
  BeginTotp,
  ConfirmTotp,
  RemoveTotp,
  type BeginTotpMutation,
  type ConfirmTotpMutation,
} from "@/api/security.generated";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { dateMedium } from "@/i18n/format";
import { rich } from "@/i18n/rich";
import { Note } from "@/shared/feedback";
import { Button, TextField } from "@/shared/form";
import { securityText } from "@/shared/security/text";

type Enrolment = BeginTotpMutation["beginTotp"];
type Confirmed = ConfirmTotpMutation["confirmTotp"];

function groups(secret: string): string {
  return secret.match(/.{1,4}/gu)?.join(" ") ?? secret;
}

/** Drawn here from the server's modules: no picture leaves the portal. */
function Picture({ enrolment }: { enrolment: Enrolment }) {
  return (
    <svg
      class="qr"
      role="img"
      aria-label={t("security.totp.picture")}
      viewBox={[0, 0, enrolment.qrSize, enrolment.qrSize].join(" ")}
      width="220"
      height="220"
      shape-rendering="crispEdges"
    >
      <rect width="100%" height="100%" fill="#fff" />
      <path d={enrolment.qrPath} fill="#000" />
    </svg>
  );
}

/** The field for six digits. */
export function CodeField({ value, onValue }: { value: string; onValue: (value: string) => void }) {
  return (
    <TextField
      label={t("security.totp.code")}
      hint={t("security.totp.codeHint")}
      value={value}
      onValue={onValue}
      code
      input={{ name: "code", autocomplete: "one-time-code", inputMode: "numeric", maxLength: 8 }}
    />
  );
}

function Scan({ enrolment, onConfirmed }: { enrolment: Enrolment; onConfirmed: (confirmed: Confirmed) => void }) {
  const [code, setCode] = useState("");
  const confirm = useAction(async () => {
    onConfirmed((await request(ConfirmTotp, { code })).confirmTotp);
  });
  return (
    <form
      class="stack stack-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        confirm.run();
      }}
    >
      <p>{t("security.totp.scan")}</p>
      <Picture enrolment={enrolment} />
      <p>
        {t("security.totp.byHand")} <code>{groups(enrolment.secret)}</code>
      </p>
      {confirm.error && (
        <Note tone="danger" role="alert">
          <p>{rich(securityText(confirm.error, "security.totp.wrong"))}</p>
        </Note>
      )}
      <CodeField value={code} onValue={setCode} />
      <Button type="submit" busy={confirm.busy}>
        {t("security.totp.confirm")}
      </Button>
    </form>
  );
}

interface TotpProps {
  readonly since: string | null;
  readonly onConfirmed: (confirmed: Confirmed) => void;
  /** Absent where it must stay, because nothing else is set up yet. */
  readonly onRemoved?: () => void;
}

/** The authenticator app of an employee: set up, replaced, removed. */
export function TotpCard({ since, onConfirmed, onRemoved }: TotpProps) {
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const begin = useAction(async () => {
    setEnrolment((await request(BeginTotp, {})).beginTotp);
  });
  const remove = useAction(async () => {
    await request(RemoveTotp, {});
    onRemoved?.();
  });
  const error = begin.error ?? remove.error;
  return (
    <section class="card stack stack-3" aria-labelledby="totp">
      <h2 id="totp">{t("security.totp.title")}</h2>
      <p class="second">
        {since ? t("security.totp.since", { date: dateMedium(new Date(since)) }) : t("security.totp.none")}
      </p>
      {error && (
        <Note tone="danger" role="alert">
          <p>{rich(securityText(error, "security.totp.wrong"))}</p>
        </Note>
      )}
      {enrolment ? (
        <Scan
          enrolment={enrolment}
          onConfirmed={(confirmed) => {
            setEnrolment(null);
            onConfirmed(confirmed);
          }}
        />
      ) : (
        <div class="actions">
          <Button look="second" icon="device" busy={begin.busy} onClick={begin.run}>
            {t(since ? "security.totp.replace" : "security.totp.set")}
          </Button>
          {since && onRemoved && (
            <Button look="quiet" busy={remove.busy} onClick={remove.run}>
              {t("security.totp.remove")}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
