import { useCallback, useState } from "preact/hooks";

import { forgetDraft, loadDraft, saveDraft } from "./draft";
import { newDraft, type Draft } from "./form";

export interface DraftState {
  readonly draft: Draft;
  readonly change: (next: Partial<Draft>) => void;
  /** Null as long as nothing was typed. */
  readonly savedAt: Date | null;
  /** The browser keeps nothing (private window, full). */
  readonly isUnsaved: boolean;
  readonly isRestored: boolean;
  readonly discard: () => void;
}

/** A notice that waits for approval and is changed: the server has it, so this device keeps nothing. */
export function useChanged(begun: Draft): DraftState {
  const [draft, setDraft] = useState(begun);
  const change = useCallback((next: Partial<Draft>) => {
    setDraft((last) => ({ ...last, ...next }));
  }, []);
  const discard = useCallback(() => {
    setDraft(begun);
  }, [begun]);
  return { draft, change, savedAt: null, isUnsaved: false, isRestored: false, discard };
}

/** The notice being written, kept on this device at every key. */
export function useDraft(staffId: string, contact: string, houses: readonly string[]): DraftState {
  const [found] = useState(() => loadDraft(staffId));
  const [draft, setDraft] = useState<Draft>(() => {
    const begun = found?.draft ?? newDraft(contact);
    return houses.length > 0 ? { ...begun, audience: { base: "places", houses } } : begun;
  });
  const [savedAt, setSavedAt] = useState<Date | null>(found?.savedAt ?? null);
  const [isUnsaved, setUnsaved] = useState(false);
  const [isRestored, setRestored] = useState(found !== null);
  const change = useCallback(
    (next: Partial<Draft>) => {
      setDraft((last) => {
        const changed = { ...last, ...next };
        const kept = saveDraft(staffId, changed);
        setUnsaved(!kept);
        if (kept) setSavedAt(new Date());
        return changed;
      });
    },
    [staffId],
  );
  const discard = useCallback(() => {
    forgetDraft(staffId);
    setDraft(newDraft(contact));
    setSavedAt(null);
    setRestored(false);
  }, [staffId, contact]);
  return { draft, change, savedAt, isUnsaved, isRestored, discard };
}
