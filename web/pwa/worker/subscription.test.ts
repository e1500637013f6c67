import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { fromBase64Url } from "../src/shared/subscription";
import { resubscribe } from "./subscription";

const stored = vi.hoisted(() => ({ pushKey: null as string | null }));

vi.mock("../src/shared/kv", () => ({
  recall: (slot: string) => Promise.resolve(slot === "pushKey" ? stored.pushKey : "installation-1"),
  keep: () => Promise.resolve(true),
}));

function subscription(endpoint: string, key: string | null): PushSubscription {
  return {
    endpoint,
    options: { applicationServerKey: key === null ? null : fromBase64Url(key).buffer, userVisibleOnly: true },
    getKey: () => new Uint8Array([1, 2, 3]).buffer,
  } as unknown as PushSubscription;
}

function registration(made: PushSubscription): { subscribe: ReturnType<typeof vi.fn>; it: ServiceWorkerRegistration } {
  const subscribe = vi.fn(() => Promise.resolve(made));
  return { subscribe, it: { pushManager: { subscribe } } as unknown as ServiceWorkerRegistration };
}

const posted = vi.fn<(url: string, options: { readonly body: string }) => Promise<Response>>(() =>
  Promise.resolve(new Response("{}")),
);

function input(): Record<string, unknown> {
  const body = JSON.parse(posted.mock.calls[0]?.[1].body ?? "{}") as { variables: { input: Record<string, unknown> } };
  return body.variables.input;
}

beforeEach(() => {
  vi.stubGlobal("fetch", posted);
});

afterEach(() => {
  posted.mockClear();
  stored.pushKey = null;
  vi.unstubAllGlobals();
});

describe("pushsubscriptionchange (WP-31)", () => {
  it("posts the new subscription the browser hands over", async () => {
    const { subscribe, it: where } = registration(subscription("https://push.example/unused", "QUJD"));
    await resubscribe(
      where,
      subscription("https://push.example/old", "QUJD"),
      subscription("https://push.example/new", "QUJD"),
    );
    expect(subscribe).not.toHaveBeenCalled();
    expect(input()).toMatchObject({
      endpoint: "https://push.example/new",
      installationId: "installation-1",
      vapidKey: "QUJD",
    });
  });

  it("subscribes with the kept key where old and new are null", async () => {
    stored.pushKey = "QUJD";
    const { subscribe, it: where } = registration(subscription("https://push.example/made", null));
    await resubscribe(where, null, null);
    expect(subscribe).toHaveBeenCalledExactlyOnceWith({
      userVisibleOnly: true,
      applicationServerKey: fromBase64Url("QUJD"),
    });
    expect(input()).toMatchObject({ endpoint: "https://push.example/made", vapidKey: "QUJD" });
  });

  it("does nothing without any key: the page posts at its next start", async () => {
    const { subscribe, it: where } = registration(subscription("https://push.example/made", null));
    await resubscribe(where, null, null);
    expect(subscribe).not.toHaveBeenCalled();
    expect(posted).not.toHaveBeenCalled();
  });
});
