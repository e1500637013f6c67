import { useState } from "preact/hooks";

import { request } from "@/api/client";
import type { Tenant } from "@/api/types";
import { useAction } from "@/api/use-action";
import { t, type PlainKey } from "@/i18n";
import { Failure } from "@/shared/feedback";
import { Switch } from "@/shared/form";
import { updateTenant } from "@/shared/session";

import { SetPreferences } from "./account.generated";

type Name = "noticeMail" | "noticePush" | "documentMail" | "documentPush";

interface Row {
  readonly name: Name;
  readonly label: PlainKey;
  readonly detail: PlainKey;
}

const ROWS: readonly Row[] = [
  { name: "noticeMail", label: "profile.prefer.notices", detail: "profile.prefer.byMail" },
  { name: "noticePush", label: "profile.prefer.notices", detail: "profile.prefer.byPush" },
  { name: "documentMail", label: "profile.prefer.documents", detail: "profile.prefer.byMail" },
  { name: "documentPush", label: "profile.prefer.documents", detail: "profile.prefer.byPushNeutral" },
];

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
        {ROWS.map(({ name, label, detail }) => (
          <Switch
            key={name}
            label={t(label)}
            detail={t(detail)}
            checked={wanted[name] ?? tenant.preferences[name]}
            onChecked={(value) => {
              save.run(name, value);
            }}
          />
        ))}
      </div>
      <p class="sm quiet" role="status">
        {saved && t("profile.saved")}
      </p>
    </section>
  );
}
