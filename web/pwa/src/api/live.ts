/** Open subscriptions over graphql-transport-ws. An event says that something changed; the page asks again. */
import { createClient, type Client, type SubscribePayload } from "graphql-ws";
import { useEffect, useRef } from "preact/hooks";

import { store } from "@/shared/store";

import { ENDPOINT } from "./client";
import type { Operation } from "./operation";

/** Closed by the server because the session ended; a new try would end the same way. */
const SESSION_OVER = new Set([4401, 4403]);
const KEEP_ALIVE_MS = 25_000;
const LONGEST_PAUSE_MS = 30_000;

export const isLive = store(false);

let client: Client | null = null;
const onReconnect = new Set<() => void>();
const onSessionOver = new Set<() => void>();

function isSessionOver(reason: unknown): boolean {
  return reason instanceof CloseEvent && SESSION_OVER.has(reason.code);
}

/** Calls the listener when the server closes because the session has ended, so that an open page does not go on showing it. */
export function whenSessionOver(listener: () => void): void {
  onSessionOver.add(listener);
}

function pause(attempt: number): Promise<void> {
  const ceiling = Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** attempt);
  return new Promise((resolve) => setTimeout(resolve, ceiling * (0.5 + Math.random() / 2)));
}

function url(): string {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${ENDPOINT}`;
}

function connection(): Client {
  client ??= createClient({
    url,
    keepAlive: KEEP_ALIVE_MS,
    retryAttempts: Infinity,
    retryWait: pause,
    shouldRetry: (reason) => !isSessionOver(reason),
    on: {
      connected(_socket, _payload, isRetry) {
        isLive.set(true);
        if (isRetry) {
          onReconnect.forEach((listener) => {
            listener();
          });
        }
      },
      closed(reason) {
        isLive.set(false);
        if (!isSessionOver(reason)) return;
        onSessionOver.forEach((listener) => {
          listener();
        });
      },
    },
  });
  return client;
}

/** Ends every subscription, at sign-out and when another person signs in. */
export function hangUp(): void {
  void client?.dispose();
  client = null;
  isLive.set(false);
}

/** The protocol wants a `query` in each message; the hash beside it says what is meant. */
function payloadOf<R, V extends object>({ documentId }: Operation<R, V>, variables: V): SubscribePayload {
  const payload = { query: "", documentId, variables: variables as Record<string, unknown> };
  return payload;
}

/**
 * Calls `listener` for each event and once after each reconnect with null, because events were missed meanwhile.
 * Returns what ends the subscription.
 */
export function listen<R extends object, V extends object>(
  operation: Operation<R, V>,
  variables: V,
  listener: (event: R | null) => void,
): () => void {
  const again = (): void => {
    listener(null);
  };
  onReconnect.add(again);
  const stop = connection().subscribe<R>(payloadOf(operation, variables), {
    next: ({ data }) => {
      if (data) listener(data);
    },
    // A refused subscription leaves the page as it is: it still refreshes by hand and on the next visit.
    error: () => undefined,
    complete: () => undefined,
  });
  return () => {
    onReconnect.delete(again);
    stop();
  };
}

/** Subscribes while the component is shown. */
export function useLive<R extends object, V extends object>(
  operation: Operation<R, V>,
  variables: V,
  listener: (event: R | null) => void,
): void {
  const latest = useRef(listener);
  latest.current = listener;
  const key = JSON.stringify(variables);
  useEffect(
    () =>
      listen(operation, JSON.parse(key) as V, (event) => {
        latest.current(event);
      }),
    [operation, key],
  );
}
