import { useState } from "preact/hooks";

import { request } from "@/api/client";
import type { Tenant } from "@/api/types";
import { useAction } from "@/api/use-action";
import { t, type PlainKey } from "@/i18n";
import { Failure } from "@/shared/feedback";
import { Button, Switch, TextField } from "@/shared/form";
import { updateTenant } from "@/shared/session";

import { SetPreferences } from "./account.generated";

const USUAL = { from: "22:00", until: "07:00" };
const TO_THE_MINUTE = 5;

interface Hours {
  readonly from: string;
  readonly until: string;
}

/** As a time field takes it: the server answers with seconds. */
function shown({ from, until }: Hours): Hours {
  return { from: from.slice(0, TO_THE_MINUTE), until: until.slice(0, TO_THE_MINUTE) };
}

function problem({ from, until }: Hours): PlainKey | null {
  if (!from || !until) return "profile.prefer.quietMissing";
  return from === until ? "profile.prefer.quietSame" : null;
}

/** When the phone stays silent. Switching it on keeps the usual hours at once; others are saved by the button. */
export function QuietHours({ tenant }: { tenant: Tenant }) {
  const kept = tenant.preferences.quietHours;
  const [hours, setHours] = useState<Hours>(shown(kept ?? USUAL));
  const [wrong, setWrong] = useState<PlainKey | null>(null);
  const [saved, setSaved] = useState(false);
  // The switch moves at once and goes back when the server refuses.
  const [wanted, setWanted] = useState<boolean | null>(null);
  const save = useAction(async (quietHours: Hours | null) => {
    setSaved(false);
    setWanted(quietHours !== null);
    try {
      updateTenant((await request(SetPreferences, { input: { quietHours } })).setPreferences);
      setSaved(true);
    } finally {
      setWanted(null);
    }
  });
  const change = (part: Partial<Hours>) => {
    setSaved(false);
    setWrong(null);
    setHours({ ...hours, ...part });
  };
  return (
    <fieldset class="switches stack stack-3">
      <legend>{t("profile.prefer.quiet")}</legend>
      <p class="second sm">{t("profile.prefer.quietDetail")}</p>
      {save.error && <Failure error={save.error} />}
      <Switch
        label={t("profile.prefer.quietOn")}
        checked={wanted ?? kept !== null}
        busy={save.busy}
        onChecked={(on) => {
          setWrong(null);
          if (on) setHours(USUAL);
          save.run(on ? USUAL : null);
        }}
      />
      {kept !== null && (
        <form
          class="stack stack-3"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            const found = problem(hours);
            setWrong(found);
            if (!found) save.run(hours);
          }}
        >
          <div class="row">
            <TextField
              label={t("profile.prefer.quietFrom")}
              input={{ type: "time" }}
              value={hours.from}
              error={wrong && t(wrong)}
              onValue={(from) => {
                change({ from });
              }}
            />
            <TextField
              label={t("profile.prefer.quietUntil")}
              input={{ type: "time" }}
              value={hours.until}
              onValue={(until) => {
                change({ until });
              }}
            />
          </div>
          <div class="actions">
            <Button type="submit" look="second" busy={save.busy}>
              {t("profile.prefer.quietSave")}
            </Button>
          </div>
        </form>
      )}
      <p class="sm quiet" role="status">
        {saved && t("profile.saved")}
      </p>
    </fieldset>
  );
}
