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

import {
  fromGraphQL,
  INTERNAL,
  NOT_SIGNED_IN,
  OFFLINE,
  PortalError,
  REAUTHENTICATION_REQUIRED,
  TIMEOUT,
} from "./errors";
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
  options: { timeoutMs?: number } = {},
): Promise<R> {
  const before = renewals;
  await renewal;
  try {
    return await ask(operation, variables, options);
  } catch (reason) {
    const error = asError(reason);
    if (error.code === NOT_SIGNED_IN && renewals !== before) return request(operation, variables, options);
    if (error.code === REAUTHENTICATION_REQUIRED && (await askAgain())) return request(operation, variables, options);
    throw told(error);
  }
}

function told(error: PortalError): PortalError {
  listeners.forEach((listener) => {
    listener(error);
  });
  return error;
}

/** How often the cookie has got another secret; what was on its way with the old one meanwhile is sent once more. */
let renewals = 0;
let renewal: Promise<void> = Promise.resolve();

/**
 * Shows the server who sits here. The session's cookie gets another secret by it, so nothing else is sent before the answer is here.
 *
 * @throws PortalError as request does
 */
export async function renew<R, V extends object>(operation: Operation<R, V>, variables: V): Promise<R> {
  renewals += 1;
  const answer = renewal.then(() => ask(operation, variables, {}));
  renewal = answer.then(
    () => undefined,
    () => undefined,
  );
  return answer.catch((reason: unknown) => {
    throw told(asError(reason));
  });
}

function asError(reason: unknown): PortalError {
  return reason instanceof PortalError ? reason : new PortalError(INTERNAL);
}

async function ask<R, V extends object>(
  operation: Operation<R, V>,
  variables: V,
  { timeoutMs = TIMEOUT_MS }: { timeoutMs?: number },
): Promise<R> {
  const document = documentOf(operation);
  const context = { fetch: (input: RequestInfo | URL, init?: RequestInit) => fetchWithin(timeoutMs, input, init) };
  const result =
    operation.kind === "mutation"
      ? await client.mutation(document, variables, context)
      : await client.query(document, variables, context);
  if (result.error) throw errorOf(result.error);
  if (result.data === undefined) throw new PortalError(INTERNAL);
  return result.data;
}
