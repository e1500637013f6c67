import type { Tone } from "@/shared/notice/phase";

import type { StateTone } from "../parts/state";

/** The label of a state at the desk, for the tone it has everywhere. */
export const STATE_TONES: Readonly<Record<Tone, StateTone>> = {
  running: "running",
  coming: "coming",
  overrun: "warn",
  clear: "ok",
  cancelled: "mute",
};
