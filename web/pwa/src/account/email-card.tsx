import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { refreshViewer } from "@/api/session";
import type { Tenant } from "@/api/types";
import { useAction } from "@/api/use-action";
import { asPortalError } from "@/api/use-query";
import { t } from "@/i18n";
import { rich, T } from "@/i18n/rich";
import { Failure, Note } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { Icon } from "@/shared/icon";

import { RequestEmailConfirmation } from "./account.generated";
import { EmailChange } from "./email-change";

/** A mail that proves the address. Who has done that in another window meanwhile sees it here. */
function Proof({ email }: { email: string }) {
  const [sent, setSent] = useState(false);
  const sending = useAction(async () => {
    try {
      await request(RequestEmailConfirmation, {});
      setSent(true);
    } catch (reason) {
      const error = asPortalError(reason);
      if (error.code !== "conflict") throw error;
      await refreshViewer();
    }
  });
  if (sent) {
    return (
      <Note tone="ok" icon="mail" role="status">
        <p>
          <T k="profile.emailProofSent" />
        </p>
      </Note>
    );
  }
  return (
    <Note tone="warn" icon="mail">
      <p>{rich(t("home.mailBroken", { email }))}</p>
      <p>{t("profile.emailProof")}</p>
      <Button look="second" icon="send" busy={sending.busy} onClick={sending.run}>
        {t("profile.emailProofSend")}
      </Button>
      {sending.error && <Failure error={sending.error} />}
    </Note>
  );
}

/** Where mails go, and what to do when they come back. */
export function EmailCard({ tenant }: { tenant: Tenant }) {
  return (
    <section class="card stack stack-3" id="e-mail" aria-labelledby="email">
      <h2 id="email">{t("profile.reach")}</h2>
      <div class="line">
        <Icon name="mail" />
        <div>
          <b>{t("profile.email")}</b>
          <p class="break">{tenant.email ?? t("profile.emailNone")}</p>
        </div>
      </div>
      {tenant.emailState === "SUPPRESSED" && tenant.email && <Proof email={tenant.email} />}
      <EmailChange tenant={tenant} />
    </section>
  );
}
