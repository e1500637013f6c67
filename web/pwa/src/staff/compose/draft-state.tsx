import { useState } from "preact/hooks";

import { t } from "@/i18n";
import { time } from "@/i18n/format";
import { Button } from "@/shared/form";
import { Icon } from "@/shared/icon";

import { Ask } from "../parts/ask";
import type { DraftState } from "./use-draft";

/** Says that what is typed is kept, or that it is not. */
export function SavedState({ state }: { state: DraftState }) {
  if (state.isUnsaved) {
    return (
      <p class="state state--warn" role="status">
        <Icon name="warning" />
        {t("staffCompose.notSaved")}
      </p>
    );
  }
  if (!state.savedAt) return null;
  return (
    <p class="state">
      <Icon name="check" />
      {t(state.kept?.isKept ? "staffCompose.savedThere" : "staffCompose.saved", { time: time(state.savedAt) })}
    </p>
  );
}

/** Throws the draft away, behind a question. */
export function Discard({ state }: { state: DraftState }) {
  const [asked, setAsked] = useState(false);
  if (!state.savedAt) return null;
  return (
    <>
      <Button
        look="quiet"
        onClick={() => {
          setAsked(true);
        }}
      >
        {t("staffCompose.discard")}
      </Button>
      {asked && (
        <Ask
          title={t("staffCompose.discardAsk")}
          yes={t("staffCompose.discardYes")}
          no={t("staffCompose.discardNo")}
          onYes={() => {
            state.discard();
            setAsked(false);
          }}
          onClose={() => {
            setAsked(false);
          }}
        >
          <p>{t("staffCompose.discardText")}</p>
        </Ask>
      )}
    </>
  );
}
