/** The persons staff have to reach in another way: nobody may be lost between the numbers. */
import { useEffect, useState } from "preact/hooks";

import type { PortalError } from "@/api/errors";
import { asPortalError } from "@/api/use-query";

import { everything } from "../places/stock";
import { NotReached, type NotReachedQuery } from "./reach.generated";

export type NotReachedRow = NotReachedQuery["notReached"]["edges"][number]["node"];

interface NotReachedState {
  readonly rows: readonly NotReachedRow[] | null;
  readonly error: PortalError | null;
}

export function useNotReached(noticeId: string): NotReachedState {
  const [state, setState] = useState<NotReachedState>({ rows: null, error: null });
  useEffect(() => {
    let current = true;
    everything(NotReached, { noticeId }, (result) => result.notReached).then(
      (rows) => {
        if (current) setState({ rows, error: null });
      },
      (reason: unknown) => {
        if (current) setState({ rows: null, error: asPortalError(reason) });
      },
    );
    return () => {
      current = false;
    };
  }, [noticeId]);
  return state;
}
