import { useCallback, useState } from "preact/hooks";

import { request } from "@/api/client";

import { DiscardNoticeDraft } from "../drafts/drafts.generated";
import type { Stock } from "../places/stock";
import { forgetDraft, loadDraft, saveDraft } from "./draft";
import { newDraft, type Draft } from "./form";
import { useKept, type Kept } from "./keep";

export interface DraftState {
  readonly draft: Draft;
  readonly change: (next: Partial<Draft>) => void;
  /** Null as long as nothing was typed. */
  readonly savedAt: Date | null;
  /** Neither the browser (private window, full) nor the server keeps it. */
  readonly isUnsaved: boolean;
  readonly isRestored: boolean;
  /** On the server; null where that keeps something else of it. */
  readonly kept: Kept | null;
  /** Begin anew; what was typed is thrown away. */
  readonly discard: () => void;
  /** Begin anew, as what was typed has become something on the server. */
  readonly leave: () => void;
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
  return { draft, change, savedAt: null, isUnsaved: false, isRestored: false, kept: null, discard, leave: discard };
}

/** A posted notice that is changed: kept on this device until it is told, under a name that dies with the state it began from. */
export function useEdited(key: string, begun: Draft): DraftState {
  const [found] = useState(() => loadDraft(key));
  const [draft, setDraft] = useState(found?.draft ?? begun);
  const [savedAt, setSavedAt] = useState<Date | null>(found?.savedAt ?? null);
  const [isUnsaved, setUnsaved] = useState(false);
  const change = useCallback(
    (next: Partial<Draft>) => {
      setDraft((last) => {
        const changed = { ...last, ...next };
        const isSaved = saveDraft(key, changed);
        setUnsaved(!isSaved);
        if (isSaved) setSavedAt(new Date());
        return changed;
      });
    },
    [key],
  );
  const leave = useCallback(() => {
    forgetDraft(key);
    setDraft(begun);
    setSavedAt(null);
  }, [key, begun]);
  return { draft, change, savedAt, isUnsaved, isRestored: found !== null, kept: null, discard: leave, leave };
}

/** The notice being written, kept on this device at every key, and on the server. `opened`: a draft that was there already. */
export function useDraft(
  staffId: string,
  contact: string,
  houses: readonly string[],
  stock: Stock,
  opened: Draft | null,
): DraftState {
  const [found] = useState(() => (opened ? { draft: opened, savedAt: new Date() } : loadDraft(staffId)));
  const [draft, setDraft] = useState<Draft>(() => {
    const begun = found?.draft ?? newDraft(contact);
    return houses.length > 0 ? { ...begun, audience: { base: "places", houses } } : begun;
  });
  const [savedAt, setSavedAt] = useState<Date | null>(found?.savedAt ?? null);
  const [isTouched, setTouched] = useState(false);
  const [isLost, setLost] = useState(false);
  const [isRestored, setRestored] = useState(found !== null && opened === null);
  const kept = useKept(draft, stock, isTouched);
  const change = useCallback(
    (next: Partial<Draft>) => {
      setTouched(true);
      setDraft((last) => {
        const changed = { ...last, ...next };
        const isSaved = saveDraft(staffId, changed);
        setLost(!isSaved);
        if (isSaved) setSavedAt(new Date());
        return changed;
      });
    },
    [staffId],
  );
  const leave = useCallback(() => {
    forgetDraft(staffId);
    setTouched(false);
    setDraft(newDraft(contact));
    setSavedAt(null);
    setRestored(false);
  }, [staffId, contact]);
  const { draftId } = kept;
  const discard = useCallback(() => {
    // Whatever becomes of this: a draft left behind on the server stands in the list of drafts, where it can be deleted.
    if (draftId) request(DiscardNoticeDraft, { id: draftId }).catch(() => undefined);
    leave();
  }, [draftId, leave]);
  return { draft, change, savedAt, isUnsaved: isLost && !kept.isKept, isRestored, kept, discard, leave };
}
