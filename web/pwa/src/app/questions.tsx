import { useEffect } from "preact/hooks";

import { LanguageCard } from "@/account/language-card";
import { PaperForm } from "@/account/paper-question";
import { passwordJustChosen } from "@/account/choose";
import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { T } from "@/i18n/rich";
import { AnswerPushQuestion } from "@/push/device.generated";
import { PushQuestion } from "@/push/question";
import { Failure, Note } from "@/shared/feedback";
import { MailBroken } from "@/shared/mail-broken";
import { Heading, Page } from "@/shared/page";
import { navigate } from "@/shared/router";
import { updateTenant, useSession } from "@/shared/session";
import { useStore } from "@/shared/store";

/** After the first sign-in, once: paper, then notifications. */
export function QuestionsPage() {
  const session = useSession();
  const fresh = useStore(passwordJustChosen);
  const tenant = session.kind === "tenant" ? session.tenant : null;
  const settled = tenant !== null && !tenant.paperQuestionOpen && !tenant.pushQuestionOpen;
  const finish = useAction(async () => {
    updateTenant((await request(AnswerPushQuestion, {})).answerPushQuestion);
  });
  useEffect(() => {
    if (!settled) return;
    passwordJustChosen.set(false);
    navigate("/", { replace: true });
  }, [settled]);
  if (!tenant || settled) return null;
  return (
    <Page plain>
      <div class="stack stack-6">
        {fresh && (
          <Note tone="ok" role="status">
            <p>
              <T k="account.choose.done" />
            </p>
          </Note>
        )}
        <MailBroken tenant={tenant} />
        {tenant.paperQuestionOpen ? (
          <div class="card card--roomy stack stack-5 narrow">
            <p class="steps-head">{t("account.paper.question", { n: 1 })}</p>
            <Heading title={t("account.paper.title")} />
            <p>
              <T k="account.paper.text" />
            </p>
            <PaperForm tenant={tenant} submit={t("account.paper.submit")} />
          </div>
        ) : (
          <>
            {finish.error && <Failure error={finish.error} />}
            <PushQuestion tenant={tenant} onDone={finish.run} busy={finish.busy} />
          </>
        )}
        <div class="narrow">
          <LanguageCard tenant={tenant} />
        </div>
      </div>
    </Page>
  );
}
