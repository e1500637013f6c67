import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { T } from "@/i18n/rich";
import { Note } from "@/shared/feedback";
import { Button } from "@/shared/form";

import { Dialog, SafeButton } from "../parts/dialog";
import { WithdrawApproval } from "./approval.generated";
import type { Asked } from "./facts";
import { isStale, Refused } from "./refused";

function StateNote({ asked }: { asked: Asked }) {
  switch (asked.state) {
    case "RETURNED":
      return (
        <Note tone="warn">
          <p>
            <T k="staffApproval.returned" values={{ word: asked.word }} />
          </p>
        </Note>
      );
    case "EXPIRED":
      return (
        <Note tone="warn" icon="clock">
          <p>
            <T k="staffApproval.expired" />
          </p>
        </Note>
      );
    default:
      return (
        <Note tone="mute" icon="clock">
          <p>{t("staffApproval.mine")}</p>
        </Note>
      );
  }
}

interface OwnProps {
  readonly asked: Asked;
  readonly refresh: () => void;
}

function Withdraw({ asked, refresh, onClose }: OwnProps & { readonly onClose: () => void }) {
  const withdrawing = useAction(async () => {
    await request(WithdrawApproval, { id: asked.id });
    refresh();
  });
  return (
    <Dialog
      title={t("staffApproval.withdrawAsk", { title: asked.title })}
      busy={withdrawing.busy}
      onClose={onClose}
      foot={
        <>
          {!isStale(withdrawing.error) && (
            <Button look="danger-second" busy={withdrawing.busy} onClick={withdrawing.run}>
              {t("staffApproval.withdrawYes")}
            </Button>
          )}
          <SafeButton onClick={onClose}>{t("staffApproval.withdrawNo")}</SafeButton>
        </>
      }
    >
      <p>{t("staffApproval.withdrawText")}</p>
      {withdrawing.error && (
        <Refused
          error={withdrawing.error}
          again={() => {
            onClose();
            refresh();
          }}
        />
      )}
    </Dialog>
  );
}

/** What the author can do with it: other words, or not at all. */
export function Own({ asked, refresh }: OwnProps) {
  const [isAsked, setAsked] = useState(false);
  return (
    <div class="stack stack-3">
      <StateNote asked={asked} />
      <div class="row row--tight">
        <a class={asked.state === "WAITING" ? "btn btn--second" : "btn"} href={`/verwaltung/freigaben/${asked.id}`}>
          {t("staffApproval.change")}
        </a>
        <Button
          look="quiet"
          onClick={() => {
            setAsked(true);
          }}
        >
          {t("staffApproval.withdraw")}
        </Button>
      </div>
      {isAsked && (
        <Withdraw
          asked={asked}
          refresh={refresh}
          onClose={() => {
            setAsked(false);
          }}
        />
      )}
    </div>
  );
}
