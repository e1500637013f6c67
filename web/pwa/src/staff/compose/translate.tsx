import { useState } from "preact/hooks";

import { t } from "@/i18n";
import { TextField } from "@/shared/form";
import { directionOf, tagOf, type Language } from "@/shared/language";

import { Pane } from "../parts/pane";
import { State } from "../parts/state";
import { TextArea } from "./area";
import type { Draft } from "./form";
import { isOutage } from "./kinds";
import { isEmpty, NO_WORDS, TRANSLATED, withWords, type Words } from "./translations";
import type { Reach } from "./use-reach";
import type { PartProps } from "./what";

type Read = Reach["languages"][number];

function Verdict({ read, words }: { read: Read | undefined; words: Words }) {
  if (read && read.missing.length > 0) {
    const missing = read.missing.map((part) => t(`staffCompose.translate.part.${part}`)).join(", ");
    return (
      <State tone="warn" icon="warning">
        {t("staffCompose.translate.missing", { missing })}
      </State>
    );
  }
  if (!read && isEmpty(words)) return null;
  return (
    <State tone="ok" icon="check">
      {t("staffCompose.translate.complete")}
    </State>
  );
}

interface OneProps extends Omit<PartProps, "errors"> {
  readonly language: Language;
  readonly read: Read | undefined;
}

/** One language: who reads it, what is missing, and the fields that can be filled in. */
function One({ language, read, draft, change }: OneProps) {
  const words = draft.translations[language] ?? NO_WORDS;
  const write = (next: Partial<Words>): void => {
    change(withWords(draft, language, next));
  };
  const written = { lang: tagOf(language), dir: directionOf(language) } as const;
  const name = t(`staffCompose.translate.name.${language}`);
  return (
    <details class="more" open={!isEmpty(words)}>
      <summary>
        {name} <span class="quiet">{read && t("staff.persons", { n: read.members })}</span>{" "}
        <Verdict read={read} words={words} />
      </summary>
      <div class="stack stack-3">
        {!isOutage(draft.kind) && (
          <TextField
            label={t("staffCompose.translate.title", { name })}
            value={words.title}
            onValue={(title) => {
              write({ title });
            }}
            input={{ maxLength: 160, ...written }}
          />
        )}
        {(isOutage(draft.kind) || draft.cause.trim() !== "") && (
          <TextField
            label={t("staffCompose.translate.cause", { name })}
            hint={draft.cause.trim() === "" ? undefined : t("staffCompose.translate.german", { text: draft.cause })}
            value={words.cause}
            onValue={(cause) => {
              write({ cause });
            }}
            input={{ maxLength: 300, ...written }}
          />
        )}
        <TextArea
          label={t("staffCompose.translate.body", { name })}
          rows={4}
          written={written}
          value={words.body}
          onValue={(body) => {
            write({ body });
          }}
        />
      </div>
    </details>
  );
}

function shownOf(draft: Draft, reach: Reach | null, added: readonly Language[]): readonly Language[] {
  return TRANSLATED.filter(
    (language) =>
      added.includes(language) ||
      language in draft.translations ||
      (reach?.languages.some((read) => read.language === language) ?? false),
  );
}

/** Fourth part: the same in other languages. Those somebody in the audience reads come by themselves. */
export function Translate({ draft, change, reach }: Omit<PartProps, "errors"> & { reach: Reach | null }) {
  const [added, setAdded] = useState<readonly Language[]>([]);
  const shown = shownOf(draft, reach, added);
  const others = TRANSLATED.filter((language) => !shown.includes(language));
  return (
    <Pane title={t("staffCompose.translate.pane")}>
      <p class="hint">{t(isOutage(draft.kind) ? "staffCompose.translate.outage" : "staffCompose.translate.notice")}</p>
      {shown.map((language) => (
        <One
          key={language}
          language={language}
          read={reach?.languages.find((read) => read.language === language)}
          draft={draft}
          change={change}
        />
      ))}
      {others.length > 0 && (
        <fieldset>
          <legend class="label">{t("staffCompose.translate.more")}</legend>
          <div class="chips">
            {others.map((language) => (
              <button
                key={language}
                class="chip"
                type="button"
                onClick={() => {
                  setAdded([...added, language]);
                }}
              >
                {t(`staffCompose.translate.name.${language}`)}
              </button>
            ))}
          </div>
        </fieldset>
      )}
    </Pane>
  );
}
