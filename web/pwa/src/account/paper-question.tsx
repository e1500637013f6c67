import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import type { Tenant } from "@/api/types";
import { t } from "@/i18n";
import { T } from "@/i18n/rich";
import { Failure } from "@/shared/feedback";
import { Button, Choice } from "@/shared/form";
import { usePortal } from "@/shared/portal";
import { updateTenant } from "@/shared/session";

import { AnswerPaper } from "./account.generated";

interface PaperProps {
  readonly tenant: Tenant;
  readonly submit: string;
  /** Shows the agreement only once it is chosen, as in the profile. */
  readonly short?: boolean;
  /** Said after saving, where the page stays. */
  readonly saved?: string;
}

/** Paper or not. Nothing but paper beside the portal is chosen beforehand; the other answer is a stored agreement. */
export function PaperForm({ tenant, submit, saved, short = false }: PaperProps) {
  const portal = usePortal();
  const [portalOnly, setPortalOnly] = useState(!tenant.preferences.documentsOnPaper);
  const [done, setDone] = useState(false);
  const answer = useAction(async () => {
    updateTenant((await request(AnswerPaper, { electronicOnly: portalOnly })).answerPaperQuestion);
    setDone(true);
  });
  const changed = portalOnly === tenant.preferences.documentsOnPaper;
  const sender = portal?.name ?? t("common.portal");
  const email = tenant.email ?? "";
  return (
    <form
      class="stack stack-4"
      onSubmit={(event) => {
        event.preventDefault();
        answer.run();
      }}
    >
      <fieldset>
        <legend class="vh">{t("account.paper.title")}</legend>
        <Choice
          type="radio"
          name="paper"
          label={<T k="account.paper.both" />}
          checked={!portalOnly}
          onChecked={() => {
            setPortalOnly(false);
          }}
        />
        <Choice
          type="radio"
          name="paper"
          label={
            short && !portalOnly ? (
              t("account.paper.portalShort")
            ) : (
              <T k="account.paper.portal" values={{ sender, email }} />
            )
          }
          checked={portalOnly}
          onChecked={() => {
            setPortalOnly(true);
          }}
        />
      </fieldset>
      <p class="second sm">{t("account.paper.law")}</p>
      {answer.error && <Failure error={answer.error} />}
      <p class="sm quiet" role="status">
        {done && saved}
      </p>
      {(!short || changed) && (
        <div class="actions">
          <Button type="submit" large={!short} busy={answer.busy}>
            {submit}
          </Button>
        </div>
      )}
    </form>
  );
}
