import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import { request } from "./client";
import { INTERNAL, PortalError } from "./errors";
import type { Operation } from "./operation";

export interface Query<R> {
  /** The last good answer; stays while a newer one is on its way. */
  readonly data: R | null;
  readonly error: PortalError | null;
  readonly loading: boolean;
  readonly refresh: () => void;
}

/** The last answers of this visit, so that going back shows a page at once while it is asked for anew. */
const answers = new Map<string, unknown>();

/** Counts how often all was forgotten: what was asked for before belongs to somebody else. */
let generation = 0;

/** Forgets every answer; the next person at this device sees none of them. */
export function forgetAnswers(): void {
  answers.clear();
  generation += 1;
}

interface State<R> {
  readonly key: string;
  readonly data: R | null;
  readonly error: PortalError | null;
  readonly loading: boolean;
}

export function asPortalError(reason: unknown): PortalError {
  return reason instanceof PortalError ? reason : new PortalError(INTERNAL);
}

/** Asks when shown, again when the variables change, when refreshed and when the network comes back. */
export function useQuery<R, V extends object>(operation: Operation<R, V>, variables: V): Query<R> {
  const key = operation.documentId + JSON.stringify(variables);
  const known = (answers.get(key) as R | undefined) ?? null;
  const [state, setState] = useState<State<R>>({ key, data: known, error: null, loading: true });
  const turn = useRef(0);

  const refresh = useCallback(() => {
    const mine = ++turn.current;
    const asked = generation;
    const given = JSON.parse(key.slice(operation.documentId.length)) as V;
    setState((last) => ({ key, data: last.key === key ? last.data : null, error: null, loading: true }));
    request(operation, given).then(
      (data) => {
        if (asked !== generation) return;
        answers.set(key, data);
        if (mine === turn.current) setState({ key, data, error: null, loading: false });
      },
      (reason: unknown) => {
        if (mine !== turn.current) return;
        const error = asPortalError(reason);
        setState((last) => ({ key, data: last.key === key ? last.data : null, error, loading: false }));
      },
    );
  }, [operation, key]);

  useEffect(() => {
    refresh();
    window.addEventListener("online", refresh);
    return () => {
      turn.current += 1;
      window.removeEventListener("online", refresh);
    };
  }, [refresh]);

  if (state.key !== key) return { data: known, error: null, loading: true, refresh };
  return { data: state.data ?? known, error: state.error, loading: state.loading, refresh };
}
