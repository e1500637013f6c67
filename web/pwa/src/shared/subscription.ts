/** A browser's push subscription as the contract wants it. Used by the page and by the service worker. */

export interface WebPushInput {
  readonly kind: "WEBPUSH";
  readonly installationId: string;
  readonly label: string;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  readonly vapidKey: string;
}

export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const padded = text
    .replace(/-/gu, "+")
    .replace(/_/gu, "/")
    .padEnd(Math.ceil(text.length / 4) * 4, "=");
  return Uint8Array.from(atob(padded), (symbol) => symbol.charCodeAt(0));
}

export function toBase64Url(bytes: ArrayBuffer): string {
  const text = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(text).replace(/\+/gu, "-").replace(/\//gu, "_").replace(/=+$/u, "");
}

/** The key the browser subscribed with, or null where it does not tell. */
export function keyOf(subscription: PushSubscription): string | null {
  const key = subscription.options.applicationServerKey;
  return key ? toBase64Url(key) : null;
}

export function inputOf(
  subscription: PushSubscription,
  installationId: string,
  label: string,
  vapidKey: string,
): WebPushInput {
  const p256dh = subscription.getKey("p256dh");
  const auth = subscription.getKey("auth");
  if (!p256dh || !auth) throw new Error("the subscription has no keys");
  return {
    kind: "WEBPUSH",
    installationId,
    label,
    endpoint: subscription.endpoint,
    p256dh: toBase64Url(p256dh),
    auth: toBase64Url(auth),
    vapidKey: keyOf(subscription) ?? vapidKey,
  };
}
