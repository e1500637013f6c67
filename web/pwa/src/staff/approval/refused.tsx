import type { PortalError } from "@/api/errors";
import { t } from "@/i18n";
import { T } from "@/i18n/rich";
import { Failure, Note } from "@/shared/feedback";
import { Button } from "@/shared/form";

const WORDS = {
  already_decided: "staffApproval.error.decided",
  already_published: "staffApproval.error.sent",
  changed_meanwhile: "staffApproval.error.changed",
  not_found: "staffApproval.error.decided",
} as const;

function isWorded(code: string): code is keyof typeof WORDS {
  return code in WORDS;
}

/** Pressing the same button again would change nothing: what is shown is not what is there. */
export function isStale(error: PortalError | null): boolean {
  return error !== null && isWorded(error.code);
}

/** Somebody else was faster, or what was looked at is not what waits any more: nothing was sent by this press. */
export function Refused({ error, again }: { error: PortalError; again?: () => void }) {
  if (!isWorded(error.code)) return <Failure error={error} {...(again ? { retry: again } : {})} />;
  return (
    <Note tone="warn" role="alert">
      <p>
        <T k={WORDS[error.code]} />
      </p>
      {again && (
        <Button look="second" icon="refresh" onClick={again}>
          {t(error.code === "changed_meanwhile" ? "staffApproval.lookAgain" : "staffApproval.reload")}
        </Button>
      )}
    </Note>
  );
}
