/** The one line to the server: POST /graphql with the session cookie. */
import {
  Client,
  fetchExchange,
  makeOperation,
  mapExchange,
  type CombinedError,
  type TypedDocumentNode,
} from "@urql/core";

import { askAgain } from "@/shared/asking";

import { fromGraphQL, INTERNAL, OFFLINE, PortalError, REAUTHENTICATION_REQUIRED, TIMEOUT } from "./errors";
import type { Operation } from "./operation";

const TIMEOUT_MS = 20_000;
/** For what writes for the whole stock: an import, a notice to everybody. */
export const LONG_MS = 300_000;

export const ENDPOINT = "/graphql";
export const HEADERS = {
  Accept: "application/graphql-response+json",
  "GraphQL-Require-Preflight": "1",
} as const;

/** A fetch that gives up: a dead mobile network otherwise keeps the page waiting for minutes. */
async function fetchWithin(timeoutMs: number, input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const controller = new AbortController();
  const stop = (): void => {
    controller.abort();
  };
  init?.signal?.addEventListener("abort", stop);
  const timer = setTimeout(() => {
    controller.abort(new PortalError(TIMEOUT));
  }, timeoutMs);
  try {
    return await fetch(input, { ...init, signal: controller.signal });
  } finally {
    clearTimeout(timer);
  }
}

interface TrustedDocument<R, V extends object> extends TypedDocumentNode<R, V> {
  readonly documentId: string;
}

/** What urql needs to know of a document whose text only the server has: its kind and its hash. */
function documentOf<R, V extends object>({ kind, documentId }: Operation<R, V>): TrustedDocument<R, V> {
  const definition = {
    kind: "OperationDefinition",
    operation: kind,
    selectionSet: { kind: "SelectionSet", selections: [] },
  };
  return { kind: "Document", definitions: [definition], documentId } as unknown as TrustedDocument<R, V>;
}

/** urql sends the hash alone where a document has no definitions. */
const hashExchange = mapExchange({
  onOperation: (sent) => makeOperation(sent.kind, { ...sent, query: { ...sent.query, definitions: [] } }, sent.context),
});

const client = new Client({
  url: ENDPOINT,
  exchanges: [hashExchange, fetchExchange],
  requestPolicy: "network-only",
  preferGetMethod: false,
  fetch: (input, init) => fetchWithin(TIMEOUT_MS, input, init),
  fetchOptions: { credentials: "same-origin", headers: HEADERS },
});

function errorOf(error: CombinedError): PortalError {
  if (error.graphQLErrors.length > 0) return fromGraphQL(error.graphQLErrors);
  if (error.networkError instanceof PortalError) return error.networkError;
  const status = (error.response as Response | undefined)?.status;
  if (status === undefined) return new PortalError(OFFLINE);
  return new PortalError(status === 502 || status === 503 || status === 504 ? "unavailable" : INTERNAL);
}

type Listener = (error: PortalError) => void;
const listeners = new Set<Listener>();

/** Tells about every error, whoever asked; the session listens for its own end. */
export function onError(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Sends a query or a mutation; where the server wants to know again who sits here, the person is asked and it is sent once more.
 *
 * @throws PortalError for every refusal and every failure of the network.
 */
export async function request<R, V extends object>(
  operation: Operation<R, V>,
  variables: V,
  { timeoutMs = TIMEOUT_MS }: { timeoutMs?: number } = {},
): Promise<R> {
  const document = documentOf(operation);
  const context = { fetch: (input: RequestInfo | URL, init?: RequestInit) => fetchWithin(timeoutMs, input, init) };
  const result =
    operation.kind === "mutation"
      ? await client.mutation(document, variables, context)
      : await client.query(document, variables, context);
  if (result.error || result.data === undefined) {
    const error = result.error ? errorOf(result.error) : new PortalError(INTERNAL);
    if (error.code === REAUTHENTICATION_REQUIRED && (await askAgain()))
      return request(operation, variables, { timeoutMs });
    listeners.forEach((listener) => {
      listener(error);
    });
    throw error;
  }
  return result.data;
}
