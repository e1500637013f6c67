import { keep, recall } from "./kv";

/** The id of this installation: one person's device row is replaced, not doubled, when the browser subscribes anew. */
export async function installationId(): Promise<string> {
  const known = await recall("installation");
  if (typeof known === "string") return known;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const made = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  await keep("installation", made);
  return made;
}
