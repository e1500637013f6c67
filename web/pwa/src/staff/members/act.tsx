import { useState } from "preact/hooks";

import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { Button, TextField } from "@/shared/form";
import type { IconName } from "@/shared/icon";

import { Ask } from "../parts/ask";

/** As the server wants it. */
export const SHORTEST_REASON = 5;
export const LONGEST_REASON = 300;

export type Name = "resend" | "letter" | "regrant" | "lock" | "unlock" | "death" | "alive";

interface Props {
  readonly name: Name;
  readonly icon: IconName;
  readonly grave?: boolean;
  readonly withReason?: boolean;
  readonly act: (reason: string) => Promise<unknown>;
  readonly done: (name: Name) => void;
}

/** A button behind a question; what is grave or touches a person's rights asks for a typed reason, which stands in the log. */
export function Act({ name, icon, grave = false, withReason = false, act, done }: Props) {
  const [asked, setAsked] = useState(false);
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const acting = useAction(async () => {
    await act(reason.trim());
    setAsked(false);
    setReason("");
    done(name);
  });
  const yes = (): void => {
    const enough = !withReason || reason.trim().length >= SHORTEST_REASON;
    setMissing(!enough);
    if (enough) acting.run();
  };
  return (
    <>
      <Button
        look={grave ? "danger-second" : "second"}
        icon={icon}
        onClick={() => {
          setAsked(true);
        }}
      >
        {t(`staffMember.help.${name}`)}
      </Button>
      {asked && (
        <Ask
          title={t(`staffMember.help.${name}Ask`)}
          yes={t(`staffMember.help.${name}Yes`)}
          no={t("staffMember.help.no")}
          look={grave ? "danger-second" : "second"}
          icon={icon}
          action={acting}
          onYes={yes}
          onClose={() => {
            setAsked(false);
            setMissing(false);
            acting.clear();
          }}
        >
          <p>{t(`staffMember.help.${name}Text`)}</p>
          {withReason && (
            <TextField
              label={t("staffMember.help.reason")}
              hint={t("staffMember.help.reasonHint")}
              error={missing && t("staffMember.help.reasonMissing")}
              value={reason}
              onValue={setReason}
              input={{ maxLength: LONGEST_REASON }}
            />
          )}
        </Ask>
      )}
    </>
  );
}
