import type { Action } from "@/api/use-action";
import { t } from "@/i18n";
import { dateMedium } from "@/i18n/format";
import { T } from "@/i18n/rich";
import { Failure, Note } from "@/shared/feedback";
import { Button } from "@/shared/form";

import { Dialog, SafeButton } from "../parts/dialog";
import type { DocumentInput, PublishDocumentMutation } from "./documents.generated";

export type Reach = Pick<PublishDocumentMutation["publishDocument"], "recipients" | "byMail">;

function day(value: string): string {
  return dateMedium(new Date(`${value}T12:00:00Z`));
}

/** "3 Personen können dieses Dokument lesen. 2 bekommen eine E-Mail." */
export function ReachSentence({ reach: { recipients, byMail } }: { reach: Reach }) {
  return (
    <>
      <T k="staffDocument.confirm.sentence" values={{ n: recipients }} />{" "}
      {byMail > 0 && <T k="staffDocument.byMail" values={{ n: byMail }} />}
    </>
  );
}

interface ConfirmProps {
  readonly input: DocumentInput;
  readonly filename: string;
  readonly forWhom: string;
  readonly reach: Reach;
  readonly publishing: Action<[]>;
  readonly onClose: () => void;
}

/** Who will see it, before anybody does. */
export function ConfirmDocument({ input, filename, forWhom, reach, publishing, onClose }: ConfirmProps) {
  return (
    <Dialog
      title={t("staffDocument.confirm.title")}
      busy={publishing.busy}
      onClose={onClose}
      foot={
        <>
          <Button look="danger-second" icon="send" busy={publishing.busy} onClick={publishing.run}>
            {t("staffDocument.confirm.yes")}
          </Button>
          <SafeButton onClick={onClose}>{t("staffDocument.confirm.safe")}</SafeButton>
        </>
      }
    >
      <p class="blast-sentence">
        <ReachSentence reach={reach} />
      </p>
      {reach.byMail === 0 && (
        <Note tone="warn" icon="paper">
          <p>
            <T k="staffDocument.confirm.noMail" />
          </p>
        </Note>
      )}
      <dl class="facts facts--tight">
        <dt>{t("staffDocument.confirm.for")}</dt>
        <dd>{forWhom}</dd>
        <dt>{t("staffDocument.confirm.name")}</dt>
        <dd>{input.title}</dd>
        {input.periodFrom && input.periodUntil && (
          <>
            <dt>{t("staffDocument.confirm.period")}</dt>
            <dd>{t("staffDocument.period", { from: day(input.periodFrom), until: day(input.periodUntil) })}</dd>
          </>
        )}
        <dt>{t("staffDocument.confirm.file")}</dt>
        <dd class="break">{filename}</dd>
      </dl>
      {publishing.error?.code === "idempotency_conflict" ? (
        <Note tone="warn" role="alert">
          <p>
            <T k="staffDocument.error.again" />
          </p>
        </Note>
      ) : (
        publishing.error && <Failure error={publishing.error} />
      )}
    </Dialog>
  );
}
