/** The browser has changed the subscription by itself: subscribe anew with the same key and tell the server. */
import { RegisterDevice } from "../src/push/device.generated";
import { installationId } from "../src/shared/installation";
import { recall } from "../src/shared/kv";
import { fromBase64Url, inputOf, keyOf } from "../src/shared/subscription";

async function knownKey(old: PushSubscription | null): Promise<string | null> {
  const stored = await recall("pushKey");
  return (old ? keyOf(old) : null) ?? (typeof stored === "string" ? stored : null);
}

/** Some browsers hand over neither the old nor the new subscription; then the key kept by the page is used. */
export async function resubscribe(
  registration: ServiceWorkerRegistration,
  old: PushSubscription | null,
  fresh: PushSubscription | null,
): Promise<void> {
  const key = await knownKey(old);
  if (key === null) return;
  const subscription =
    fresh ??
    (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: fromBase64Url(key) }));
  const input = inputOf(subscription, await installationId(), "", key);
  // Without a session the answer is a refusal; the page posts the subscription again at its next start.
  await fetch("/graphql", {
    method: "POST",
    credentials: "same-origin",
    headers: {
      "Content-Type": "application/json",
      Accept: "application/graphql-response+json",
      "GraphQL-Require-Preflight": "1",
    },
    body: JSON.stringify({ documentId: RegisterDevice.documentId, variables: { input } }),
  });
}
