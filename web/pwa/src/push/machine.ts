/**
 * Mitteilungen on this device, as a machine without a browser in it: the browser comes in as `Ports`, so that every way
 * it can behave (denied, silent, without support, on an iPhone outside the home screen) is a test.
 */
import type { WebPushInput } from "@/shared/subscription";

export type PushState =
  | { readonly kind: "checking" }
  | { readonly kind: "unsupported" }
  /** On an iPhone only the app on the home screen may show notifications. */
  | { readonly kind: "needsInstall" }
  | { readonly kind: "denied" }
  | { readonly kind: "off"; readonly dismissed: boolean }
  | { readonly kind: "asking" }
  | { readonly kind: "on" }
  /** The browser's push service neither answers nor refuses. */
  | { readonly kind: "hanging" }
  | { readonly kind: "failed"; readonly code: string };

export interface Subscribed {
  readonly key: string | null;
  readonly input: (installationId: string, label: string, vapidKey: string) => WebPushInput;
  readonly unsubscribe: () => Promise<boolean>;
}

export interface Ports {
  readonly supported: boolean;
  readonly onAppleMobile: boolean;
  readonly installed: boolean;
  readonly permission: () => NotificationPermission;
  readonly ask: () => Promise<NotificationPermission>;
  readonly current: () => Promise<Subscribed | null>;
  readonly subscribe: (vapidKey: string) => Promise<Subscribed>;
  readonly installationId: () => Promise<string>;
  readonly label: string;
  /** Stores the subscription at the server; rejects with an object carrying `code`. */
  readonly post: (input: WebPushInput) => Promise<void>;
  readonly remember: (vapidKey: string) => Promise<unknown>;
}

/** Chrome without its push service neither resolves nor rejects; after this the page says so. */
export const PATIENCE_MS = 20_000;
/** Only looking must not take long: without a service worker the browser never answers. */
export const GLANCE_MS = 4000;

class Silence extends Error {}

export function inTime<T>(work: Promise<T>, patience = PATIENCE_MS): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Silence());
    }, patience);
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}

function failure(reason: unknown): PushState {
  if (reason instanceof Silence) return { kind: "hanging" };
  const code = (reason as { code?: unknown } | null)?.code;
  return { kind: "failed", code: typeof code === "string" ? code : "browser" };
}

/** Posts the subscription anew at each start (WP-31); one made with an older key is replaced (WP-30). */
async function settle(ports: Ports, found: Subscribed, vapidKey: string): Promise<void> {
  let subscribed = found;
  if (subscribed.key !== null && subscribed.key !== vapidKey) {
    await subscribed.unsubscribe();
    subscribed = await inTime(ports.subscribe(vapidKey));
  }
  await ports.remember(vapidKey);
  await ports.post(subscribed.input(await ports.installationId(), ports.label, vapidKey));
}

/** What holds on this device now. Never asks the person anything. */
export async function check(ports: Ports, vapidKey: string): Promise<PushState> {
  if (!ports.supported)
    return ports.onAppleMobile && !ports.installed ? { kind: "needsInstall" } : { kind: "unsupported" };
  if (ports.permission() === "denied") return { kind: "denied" };
  try {
    const found = await inTime(ports.current(), GLANCE_MS);
    if (!found || ports.permission() !== "granted") return { kind: "off", dismissed: false };
    await settle(ports, found, vapidKey);
    return { kind: "on" };
  } catch (reason) {
    return failure(reason);
  }
}

/** Switches on, after the explanation and a tap: browsers ignore the question without one. */
export async function switchOn(ports: Ports, vapidKey: string): Promise<PushState> {
  if (!ports.supported) return check(ports, vapidKey);
  try {
    const permission = await ports.ask();
    if (permission === "denied") return { kind: "denied" };
    if (permission !== "granted") return { kind: "off", dismissed: true };
    const found = (await inTime(ports.current())) ?? (await inTime(ports.subscribe(vapidKey)));
    await settle(ports, found, vapidKey);
    return { kind: "on" };
  } catch (reason) {
    return failure(reason);
  }
}

/** Switches off on this device; the server's row is removed by its own call. */
export async function switchOff(ports: Ports): Promise<PushState> {
  try {
    await (await inTime(ports.current()))?.unsubscribe();
    return { kind: "off", dismissed: false };
  } catch (reason) {
    return failure(reason);
  }
}
