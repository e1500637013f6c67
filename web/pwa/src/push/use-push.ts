import { useCallback, useEffect } from "preact/hooks";

import { portal } from "@/shared/portal";
import { store, useStore } from "@/shared/store";

import { browserPorts } from "./browser";
import { check, switchOff, switchOn, type PushState } from "./machine";

/** One truth for home, profile and the question: this device has one subscription. */
export const pushState = store<PushState>({ kind: "checking" });

/** Looks at this device and posts a living subscription again. Called at every start of a signed-in tenant. */
export async function checkPush(): Promise<void> {
  const key = portal.get()?.vapidKey;
  if (key) pushState.set(await check(browserPorts(), key));
}

export interface Push {
  readonly state: PushState;
  readonly turnOn: () => void;
  readonly turnOff: () => Promise<void>;
}

export function usePush(): Push {
  const state = useStore(pushState);
  useEffect(() => {
    if (pushState.get().kind === "checking") void checkPush();
  }, []);
  const turnOn = useCallback(() => {
    const key = portal.get()?.vapidKey;
    if (!key || pushState.get().kind === "asking") return;
    pushState.set({ kind: "asking" });
    void switchOn(browserPorts(), key).then(pushState.set);
  }, []);
  const turnOff = useCallback(async () => {
    pushState.set(await switchOff(browserPorts()));
  }, []);
  return { state, turnOn, turnOff };
}
