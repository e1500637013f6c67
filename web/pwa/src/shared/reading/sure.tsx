import "../../design/dialog.css";

import type { Action } from "@/api/use-action";

import { Dialog, SafeButton } from "../dialog";
import { Failure } from "../feedback";
import { Button } from "../form";

interface SureProps {
  readonly title: string;
  readonly texts: readonly string[];
  readonly yes: string;
  readonly no: string;
  readonly action: Action<[]>;
  readonly onClose: () => void;
}

/** One question before reading along ends; "no" is the safe answer. */
export function Sure({ title, texts, yes, no, action, onClose }: SureProps) {
  return (
    <Dialog
      title={title}
      busy={action.busy}
      onClose={onClose}
      foot={
        <>
          <Button look="danger-second" busy={action.busy} onClick={action.run}>
            {yes}
          </Button>
          <SafeButton onClick={onClose}>{no}</SafeButton>
        </>
      }
    >
      {texts.map((text) => (
        <p key={text}>{text}</p>
      ))}
      {action.error && <Failure error={action.error} />}
    </Dialog>
  );
}
