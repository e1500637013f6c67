/** A stand-in for the network in component tests: answers by the name of the operation and keeps what was sent. */
import { vi } from "vitest";

import operations from "@/api/operations.generated.json" with { type: "json" };

const TEXTS: Readonly<Record<string, string>> = operations;

export interface Sent {
  readonly name: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

type Answer = (variables: Readonly<Record<string, unknown>>) => unknown;

/** A refusal as the endpoint words it. */
export class Refusal {
  constructor(
    readonly code: string,
    readonly extensions: Readonly<Record<string, unknown>> = {},
  ) {}
}

export function serve(answers: Readonly<Record<string, Answer>>): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal("fetch", (_url: string, init: { body: string; headers: HeadersInit }) => {
    const body = JSON.parse(init.body) as { documentId: string; variables?: Record<string, unknown> };
    const text = TEXTS[body.documentId.replace("sha256:", "")] ?? "";
    const name = /^(?:query|mutation) (\w+)/u.exec(text)?.[1] ?? "";
    const variables = body.variables ?? {};
    sent.push({ name, variables, headers: new Headers(init.headers) });
    const answer = answers[name];
    if (!answer) return Promise.reject(new TypeError(`no answer for ${name}`));
    const data = answer(variables);
    const reply =
      data instanceof Refusal
        ? { data: null, errors: [{ message: data.code, extensions: { code: data.code, ...data.extensions } }] }
        : { data };
    const headers = { "Content-Type": "application/graphql-response+json" };
    return Promise.resolve(new Response(JSON.stringify(reply), { status: 200, headers }));
  });
  return sent;
}
