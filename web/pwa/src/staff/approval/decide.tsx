import { useState } from "preact/hooks";

import { LONG_MS, request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { Button, TextField } from "@/shared/form";
import { navigate } from "@/shared/router";

import { Dialog, SafeButton } from "../parts/dialog";
import { ApproveNotice, SendBackNotice } from "./approval.generated";
import type { Asked } from "./facts";
import { isStale, Refused } from "./refused";

const LEAST_WORD = 3;

interface DecideProps {
  readonly asked: Asked;
  readonly refresh: () => void;
}

interface DialogProps extends DecideProps {
  readonly onClose: () => void;
}

function Approve({ asked, refresh, onClose }: DialogProps) {
  const approving = useAction(async () => {
    const variables = { id: asked.id, seal: asked.seal };
    const { approveNotice } = await request(ApproveNotice, variables, { timeoutMs: LONG_MS });
    navigate(`/verwaltung/aushaenge/${approveNotice.notice.id}`);
  });
  return (
    <Dialog
      title={t("staffApproval.approveAsk", { households: t("staff.households", { n: asked.households }) })}
      busy={approving.busy}
      onClose={onClose}
      foot={
        <>
          {!isStale(approving.error) && (
            <Button look="danger-second" icon="send" busy={approving.busy} onClick={approving.run}>
              {t("staffApproval.approveYes")}
            </Button>
          )}
          <SafeButton onClick={onClose}>{t("staffApproval.approveNo")}</SafeButton>
        </>
      }
    >
      <p>{t("staffApproval.approveText", { title: asked.title })}</p>
      {approving.error && (
        <Refused
          error={approving.error}
          again={() => {
            onClose();
            refresh();
          }}
        />
      )}
    </Dialog>
  );
}

function SendBack({ asked, refresh, onClose }: DialogProps) {
  const [word, setWord] = useState("");
  const [isShort, setShort] = useState(false);
  const returning = useAction(async () => {
    const isTooShort = word.trim().length < LEAST_WORD;
    setShort(isTooShort);
    if (isTooShort) return;
    await request(SendBackNotice, { id: asked.id, word });
    refresh();
  });
  return (
    <Dialog
      title={t("staffApproval.sendBackAsk", { title: asked.title })}
      busy={returning.busy}
      onClose={onClose}
      foot={
        <>
          {!isStale(returning.error) && (
            <Button look="second" busy={returning.busy} onClick={returning.run}>
              {t("staffApproval.sendBack")}
            </Button>
          )}
          <SafeButton onClick={onClose}>{t("staffApproval.sendBackNo")}</SafeButton>
        </>
      }
    >
      <TextField
        label={t("staffApproval.word")}
        hint={t("staffApproval.wordHint")}
        error={isShort ? t("staffApproval.wordShort") : undefined}
        value={word}
        onValue={setWord}
        input={{ maxLength: 500 }}
      />
      {returning.error && (
        <Refused
          error={returning.error}
          again={() => {
            onClose();
            refresh();
          }}
        />
      )}
    </Dialog>
  );
}

/** A second person lets it go exactly as it is shown, or says why not. */
export function Decide(props: DecideProps) {
  const [open, setOpen] = useState<"approve" | "sendBack" | null>(null);
  const onClose = (): void => {
    setOpen(null);
  };
  return (
    <div class="row row--tight">
      <Button
        icon="send"
        onClick={() => {
          setOpen("approve");
        }}
      >
        {t("staffApproval.approve")}
      </Button>
      <Button
        look="second"
        onClick={() => {
          setOpen("sendBack");
        }}
      >
        {t("staffApproval.sendBack")}
      </Button>
      {open === "approve" && <Approve {...props} onClose={onClose} />}
      {open === "sendBack" && <SendBack {...props} onClose={onClose} />}
    </div>
  );
}
