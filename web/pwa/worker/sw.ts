/// <reference lib="webworker" />
import type { PrecacheEntry } from "workbox-precaching";

import { brand, isAppNavigation, isBrand, page, prepareShell } from "./cache";
import { options, parse, pathOf } from "./push";
import { resubscribe } from "./subscription";

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: (PrecacheEntry | string)[] };

interface SubscriptionChange extends ExtendableEvent {
  readonly oldSubscription?: PushSubscription | null;
  readonly newSubscription?: PushSubscription | null;
}

prepareShell(self.__WB_MANIFEST);

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("message", (event) => {
  if (event.data === "renew") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  if (isAppNavigation(event.request, self.location.origin)) event.respondWith(page(event.request));
  else if (isBrand(event.request, self.location.origin)) event.respondWith(brand(event.request));
});

function payload(event: PushEvent): string | null {
  try {
    return event.data?.text() ?? null;
  } catch {
    return null;
  }
}

self.addEventListener("push", (event) => {
  const message = parse(payload(event), self.location.origin);
  event.waitUntil(self.registration.showNotification(message.title, options(message)));
});

async function open(path: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const url = new URL(path, self.location.origin).href;
  const there = windows.find((client) => client.url === url);
  if (there) {
    await there.focus();
    return;
  }
  const other = windows[0];
  if (other) {
    other.postMessage({ type: "open", path });
    await other.focus();
    return;
  }
  await self.clients.openWindow(url);
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(pathOf(event.notification.data)));
});

self.addEventListener("pushsubscriptionchange", (event) => {
  const change = event as SubscriptionChange;
  change.waitUntil(resubscribe(self.registration, change.oldSubscription ?? null, change.newSubscription ?? null));
});
