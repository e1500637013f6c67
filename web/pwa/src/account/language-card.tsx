import { useId, useRef, useState } from "preact/hooks";

import { request } from "@/api/client";
import type { PortalError } from "@/api/errors";
import type { Tenant } from "@/api/types";
import { asPortalError } from "@/api/use-query";
import { t } from "@/i18n";
import { Failure } from "@/shared/feedback";
import { LANGUAGES, directionOf, tagOf, type Language } from "@/shared/language";
import { updateTenant } from "@/shared/session";

import { SetPreferences } from "./account.generated";

/** One choice after the other: the last one is kept, also where it is made while another is being saved. */
function useChoice(): {
  readonly wanted: Language | null;
  readonly saved: boolean;
  readonly error: PortalError | null;
  readonly choose: (language: Language) => void;
} {
  const [wanted, setWanted] = useState<Language | null>(null);
  const [saved, setSaved] = useState(false);
  const [error, setError] = useState<PortalError | null>(null);
  const before = useRef(Promise.resolve());
  const send = async (language: Language): Promise<void> => {
    try {
      updateTenant((await request(SetPreferences, { input: { language } })).setPreferences);
      setSaved(true);
    } catch (reason) {
      setSaved(false);
      setError(asPortalError(reason));
    } finally {
      setWanted((last) => (last === language ? null : last));
    }
  };
  const choose = (language: Language): void => {
    setSaved(false);
    setError(null);
    setWanted(language);
    before.current = before.current.then(() => send(language));
  };
  return { wanted, saved, error, choose };
}

/** In which language outages are told, each named in its own. It is chosen at once and goes back when the server refuses. */
export function LanguageCard({ tenant }: { tenant: Tenant }) {
  const id = useId();
  const { wanted, saved, error, choose } = useChoice();
  return (
    <section class="card stack stack-3" id="sprache" aria-labelledby={id}>
      <h2 id={id}>{t("profile.language.title")}</h2>
      <p class="second sm">{t("profile.language.text")}</p>
      {error && <Failure error={error} />}
      <fieldset>
        <legend class="vh">{t("profile.language.title")}</legend>
        <div class="chips">
          {LANGUAGES.map((language) => (
            <button
              key={language}
              class="chip"
              type="button"
              lang={tagOf(language)}
              dir={directionOf(language)}
              aria-pressed={(wanted ?? tenant.language) === language}
              onClick={() => {
                choose(language);
              }}
            >
              {t(`common.languageName.${language}`)}
            </button>
          ))}
        </div>
      </fieldset>
      <p class="second sm">{t("profile.language.rest")}</p>
      <p class="sm quiet" role="status">
        {saved && t("profile.saved")}
      </p>
    </section>
  );
}
