/** Keeps what is typed on the server too, a moment after the last key, so that another device can go on with it. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import { request } from "@/api/client";

import { SaveNoticeDraft } from "../drafts/drafts.generated";
import type { Stock } from "../places/stock";
import { titleOf, type Draft } from "./form";

const PAUSE_MS = 700;

export interface Kept {
  /** The server's id of the draft; null as long as it has none. */
  readonly draftId: string | null;
  /** The server has what is typed; false where it could not be reached since. */
  readonly isKept: boolean;
  /** Save at once, and say under which id. Null where the server cannot: sending does not wait for that. */
  readonly now: () => Promise<string | null>;
}

async function save(draft: Draft, stock: Stock): Promise<string> {
  const title = titleOf(draft, stock).slice(0, 160);
  const variables = { key: draft.draftKey, title, content: JSON.stringify(draft) };
  return (await request(SaveNoticeDraft, variables)).saveNoticeDraft.id;
}

/** `isTouched`: somebody typed; an empty form is no draft. */
export function useKept(draft: Draft, stock: Stock, isTouched: boolean): Kept {
  const [draftId, setDraftId] = useState<string | null>(null);
  const [isKept, setKept] = useState(false);
  const latest = useRef({ draft, stock });
  latest.current = { draft, stock };
  const now = useCallback(async () => {
    try {
      const id = await save(latest.current.draft, latest.current.stock);
      setDraftId(id);
      setKept(true);
      return id;
    } catch {
      // This device has it, and the next key tries again.
      setKept(false);
      return null;
    }
  }, []);
  const content = JSON.stringify(draft);
  useEffect(() => {
    if (!isTouched) return;
    setKept(false);
    const timer = setTimeout(() => {
      void now();
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [content, isTouched, now]);
  return { draftId, isKept, now };
}
