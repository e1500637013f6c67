import { afterEach, describe, expect, it, vi } from "vitest";

import type { WebPushInput } from "@/shared/subscription";

import { check, GLANCE_MS, PATIENCE_MS, switchOff, switchOn, type Ports, type Subscribed } from "./machine";

const KEY = "server-key";

interface Bench {
  readonly ports: Ports;
  readonly posted: WebPushInput[];
  readonly log: string[];
}

function subscribed(key: string | null, log: string[]): Subscribed {
  return {
    key,
    input: (installationId, label, vapidKey) => ({
      kind: "WEBPUSH",
      installationId,
      label,
      endpoint: `https://push.example/${key ?? "unknown"}`,
      p256dh: "p",
      auth: "a",
      vapidKey,
    }),
    unsubscribe: () => {
      log.push("unsubscribe");
      return Promise.resolve(true);
    },
  };
}

interface Options extends Partial<Ports> {
  readonly existing?: string | null;
}

function bench({ existing, ...changes }: Options = {}): Bench {
  const log: string[] = [];
  const posted: WebPushInput[] = [];
  const ports: Ports = {
    supported: true,
    onAppleMobile: false,
    installed: false,
    permission: () => "granted",
    ask: () => {
      log.push("ask");
      return Promise.resolve("granted");
    },
    current: () => Promise.resolve(existing === undefined ? null : subscribed(existing, log)),
    subscribe: (key) => {
      log.push(`subscribe ${key}`);
      return Promise.resolve(subscribed(key, log));
    },
    installationId: () => Promise.resolve("installation"),
    label: "Android, Chrome",
    post: (input) => {
      posted.push(input);
      return Promise.resolve();
    },
    remember: () => Promise.resolve(true),
    ...changes,
  };
  return { ports, posted, log };
}

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

afterEach(() => {
  vi.useRealTimers();
});

describe("looking at this device", () => {
  it("never asks and never subscribes by itself (WP-33)", async () => {
    const { ports, posted, log } = bench({ permission: () => "default" });
    expect(await check(ports, KEY)).toEqual({ kind: "off", dismissed: false });
    expect([log, posted]).toEqual([[], []]);
  });

  it("posts a living subscription again at every start (WP-31)", async () => {
    const { ports, posted, log } = bench({ existing: KEY });
    expect(await check(ports, KEY)).toEqual({ kind: "on" });
    expect(posted).toEqual([
      {
        kind: "WEBPUSH",
        installationId: "installation",
        label: "Android, Chrome",
        endpoint: `https://push.example/${KEY}`,
        p256dh: "p",
        auth: "a",
        vapidKey: KEY,
      },
    ]);
    expect(log).toEqual([]);
  });

  it("replaces a subscription made with an older key (WP-30)", async () => {
    const { ports, posted, log } = bench({ existing: "old-key" });
    expect(await check(ports, KEY)).toEqual({ kind: "on" });
    expect(log).toEqual(["unsubscribe", `subscribe ${KEY}`]);
    expect(posted.map((input) => input.endpoint)).toEqual([`https://push.example/${KEY}`]);
  });

  it("keeps a subscription whose key the browser does not tell", async () => {
    const { ports, log } = bench({ existing: null });
    expect(await check(ports, KEY)).toEqual({ kind: "on" });
    expect(log).toEqual([]);
  });

  it("tells denied, unsupported and the iPhone outside the home screen apart", async () => {
    expect(await check(bench({ permission: () => "denied" }).ports, KEY)).toEqual({ kind: "denied" });
    expect(await check(bench({ supported: false }).ports, KEY)).toEqual({ kind: "unsupported" });
    const iphone = { supported: false, onAppleMobile: true };
    expect(await check(bench(iphone).ports, KEY)).toEqual({ kind: "needsInstall" });
    expect(await check(bench({ ...iphone, installed: true }).ports, KEY)).toEqual({ kind: "unsupported" });
  });

  it("gives up when the browser does not answer", async () => {
    vi.useFakeTimers();
    const state = check(bench({ current: never }).ports, KEY);
    await vi.advanceTimersByTimeAsync(GLANCE_MS);
    expect(await state).toEqual({ kind: "hanging" });
  });
});

describe("switching on", () => {
  it("asks, subscribes with the server's key and posts", async () => {
    const { ports, posted, log } = bench();
    expect(await switchOn(ports, KEY)).toEqual({ kind: "on" });
    expect(log).toEqual(["ask", `subscribe ${KEY}`]);
    expect(posted).toHaveLength(1);
  });

  it.each([
    ["denied", { kind: "denied" }],
    ["default", { kind: "off", dismissed: true }],
  ] as const)("an answer %s posts nothing", async (answer, state) => {
    const { ports, posted, log } = bench({ ask: () => Promise.resolve(answer) });
    expect(await switchOn(ports, KEY)).toEqual(state);
    expect([log, posted]).toEqual([[], []]);
  });

  it("does not ask on an iPhone outside the home screen (WP-33)", async () => {
    const { ports, log } = bench({ supported: false, onAppleMobile: true });
    expect(await switchOn(ports, KEY)).toEqual({ kind: "needsInstall" });
    expect(log).toEqual([]);
  });

  it("gives up when the push service neither answers nor refuses", async () => {
    vi.useFakeTimers();
    const { ports, posted } = bench({ subscribe: never });
    const state = switchOn(ports, KEY);
    await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    expect(await state).toEqual({ kind: "hanging" });
    expect(posted).toEqual([]);
  });

  it("says which code the server refused with", async () => {
    const refused = bench({ post: () => Promise.reject(Object.assign(new Error("x"), { code: "invalid_input" })) });
    expect(await switchOn(refused.ports, KEY)).toEqual({ kind: "failed", code: "invalid_input" });
    const broken = bench({ subscribe: () => Promise.reject(new Error("AbortError")) });
    expect(await switchOn(broken.ports, KEY)).toEqual({ kind: "failed", code: "browser" });
  });
});

describe("switching off", () => {
  it("ends the browser's own subscription", async () => {
    const { ports, log } = bench({ existing: KEY });
    expect(await switchOff(ports)).toEqual({ kind: "off", dismissed: false });
    expect(log).toEqual(["unsubscribe"]);
  });
});
