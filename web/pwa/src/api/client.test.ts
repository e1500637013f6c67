import { describe, expect, it, vi } from "vitest";

import operations from "./operations.generated.json" with { type: "json" };
import { onError, renew, request } from "./client";
import { ConfirmPassword } from "./security.generated";
import { Logout, Start, Who } from "./session.generated";

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

describe("a cookie that gets another secret (AU-09)", () => {
  it("sends what was on its way with the old one once more, and tells nobody that it failed", async () => {
    const replies: ((reply: Response) => void)[] = [];
    vi.stubGlobal("fetch", () => new Promise<Response>((resolve) => replies.push(resolve)));
    const told: string[] = [];
    const stop = onError(({ code }) => told.push(code));
    const early = request(Who, {});
    await vi.waitFor(() => {
      expect(replies).toHaveLength(1);
    });
    const renewed = renew(ConfirmPassword, { password: "x" });
    const late = request(Start, {});
    await vi.waitFor(() => {
      expect(replies).toHaveLength(2);
    });
    const refusal = { data: null, errors: [{ message: "", extensions: { code: "not_signed_in" } }] };
    replies[0]?.(Response.json(refusal));
    replies[1]?.(Response.json({ data: { confirmPassword: true } }));
    await expect(renewed).resolves.toEqual({ confirmPassword: true });
    await vi.waitFor(() => {
      expect(replies).toHaveLength(4);
    });
    for (const reply of replies.slice(2)) reply(Response.json({ data: { viewer: null } }));
    await expect(Promise.all([early, late])).resolves.toEqual([{ viewer: null }, { viewer: null }]);
    expect(told).toEqual([]);
    stop();
  });

  it("tells of a session that has ended, once", async () => {
    const refusal = { data: null, errors: [{ message: "", extensions: { code: "not_signed_in" } }] };
    vi.stubGlobal("fetch", () => Promise.resolve(Response.json(refusal)));
    const told: string[] = [];
    const stop = onError(({ code }) => told.push(code));
    await expect(request(Who, {})).rejects.toMatchObject({ code: "not_signed_in" });
    await expect(renew(ConfirmPassword, { password: "x" })).rejects.toMatchObject({ code: "not_signed_in" });
    expect(told).toEqual(["not_signed_in", "not_signed_in"]);
    stop();
  });
});
