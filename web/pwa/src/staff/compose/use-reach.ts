import { useEffect, useState } from "preact/hooks";

import { request } from "@/api/client";
import type { PortalError } from "@/api/errors";
import { asPortalError } from "@/api/use-query";

import { useSettled } from "../parts/settled";
import { ReachPreview, type NoticeInput, type ReachPreviewQuery } from "./compose.generated";

export type Reach = ReachPreviewQuery["audiencePreview"];

export interface ReachState {
  readonly reach: Reach | null;
  readonly error: PortalError | null;
  /** The shown numbers are not yet those of what stands on the page. */
  readonly isCounting: boolean;
  readonly retry: () => void;
}

const PAUSE_MS = 450;

/** Counts again when the typing rests; the last numbers stay until the new ones are there. Null asks nothing. */
export function useReach(input: NoticeInput | null): ReachState {
  const key = input === null ? null : JSON.stringify(input);
  const settled = useSettled(key, PAUSE_MS);
  const [answer, setAnswer] = useState<{ key: string; reach: Reach } | null>(null);
  const [failure, setFailure] = useState<{ key: string; error: PortalError } | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (settled === null) return undefined;
    let current = true;
    request(ReachPreview, { input: JSON.parse(settled) as NoticeInput }).then(
      ({ audiencePreview }) => {
        if (!current) return;
        setAnswer({ key: settled, reach: audiencePreview });
        setFailure(null);
      },
      (reason: unknown) => {
        if (current) setFailure({ key: settled, error: asPortalError(reason) });
      },
    );
    return () => {
      current = false;
    };
  }, [settled, turn]);
  const error = failure !== null && failure.key === key ? failure.error : null;
  return {
    reach: key === null ? null : (answer?.reach ?? null),
    error,
    isCounting: key !== null && error === null && answer?.key !== key,
    retry: () => {
      setFailure(null);
      setTurn((last) => last + 1);
    },
  };
}
