import { useRef, useState } from "preact/hooks";

import { request } from "@/api/client";
import type { PortalError } from "@/api/errors";
import type { Tenant } from "@/api/types";
import { asPortalError } from "@/api/use-query";
import { t, type PlainKey } from "@/i18n";
import { Failure } from "@/shared/feedback";
import { Switch } from "@/shared/form";
import { Icon } from "@/shared/icon";
import { getsMails } from "@/shared/mail-broken";
import { updateTenant } from "@/shared/session";

import { SetPreferences } from "./account.generated";
import { QuietHours } from "./quiet-hours";

type Name = Exclude<keyof Tenant["preferences"], "documentsOnPaper" | "quietHours">;

interface Row {
  readonly name: Name;
  readonly label: PlainKey;
  readonly way?: "mail" | "phone";
  readonly detail?: PlainKey;
}

interface Group {
  readonly title: PlainKey;
  readonly rows: readonly Row[];
}

const GROUPS: readonly Group[] = [
  {
    title: "profile.prefer.outages",
    rows: [
      { name: "outageMail", label: "profile.prefer.byMail", way: "mail" },
      { name: "outagePush", label: "profile.prefer.byPush", way: "phone" },
    ],
  },
  {
    title: "profile.prefer.notices",
    rows: [
      { name: "noticeMail", label: "profile.prefer.byMail", way: "mail" },
      { name: "noticePush", label: "profile.prefer.byPush", way: "phone" },
    ],
  },
  {
    title: "profile.prefer.documents",
    rows: [
      { name: "documentMail", label: "profile.prefer.byMail", way: "mail" },
      { name: "documentPush", label: "profile.prefer.byPushNeutral", way: "phone" },
    ],
  },
  {
    title: "profile.prefer.reminders",
    rows: [
      { name: "reminderEvening", label: "profile.prefer.evening", detail: "profile.prefer.eveningDetail" },
      { name: "reminderHour", label: "profile.prefer.hour", detail: "profile.prefer.hourDetail" },
    ],
  },
];

/** What stands below the way a row switches: plainly so where nothing arrives on it at present. */
function detailOf({ way, detail }: Row, tenant: Tenant): string | undefined {
  if (way === "phone" && tenant.devices.length === 0) return t("profile.prefer.noDevice");
  if (way === "mail" && !getsMails(tenant)) return t("profile.prefer.noMail");
  return detail && t(detail);
}

type Wanted = Partial<Record<Name, boolean>>;

interface Saving {
  readonly wanted: Wanted;
  readonly saved: boolean;
  readonly error: PortalError | null;
  readonly save: (name: Name, value: boolean) => void;
}

/** One switch after the other: whoever moves a second one while the first is being saved loses neither. */
function useSaving(): Saving {
  const [wanted, setWanted] = useState<Wanted>({});
  const [saved, setSaved] = useState(false);
  const [error, setError] = useState<PortalError | null>(null);
  const before = useRef(Promise.resolve());
  const send = async (name: Name, value: boolean): Promise<void> => {
    try {
      updateTenant((await request(SetPreferences, { input: { [name]: value } })).setPreferences);
      setSaved(true);
    } catch (reason) {
      setSaved(false);
      setError(asPortalError(reason));
    } finally {
      setWanted((last) => Object.fromEntries(Object.entries(last).filter(([one, to]) => one !== name || to !== value)));
    }
  };
  const save = (name: Name, value: boolean): void => {
    setSaved(false);
    setError(null);
    setWanted((last) => ({ ...last, [name]: value }));
    before.current = before.current.then(() => send(name, value));
  };
  return { wanted, saved, error, save };
}

/** Per kind and channel. A switch moves at once and goes back when the server refuses. */
export function PreferencesCard({ tenant }: { tenant: Tenant }) {
  const { wanted, saved, error, save } = useSaving();
  return (
    <section class="card stack stack-4" aria-labelledby="prefer">
      <h2 id="prefer">{t("profile.when")}</h2>
      <p class="second sm">{t("profile.prefer.urgent")}</p>
      {error && <Failure error={error} />}
      <div class="stack stack-4">
        {GROUPS.map((group) => (
          <fieldset key={group.title} class="switches">
            <legend>{t(group.title)}</legend>
            {group.rows.map((row) => {
              const detail = detailOf(row, tenant);
              return (
                <Switch
                  key={row.name}
                  label={t(row.label)}
                  {...(detail && { detail })}
                  checked={wanted[row.name] ?? tenant.preferences[row.name]}
                  onChecked={(value) => {
                    save(row.name, value);
                  }}
                />
              );
            })}
          </fieldset>
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
      <QuietHours tenant={tenant} />
    </section>
  );
}
