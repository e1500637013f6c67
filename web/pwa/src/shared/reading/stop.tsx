import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { StopReading } from "@/api/reading.generated";
import { enter, refreshViewer } from "@/api/session";
import type { Reading } from "@/api/types";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";

import { Button } from "../form";
import { navigate } from "../router";
import { session } from "../session";
import { isOnlyReader } from "./for-whom";
import { Sure } from "./sure";

/** With the last reading the account of somebody who is no member is gone (docs/decisions/0010-readers.md). */
async function whoIsLeft(): Promise<void> {
  await refreshViewer().catch(() => undefined);
  if (session.get().kind !== "tenant") enter({ kind: "anonymous", ended: "signedOut" });
}

interface StopProps {
  readonly reading: Reading;
  /** Where it goes on. */
  readonly next: string;
}

/** "Nicht mehr mitlesen": from the side of who reads. */
export function StopButton({ reading, next }: StopProps) {
  const [asked, setAsked] = useState(false);
  const stop = useAction(async () => {
    await request(StopReading, { id: reading.id });
    setAsked(false);
    await whoIsLeft();
    navigate(session.get().kind === "tenant" ? next : "/", { replace: true });
  });
  const now = session.get();
  const isLast = now.kind === "tenant" && isOnlyReader(now.tenant) && now.tenant.readsFor.length === 1;
  return (
    <>
      <Button
        look="quiet"
        icon="close"
        onClick={() => {
          setAsked(true);
        }}
      >
        {t("reading.stop")}
      </Button>
      {asked && (
        <Sure
          title={t("reading.stopAsk", { name: reading.name })}
          texts={[t("reading.stopText", { name: reading.name }), ...(isLast ? [t("reading.stopLast")] : [])]}
          yes={t("reading.stopYes")}
          no={t("reading.stopNo")}
          action={stop}
          onClose={() => {
            setAsked(false);
            stop.clear();
          }}
        />
      )}
    </>
  );
}
