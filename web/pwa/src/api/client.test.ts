import { describe, expect, it, vi } from "vitest";

import operations from "./operations.generated.json" with { type: "json" };
import { request } from "./client";
import { Logout, Who } from "./session.generated";

const TEXTS: Readonly<Record<string, string>> = operations;

function answering(data: object): Record<string, unknown>[] {
  const bodies: Record<string, unknown>[] = [];
  vi.stubGlobal("fetch", (_url: string, init: { body: string }) => {
    bodies.push(JSON.parse(init.body) as Record<string, unknown>);
    return Promise.resolve(Response.json({ data }));
  });
  return bodies;
}

describe("what the app sends", () => {
  it("is the hash of a query and no text", async () => {
    const bodies = answering({ viewer: null });
    await expect(request(Who, {})).resolves.toEqual({ viewer: null });
    expect(bodies).toEqual([{ documentId: Who.documentId, variables: {} }]);
  });

  it("is the hash of a mutation with its variables", async () => {
    const bodies = answering({ logout: true });
    await expect(request(Logout, { installationId: "abc" })).resolves.toEqual({ logout: true });
    expect(bodies).toEqual([{ documentId: Logout.documentId, variables: { installationId: "abc" } }]);
  });

  it("stands in the manifest the server reads, with the text of each hash", async () => {
    expect(TEXTS[Who.documentId.replace("sha256:", "")]).toMatch(/^query who\{viewer\{/u);
    for (const [sha256, text] of Object.entries(TEXTS)) {
      const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
      expect([...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("")).toBe(sha256);
    }
  });
});
