import type { Tenant } from "@/api/types";
import { t } from "@/i18n";
import { rich } from "@/i18n/rich";

import { Note } from "./feedback";

type Reader = Pick<Tenant, "email" | "emailState">;

/** Whether mails reach this person, as far as is known. Nothing may promise them to anybody else. */
export function getsMails({ emailState }: Reader): boolean {
  return emailState === "VERIFIED";
}

/** Whether a new notice comes by mail: neither switched off nor on its way to an address that refuses it. */
export function getsNoticeMails(tenant: Reader & Pick<Tenant, "preferences">): boolean {
  return getsMails(tenant) && tenant.preferences.noticeMail && tenant.preferences.outageMail;
}

/** Mails come back from this person's address; the way on is the profile. */
export function MailBroken({ tenant }: { tenant: Reader }) {
  if (tenant.emailState !== "SUPPRESSED" || !tenant.email) return null;
  return (
    <Note tone="warn" icon="mail">
      <p>{rich(t("home.mailBroken", { email: tenant.email }))}</p>
      <a class="btn btn--second" href="/profil#e-mail">
        {t("home.mailCheck")}
      </a>
    </Note>
  );
}
