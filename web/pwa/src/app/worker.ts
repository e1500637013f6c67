/** The service worker from the page's side: registered once, renewed when the person says so. */
import { navigate } from "@/shared/router";
import { store } from "@/shared/store";

/** A newer build waits; the page offers to take it over. */
export const waitingWorker = store<ServiceWorker | null>(null);

function watchUpdate(registration: ServiceWorkerRegistration): void {
  const offer = (): void => {
    // Without a controller this is the first installation: there is nothing to renew.
    if (registration.waiting && navigator.serviceWorker.controller) waitingWorker.set(registration.waiting);
  };
  offer();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", offer);
  });
}

export function renew(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    location.reload();
  });
  waitingWorker.get()?.postMessage("renew");
}

export async function registerWorker(): Promise<void> {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    const message = data as { type?: unknown; path?: unknown } | null;
    if (message?.type === "open" && typeof message.path === "string") navigate(message.path);
  });
  try {
    watchUpdate(await navigator.serviceWorker.register("/sw.js", { scope: "/" }));
  } catch (reason) {
    // Private windows and old browsers refuse; the portal works without it.
    console.warn(reason);
  }
}
