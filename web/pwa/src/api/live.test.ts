import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { BoardChanged } from "@/notice/notice.generated";

import { hangUp, isLive, listen, whenSessionOver } from "./live";

interface Said {
  readonly type: string;
  readonly id?: string;
}

/** The server's side of one connection: says graphql-transport-ws and nothing else. */
class Peer extends EventTarget {
  static readonly all: Peer[] = [];
  readonly heard: Said[] = [];
  readonly protocol = "graphql-transport-ws";
  readyState = 1;
  onopen: (() => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor() {
    super();
    Peer.all.push(this);
    queueMicrotask(() => this.onopen?.());
  }

  send(text: string): void {
    const said = JSON.parse(text) as Said;
    this.heard.push(said);
    if (said.type === "connection_init") this.say({ type: "connection_ack" });
  }

  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  close(code = 1000, reason = ""): void {
    this.readyState = 3;
    this.onclose?.(new CloseEvent("close", { code, reason }));
  }

  get subscriptions(): number {
    return this.heard.filter(({ type }) => type === "subscribe").length;
  }
}

const EVENT = { boardChanged: { id: "n1", title: "Wasserabschaltung" } };

function last(): Peer {
  const found = Peer.all.at(-1);
  if (!found) throw new Error("nobody has connected");
  return found;
}

async function subscribed(connections: number): Promise<Peer> {
  await vi.waitFor(() => {
    expect(Peer.all).toHaveLength(connections);
    expect(last().subscriptions).toBe(1);
  });
  return last();
}

beforeEach(() => {
  Peer.all.length = 0;
  vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 100 });
  vi.stubGlobal("WebSocket", Object.assign(Peer, { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 }));
});

afterEach(() => {
  hangUp();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("an open board", () => {
  it("hears events", async () => {
    const heard: unknown[] = [];
    listen(BoardChanged, {}, (event) => heard.push(event));
    const peer = await subscribed(1);
    expect(isLive.get()).toBe(true);
    peer.say({ type: "next", id: peer.heard.at(-1)?.id, payload: { data: EVENT } });
    expect(heard).toEqual([EVENT]);
  });

  it.each([
    ["the network is gone", 1006],
    ["the server is restarted", 1012],
    ["it did not keep up, or the database was away", 1013],
  ])("subscribes anew and asks for everything when %s", async (_, code) => {
    const heard: unknown[] = [];
    listen(BoardChanged, {}, (event) => heard.push(event));
    const peer = await subscribed(1);
    peer.close(code);
    expect(isLive.get()).toBe(false);
    expect(heard).toEqual([]);
    const next = await subscribed(2);
    expect(heard).toEqual([null]);
    expect(isLive.get()).toBe(true);
    next.say({ type: "next", id: next.heard.at(-1)?.id, payload: { data: EVENT } });
    expect(heard).toEqual([null, EVENT]);
  });

  it.each([4401, 4403])("stays away when the session is over (%i), and says so", async (code) => {
    const heard: unknown[] = [];
    const over = vi.fn();
    whenSessionOver(over);
    listen(BoardChanged, {}, (event) => heard.push(event));
    const peer = await subscribed(1);
    peer.close(code);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(Peer.all).toHaveLength(1);
    expect(heard).toEqual([]);
    expect(over).toHaveBeenCalledTimes(1);
  });

  it("is told nothing after it ended", async () => {
    const heard: unknown[] = [];
    const stop = listen(BoardChanged, {}, (event) => heard.push(event));
    listen(BoardChanged, {}, () => undefined);
    await vi.waitFor(() => {
      expect(last().subscriptions).toBe(2);
    });
    stop();
    last().close(1006);
    await vi.waitFor(() => {
      expect(Peer.all).toHaveLength(2);
    });
    expect(heard).toEqual([]);
  });
});
