import { useState } from "preact/hooks";

import { request } from "@/api/client";
import type { Tenant } from "@/api/types";
import { useAction } from "@/api/use-action";
import { t, type PlainKey } from "@/i18n";
import { Failure } from "@/shared/feedback";
import { Switch } from "@/shared/form";
import { Icon } from "@/shared/icon";
import { getsMails } from "@/shared/mail-broken";
import { updateTenant } from "@/shared/session";

import { SetPreferences } from "./account.generated";

type Name = "noticeMail" | "noticePush" | "documentMail" | "documentPush";

interface Row {
  readonly name: Name;
  readonly label: PlainKey;
  readonly detail: PlainKey;
  readonly way: "mail" | "phone";
}

const ROWS: readonly Row[] = [
  { name: "noticeMail", label: "profile.prefer.notices", detail: "profile.prefer.byMail", way: "mail" },
  { name: "noticePush", label: "profile.prefer.notices", detail: "profile.prefer.byPush", way: "phone" },
  { name: "documentMail", label: "profile.prefer.documents", detail: "profile.prefer.byMail", way: "mail" },
  { name: "documentPush", label: "profile.prefer.documents", detail: "profile.prefer.byPushNeutral", way: "phone" },
];

/** The way a row switches, and plainly so where nothing arrives on it at present. */
function wayText({ detail, way }: Row, tenant: Tenant): string {
  if (way === "phone" && tenant.devices.length === 0) return t("profile.prefer.noDevice", { way: t(detail) });
  if (way === "mail" && !getsMails(tenant)) return t("profile.prefer.noMail", { way: t(detail) });
  return t(detail);
}

/** Per kind and channel. A switch moves at once and goes back when the server refuses. */
export function PreferencesCard({ tenant }: { tenant: Tenant }) {
  const [wanted, setWanted] = useState<Partial<Record<Name, boolean>>>({});
  const [saved, setSaved] = useState(false);
  const save = useAction(async (name: Name, value: boolean) => {
    setSaved(false);
    setWanted({ [name]: value });
    try {
      updateTenant((await request(SetPreferences, { input: { [name]: value } })).setPreferences);
      setSaved(true);
    } finally {
      setWanted({});
    }
  });
  return (
    <section class="card" aria-labelledby="prefer">
      <h2 id="prefer">{t("profile.when")}</h2>
      <p class="second sm">{t("profile.prefer.urgent")}</p>
      {save.error && <Failure error={save.error} />}
      <div>
        {ROWS.map((row) => (
          <Switch
            key={row.name}
            label={t(row.label)}
            detail={wayText(row, tenant)}
            checked={wanted[row.name] ?? tenant.preferences[row.name]}
            onChecked={(value) => {
              save.run(row.name, value);
            }}
          />
        ))}
      </div>
      {tenant.devices.length === 0 && (
        <a class="btn btn--second" href="/profil/mitteilungen">
          <Icon name="bell" />
          <span>{t("profile.pushTurnOn")}</span>
        </a>
      )}
      <p class="sm quiet" role="status">
        {saved && t("profile.saved")}
      </p>
    </section>
  );
}
