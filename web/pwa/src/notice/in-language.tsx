import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";

import { useQuery } from "@/api/use-query";
import { t } from "@/i18n";
import { Failure, SkeletonList } from "@/shared/feedback";
import { Icon } from "@/shared/icon";
import { directionOf, tagOf, type Language } from "@/shared/language";
import { Phones } from "@/shared/phones";

import { NoticeInLanguage, type NoticeInLanguageQuery } from "./in-language.generated";

type Spoken = NonNullable<NonNullable<NoticeInLanguageQuery["notice"]>["inLanguage"]>;

interface Shown {
  readonly id: string;
  readonly languages: readonly Language[];
  /** When the notice last became what it is; a newer one is asked for anew. */
  readonly updatedAt: string;
  readonly phase: string;
}

/** As staff wrote it, in a text of another language. */
function German({ children }: { children: ComponentChildren }) {
  return (
    <bdi lang="de">
      {children}
      <span class="sm quiet"> ({t("notice.language.asWritten")})</span>
    </bdi>
  );
}

function Telling({ spoken, id }: { spoken: Spoken; id: string }) {
  return (
    <section
      class="card stack stack-4 spoken"
      lang={tagOf(spoken.language)}
      dir={directionOf(spoken.language)}
      aria-labelledby={id}
    >
      <p class={spoken.isDanger ? "state state--danger" : "state state--plain"}>{spoken.band}</p>
      <h2 id={id}>{spoken.title}</h2>
      {spoken.paragraphs.map((text) => (
        <p key={text}>{text}</p>
      ))}
      {spoken.facts.length > 0 && (
        <dl class="facts">
          {spoken.facts.map(({ label, text, isGerman }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{isGerman ? <German>{text}</German> : text}</dd>
            </div>
          ))}
        </dl>
      )}
      {spoken.german && (
        <p>
          <German>{spoken.german}</German>
        </p>
      )}
      {spoken.sections.map(({ title, items, isGerman }) => (
        <div key={title + (items[0] ?? "")} class="stack stack-2">
          {title && <h3>{title}</h3>}
          <ul class="ticks">
            {items.map((item) => (
              <li key={item}>
                <Icon name="check" />
                <span>{isGerman ? <German>{item}</German> : item}</span>
              </li>
            ))}
          </ul>
        </div>
      ))}
      {spoken.closing.map((text) => (
        <p key={text}>
          <Phones text={text} />
        </p>
      ))}
      <p class="spoken__binding">
        <b>{spoken.binding}</b>
        <br />
        <b lang="de" dir="ltr">
          {t("notice.language.binding")}
        </b>
      </p>
    </section>
  );
}

interface TranslationProps {
  readonly notice: Shown;
  readonly language: Language;
  readonly forMember: string | undefined;
}

function Translation({ notice, language, forMember }: TranslationProps) {
  const id = useId();
  const { data, error, refresh } = useQuery(NoticeInLanguage, {
    id: notice.id,
    language,
    ...(forMember && { forMember }),
  });
  const stand = `${notice.updatedAt} ${notice.phase}`;
  const [asked, setAsked] = useState(stand);
  useEffect(() => {
    if (asked === stand) return;
    setAsked(stand);
    refresh();
  }, [asked, stand, refresh]);
  const spoken = data?.notice?.inLanguage;
  if (spoken) return <Telling spoken={spoken} id={id} />;
  if (error) return <Failure error={error} retry={refresh} />;
  return data ? null : <SkeletonList label={t("notice.loading")} rows={1} />;
}

interface InLanguageProps {
  readonly notice: Shown;
  /** In which the reader reads notices; where this one is not told in it, they get the German text alone. */
  readonly preferred: Language;
  readonly forMember: string | undefined;
}

/** The choice of the language, and what the notice says in it; the binding German text stands below. */
export function InLanguage({ notice, preferred, forMember }: InLanguageProps) {
  const field = useId();
  const [wanted, setWanted] = useState(preferred);
  const language = notice.languages.includes(wanted) ? wanted : "DE";
  if (notice.languages.length < 2) return null;
  return (
    <div class="stack stack-4">
      <div class="language-choice">
        <label for={field}>
          <Icon name="translate" />
          {t("notice.language.choose")}
        </label>
        <select
          class="input"
          id={field}
          value={language}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setWanted(notice.languages.find((one) => one === value) ?? "DE");
          }}
        >
          {notice.languages.map((one) => (
            <option key={one} value={one} lang={tagOf(one)}>
              {t(`common.languageName.${one}`)}
            </option>
          ))}
        </select>
      </div>
      {language !== "DE" && <Translation notice={notice} language={language} forMember={forMember} />}
    </div>
  );
}
