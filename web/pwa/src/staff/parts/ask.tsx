import type { ComponentChildren } from "preact";

import type { Action } from "@/api/use-action";
import { Failure } from "@/shared/feedback";
import { Button } from "@/shared/form";
import type { IconName } from "@/shared/icon";

import { Dialog, SafeButton } from "./dialog";

interface AskProps {
  readonly title: string;
  readonly yes: string;
  readonly no: string;
  readonly icon?: IconName;
  readonly look?: "danger-second" | "ok" | "second";
  readonly action?: Action<[]>;
  readonly onYes: () => void;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** One question with two answers; "no" is the safe one. */
export function Ask({ title, yes, no, icon, look = "danger-second", action, onYes, onClose, children }: AskProps) {
  const busy = action?.busy ?? false;
  return (
    <Dialog
      title={title}
      busy={busy}
      onClose={onClose}
      foot={
        <>
          <Button look={look} busy={busy} onClick={onYes} {...(icon ? { icon } : {})}>
            {yes}
          </Button>
          <SafeButton onClick={onClose}>{no}</SafeButton>
        </>
      }
    >
      {children}
      {action?.error && <Failure error={action.error} />}
    </Dialog>
  );
}
