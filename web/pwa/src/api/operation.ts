/** A GraphQL document as text that remembers the types of its result and its variables. */
export interface Operation<Result, Variables> {
  readonly text: string;
  /** Never there at run time; it keeps the two types apart for the compiler. */
  readonly types?: (variables: Variables) => Result;
}

export function operation<Result, Variables>(text: string): Operation<Result, Variables> {
  return { text };
}
