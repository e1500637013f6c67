/** The real browser behind the machine's ports. */
import { request } from "@/api/client";
import { deviceLabel } from "@/shared/device-label";
import { installationId } from "@/shared/installation";
import { keep } from "@/shared/kv";
import { fromBase64Url, inputOf, keyOf } from "@/shared/subscription";

import { RegisterDevice } from "./device.generated";
import type { Ports, Subscribed } from "./machine";

interface AppleNavigator extends Navigator {
  readonly standalone?: boolean;
}

export function isAppleMobile(agent = navigator.userAgent, touchPoints = navigator.maxTouchPoints): boolean {
  // An iPad calls itself a Mac, but no Mac has a touch screen.
  return /iPhone|iPad|iPod/u.test(agent) || (agent.includes("Macintosh") && touchPoints > 1);
}

export function isInstalled(): boolean {
  return matchMedia("(display-mode: standalone)").matches || (navigator as AppleNavigator).standalone === true;
}

function wrap(subscription: PushSubscription): Subscribed {
  return {
    key: keyOf(subscription),
    input: (installation, label, vapidKey) => inputOf(subscription, installation, label, vapidKey),
    unsubscribe: () => subscription.unsubscribe(),
  };
}

async function manager(): Promise<PushManager> {
  return (await navigator.serviceWorker.ready).pushManager;
}

export function browserPorts(): Ports {
  return {
    supported: "serviceWorker" in navigator && "PushManager" in window && "Notification" in window,
    onAppleMobile: isAppleMobile(),
    installed: isInstalled(),
    permission: () => Notification.permission,
    ask: () => Notification.requestPermission(),
    current: async () => {
      const found = await (await manager()).getSubscription();
      return found && wrap(found);
    },
    subscribe: async (vapidKey) => {
      const options = { userVisibleOnly: true, applicationServerKey: fromBase64Url(vapidKey) };
      return wrap(await (await manager()).subscribe(options));
    },
    installationId,
    label: deviceLabel(),
    post: async (input) => {
      await request(RegisterDevice, { input });
    },
    remember: (vapidKey) => keep("pushKey", vapidKey),
  };
}
