import { useState } from "preact/hooks";

import { t, type PlainKey } from "@/i18n";
import { chooseTheme, readTheme, type Theme } from "@/shared/theme";

const THEMES: readonly (readonly [Theme, PlainKey])[] = [
  ["auto", "profile.themeAuto"],
  ["light", "profile.themeLight"],
  ["dark", "profile.themeDark"],
];

export function ThemeCard() {
  const [theme, setTheme] = useState(readTheme);
  return (
    <section class="card stack stack-3" aria-labelledby="look">
      <h2 id="look">{t("profile.look")}</h2>
      <fieldset>
        <legend class="label">{t("profile.theme")}</legend>
        <div class="chips">
          {THEMES.map(([value, label]) => (
            <button
              key={value}
              class="chip"
              type="button"
              aria-pressed={theme === value}
              onClick={() => {
                chooseTheme(value);
                setTheme(value);
              }}
            >
              {t(label)}
            </button>
          ))}
        </div>
      </fieldset>
    </section>
  );
}
