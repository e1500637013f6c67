/**
 * Keeps what is typed until it is sent, on this device and for this employee, so that a closed tab loses nothing.
 * It holds no personal data of tenants: the audience is houses.
 */
import { newMutationId, type Draft } from "./form";

const PREFIX = "mieterportal.compose.";
const VERSION = 1;

interface Stored {
  readonly version: number;
  readonly savedAt: string;
  readonly draft: Omit<Draft, "translations"> & Partial<Pick<Draft, "translations">>;
}

export interface Saved {
  readonly draft: Draft;
  readonly savedAt: Date;
}

function isStored(value: unknown): value is Stored {
  return (
    typeof value === "object" && value !== null && "version" in value && value.version === VERSION && "draft" in value
  );
}

/** The draft of this employee, or null where there is none that this version can read. */
export function loadDraft(staffId: string): Saved | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(PREFIX + staffId) ?? "null");
    if (!isStored(value)) return null;
    // Earlier versions kept drafts on the device alone, and in German alone.
    return {
      draft: {
        ...value.draft,
        draftKey: value.draft.draftKey || newMutationId(),
        translations: value.draft.translations ?? {},
      },
      savedAt: new Date(value.savedAt),
    };
  } catch {
    return null;
  }
}

/** Says whether the browser kept it; private windows may not. */
export function saveDraft(staffId: string, draft: Draft): boolean {
  const stored: Stored = { version: VERSION, savedAt: new Date().toISOString(), draft };
  try {
    localStorage.setItem(PREFIX + staffId, JSON.stringify(stored));
    return true;
  } catch {
    return false;
  }
}

export function forgetDraft(staffId: string): void {
  try {
    localStorage.removeItem(PREFIX + staffId);
  } catch {
    // Nothing was kept, so nothing needs forgetting.
  }
}
