import { beforeEach, describe, expect, it } from "vitest";

import { counts } from "@/shared/counts";
import { portal } from "@/shared/portal";
import { session } from "@/shared/session";
import { COOPERATIVE, TENANT_VIEWER } from "@/test/people";
import { until } from "@/test/render";
import { Refusal, serve } from "@/test/server";

import { request } from "./client";
import { refreshViewer, setPassword, signIn, signOut, start, watchSession } from "./session";
import { Who } from "./session.generated";

const START = { cooperative: COOPERATIVE, vapidPublicKey: "key", viewer: null };

watchSession();

beforeEach(() => {
  session.set({ kind: "unknown" });
  counts.set({ notices: 0, documents: 0 });
});

describe("the start", () => {
  it("learns who runs the portal and that nobody is signed in", async () => {
    const sent = serve({ start: () => START });
    await start();
    expect(session.get()).toEqual({ kind: "anonymous", ended: null });
    expect(portal.get()?.servicePhone).toBe("0911 0123-450");
    expect(sent[0]?.headers.get("GraphQL-Require-Preflight")).toBe("1");
    expect(sent[0]?.headers.get("Accept")).toBe("application/graphql-response+json");
  });

  it("goes on without a network", async () => {
    serve({});
    await start();
    expect(session.get()).toMatchObject({ kind: "unreachable", why: { code: "offline" } });
  });

  it("recognises a tenant and counts what is new", async () => {
    serve({ start: () => ({ ...START, viewer: TENANT_VIEWER }) });
    await start();
    expect(session.get()).toMatchObject({ kind: "tenant", mustChoosePassword: false });
    expect(counts.get()).toEqual({ notices: 2, documents: 1 });
  });
});

describe("signing in", () => {
  it("with a one-time password leads to an own one first", async () => {
    const viewer = { ...TENANT_VIEWER, session: { scope: "CHANGE_PASSWORD" } };
    const sent = serve({
      login: () => ({ login: { viewer } }),
      changePassword: () => ({ changePassword: { viewer: TENANT_VIEWER } }),
    });
    await signIn("0012345", "xvbdx-34768-kfmpq", "Android, Chrome");
    expect(session.get()).toMatchObject({ kind: "tenant", mustChoosePassword: true });
    await setPassword("drei Wörter hintereinander", null);
    expect(session.get()).toMatchObject({ kind: "tenant", mustChoosePassword: false });
    expect(sent.map(({ variables }) => variables)).toEqual([
      { input: { number: "0012345", password: "xvbdx-34768-kfmpq", deviceLabel: "Android, Chrome" } },
      { newPassword: "drei Wörter hintereinander", currentPassword: null },
    ]);
  });

  it("refused changes nothing", async () => {
    serve({ login: () => new Refusal("credentials_refused") });
    session.set({ kind: "anonymous", ended: null });
    await expect(signIn("1", "2", "")).rejects.toMatchObject({ code: "credentials_refused" });
    expect(session.get()).toEqual({ kind: "anonymous", ended: null });
  });
});

describe("the end of a session", () => {
  it("is noticed whoever asks, and said on the sign-in page", async () => {
    serve({ who: () => new Refusal("not_signed_in") });
    session.set({ kind: "tenant", tenant: TENANT_VIEWER.tenant ?? never(), mustChoosePassword: false });
    await expect(request(Who, {})).rejects.toMatchObject({ code: "not_signed_in" });
    expect(session.get()).toEqual({ kind: "anonymous", ended: "expired" });
  });

  it("is noticed when the server names nobody any more", async () => {
    serve({ who: () => ({ viewer: null }) });
    session.set({ kind: "tenant", tenant: TENANT_VIEWER.tenant ?? never(), mustChoosePassword: false });
    await refreshViewer();
    expect(session.get()).toEqual({ kind: "anonymous", ended: "expired" });
  });

  it("from elsewhere is said as such", async () => {
    serve({ who: () => ({ viewer: null }) });
    session.set({ kind: "tenant", tenant: TENANT_VIEWER.tenant ?? never(), mustChoosePassword: false });
    await refreshViewer("closed");
    expect(session.get()).toEqual({ kind: "anonymous", ended: "closed" });
  });

  it("by hand takes this installation off the list", async () => {
    const sent = serve({ logout: () => ({ logout: true }) });
    await signOut();
    expect(sent[0]?.variables["installationId"]).toMatch(/^[0-9a-f]{32}$/u);
    expect(session.get()).toEqual({ kind: "anonymous", ended: "signedOut" });
  });
});

const TENANT = TENANT_VIEWER.tenant ?? never();
const SPOUSE = {
  ...TENANT_VIEWER,
  tenant: { ...TENANT, id: "00000000-0000-4000-8000-000000000002", name: "Kurt Muster" },
};

function mustBeTenant(): string {
  const now = session.get();
  return now.kind === "tenant" ? now.tenant.name : now.kind;
}

describe("another person in another tab of this browser", () => {
  it("is noticed when the page asks who is there", async () => {
    session.set({ kind: "tenant", tenant: TENANT, mustChoosePassword: false });
    serve({ who: () => ({ viewer: TENANT_VIEWER }) });
    await refreshViewer();
    expect(mustBeTenant()).toBe("Maria Muster");
    serve({ who: () => ({ viewer: SPOUSE }) });
    await refreshViewer();
    expect(mustBeTenant()).toBe("Kurt Muster");
  });

  it("is noticed at once, as the other tab says so", async () => {
    session.set({ kind: "tenant", tenant: TENANT, mustChoosePassword: false });
    serve({ start: () => ({ ...START, viewer: SPOUSE }) });
    const other = new BroadcastChannel("mieterportal.session");
    other.postMessage("tenant 00000000-0000-4000-8000-000000000002");
    await until(() => mustBeTenant() === "Kurt Muster");
    other.close();
  });

  it("is asked for nothing while the same person stays", async () => {
    session.set({ kind: "tenant", tenant: TENANT, mustChoosePassword: false });
    const sent = serve({ start: () => ({ ...START, viewer: SPOUSE }) });
    const other = new BroadcastChannel("mieterportal.session");
    other.postMessage(`tenant ${TENANT.id}`);
    await until(() => true);
    expect(sent).toEqual([]);
    other.close();
  });
});

function never(): never {
  throw new Error("the invented viewer is a tenant");
}
