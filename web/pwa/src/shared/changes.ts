/** Counts up when the server says that something changed; open pages then ask again. */
import { useEffect, useRef } from "preact/hooks";

import { store, useStore } from "./store";

export interface Change {
  readonly turn: number;
  /** Ids that have just arrived, so that a list can let them fade in. */
  readonly fresh: ReadonlySet<string>;
}

const NOTHING: Change = { turn: 0, fresh: new Set() };

export const boardChange = store<Change>(NOTHING);
export const documentChange = store<Change>(NOTHING);

export function bump(source: typeof boardChange, id: string | null): void {
  const { turn, fresh } = source.get();
  source.set({ turn: turn + 1, fresh: id === null ? fresh : new Set([...fresh, id]) });
}

const TOUCH_PAUSE_MS = 700;
let lastTouch = -Infinity;

function noteTouch(): void {
  lastTouch = performance.now();
}

/** Watches fingers and pointers, so that nothing moves under them. */
export function watchTouches(): void {
  for (const type of ["pointerdown", "pointermove", "touchmove"]) {
    window.addEventListener(type, noteTouch, { passive: true });
  }
}

/** Waits until no finger is at work. */
function whenCalm(work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const look = (): void => {
    const left = TOUCH_PAUSE_MS - (performance.now() - lastTouch);
    if (left > 0) timer = setTimeout(look, left);
    else work();
  };
  timer = setTimeout(look, 0);
  return () => {
    clearTimeout(timer);
  };
}

/** Refreshes a page after each change, but never while the person is touching it. */
export function useChange(source: typeof boardChange, refresh: () => void): ReadonlySet<string> {
  const { turn, fresh } = useStore(source);
  const seen = useRef(turn);
  useEffect(() => {
    if (seen.current === turn) return undefined;
    seen.current = turn;
    return whenCalm(refresh);
  }, [turn, refresh]);
  return fresh;
}
