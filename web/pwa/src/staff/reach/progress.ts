import { useEffect, useState } from "preact/hooks";

import { isLive, useLive } from "@/api/live";
import type { PortalError } from "@/api/errors";
import { useQuery } from "@/api/use-query";
import { useStore } from "@/shared/store";

import { ProgressOf, ProgressRuns, type CountsFragment } from "./reach.generated";

export type Progress = CountsFragment;

export interface ProgressState {
  readonly progress: Progress | null;
  readonly error: PortalError | null;
  readonly refresh: () => void;
  /** When these numbers were true. */
  readonly asOf: Date;
  readonly isLive: boolean;
}

/** The delivery run: asked once, then told at every change; after a break in the line it is asked again. */
export function useProgress(noticeId: string): ProgressState {
  const { data, error, refresh } = useQuery(ProgressOf, { noticeId });
  const [told, setTold] = useState<Progress | null>(null);
  const [asOf, setAsOf] = useState(() => new Date());
  const live = useStore(isLive);
  useLive(ProgressRuns, { noticeId }, (event) => {
    if (event === null) refresh();
    else {
      setTold(event.deliveryProgress);
      setAsOf(new Date());
    }
  });
  useEffect(() => {
    if (data === null) return;
    setTold(null);
    setAsOf(new Date());
  }, [data]);
  const asked = data?.deliveryProgress ?? null;
  const current = told?.noticeId === noticeId ? told : asked;
  return { progress: current, error, refresh, asOf, isLive: live };
}
