import { t, type PlainKey } from "@/i18n";
import { Calls } from "@/shared/contact";
import { Heading, Page } from "@/shared/page";
import { useSession } from "@/shared/session";

const QUESTIONS: readonly (readonly [PlainKey, PlainKey])[] = [
  ["help.number.question", "help.number.answer"],
  ["help.noMail.question", "help.noMail.answer"],
  ["help.password.question", "help.password.answer"],
  ["help.push.question", "help.push.answer"],
  ["help.paper.question", "help.paper.answer"],
  ["help.safe.question", "help.safe.answer"],
];

/** The questions people call about, answered before they must call. */
export function HelpPage() {
  const session = useSession();
  return (
    <Page plain={session.kind !== "tenant"}>
      <div class="page__head">
        <Heading title={t("help.title")} />
      </div>
      <div class="cols cols--aside">
        <div class="list">
          {QUESTIONS.map(([question, answer]) => (
            <details key={question} class="answer">
              <summary>{t(question)}</summary>
              <p>{t(answer)}</p>
            </details>
          ))}
        </div>
        <aside class="stack stack-3" aria-labelledby="contact">
          <h2 id="contact">{t("common.contact")}</h2>
          <Calls />
        </aside>
      </div>
    </Page>
  );
}
