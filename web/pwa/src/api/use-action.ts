import { useCallback, useRef, useState } from "preact/hooks";

import type { PortalError } from "./errors";
import { asPortalError } from "./use-query";

export interface Action<A extends unknown[]> {
  readonly run: (...given: A) => void;
  readonly busy: boolean;
  readonly error: PortalError | null;
  readonly clear: () => void;
}

/** Runs something that changes the server, one at a time: a second tap while it works does nothing. */
export function useAction<A extends unknown[]>(work: (...given: A) => Promise<void>): Action<A> {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<PortalError | null>(null);
  const running = useRef(false);
  const latest = useRef(work);
  latest.current = work;
  const run = useCallback((...given: A) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setError(null);
    latest
      .current(...given)
      .catch((reason: unknown) => {
        setError(asPortalError(reason));
      })
      .finally(() => {
        running.current = false;
        setBusy(false);
      });
  }, []);
  const clear = useCallback(() => {
    setError(null);
  }, []);
  return { run, busy, error, clear };
}
