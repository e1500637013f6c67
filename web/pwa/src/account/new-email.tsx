import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { refreshViewer } from "@/api/session";
import { useAction } from "@/api/use-action";
import { t, type PlainKey } from "@/i18n";
import { Failure, Note } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { Heading, Page } from "@/shared/page";
import { session } from "@/shared/session";

import { ConfirmEmailChange } from "./account.generated";
import { takeFragment } from "./fragment";

/** What became of a link that opens nothing. */
const OVER: Readonly<Record<string, PlainKey>> = {
  link_expired: "account.newEmail.gone",
  link_used: "account.newEmail.used",
  conflict: "account.newEmail.taken",
};

function token(): string {
  return [...takeFragment().keys()][0] ?? "";
}

function Ended({ text }: { text: PlainKey }) {
  return (
    <Note tone="warn" role="alert">
      <p>{t(text)}</p>
      <a class="btn btn--second" href="/profil">
        {t("account.newEmail.toProfile")}
      </a>
    </Note>
  );
}

/** The page behind the link to a new address. Opening it changes nothing: the token stands behind the # and is sent by the button. */
export function NewEmailPage() {
  const [secret] = useState(token);
  const [done, setDone] = useState(false);
  const confirming = useAction(async () => {
    await request(ConfirmEmailChange, { token: secret });
    setDone(true);
    if (session.get().kind === "tenant") await refreshViewer();
  });
  const over = secret === "" ? "account.newEmail.gone" : OVER[confirming.error?.code ?? ""];
  return (
    <Page plain>
      <div class="card card--roomy stack stack-5 narrow">
        <Heading title={t("account.newEmail.title")} />
        {done ? (
          <Note tone="ok" role="status">
            <p>{t("account.newEmail.done")}</p>
            <a class="btn" href="/profil">
              {t("account.newEmail.toProfile")}
            </a>
          </Note>
        ) : over ? (
          <Ended text={over} />
        ) : (
          <>
            <p>{t("account.newEmail.text")}</p>
            {confirming.error && <Failure error={confirming.error} />}
            <Button large wide busy={confirming.busy} onClick={confirming.run}>
              {t("account.newEmail.submit")}
            </Button>
          </>
        )}
      </div>
    </Page>
  );
}
