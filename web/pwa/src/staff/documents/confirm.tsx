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

export function reachWords({ recipients, byMail }: Reach): { persons: string; byMail: number } {
  return { persons: t("staff.persons", { n: recipients }), byMail };
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
  const one = reach.recipients === 1;
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
        <T
          k={one ? "staffDocument.confirm.sentenceOne" : "staffDocument.confirm.sentence"}
          values={reachWords(reach)}
        />
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
      {publishing.error && <Failure error={publishing.error} />}
    </Dialog>
  );
}
