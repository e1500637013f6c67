/** A GraphQL document by the hash of its text, which the server knows; it remembers the types of its result and its variables. */
export interface Operation<Result, Variables> {
  readonly kind: "query" | "mutation" | "subscription";
  /** As the appendix "Persisted Documents" of GraphQL over HTTP writes it. */
  readonly documentId: string;
  /** Never there at run time; it keeps the two types apart for the compiler. */
  readonly types?: (variables: Variables) => Result;
}

export function operation<Result, Variables>(
  kind: Operation<Result, Variables>["kind"],
  sha256: string,
): Operation<Result, Variables> {
  return { kind, documentId: `sha256:${sha256}` };
}
