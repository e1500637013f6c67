/** Who sits in front of this screen, as far as the app knows. The server decides; this only chooses the page. */
import type { PortalError } from "@/api/errors";
import type { Tenant, Viewer } from "@/api/types";

import { store, useStore } from "./store";

export type Ended = "expired" | "signedOut";

export interface TenantSession {
  readonly kind: "tenant";
  readonly tenant: Tenant;
  /** Signed in with a one-time password: nothing else opens before an own one is set. */
  readonly mustChoosePassword: boolean;
}

export interface StaffSession {
  readonly kind: "staff";
  readonly staff: NonNullable<Viewer["staff"]>;
  /** As for a tenant: the first password opens nothing but the page for an own one. */
  readonly mustChoosePassword: boolean;
}

export type Session =
  | { readonly kind: "unknown" }
  /** The first question was not answered; `why` says whether the network or the server is to blame. */
  | { readonly kind: "unreachable"; readonly why: PortalError }
  | { readonly kind: "anonymous"; readonly ended: Ended | null }
  | TenantSession
  | StaffSession;

export const session = store<Session>({ kind: "unknown" });

export function useSession(): Session {
  return useStore(session);
}

export function sessionOf(viewer: Viewer | null, ended: Ended | null = null): Session {
  if (viewer?.tenant) {
    return { kind: "tenant", tenant: viewer.tenant, mustChoosePassword: viewer.session.scope === "CHANGE_PASSWORD" };
  }
  if (viewer?.staff) {
    return { kind: "staff", staff: viewer.staff, mustChoosePassword: viewer.session.scope === "CHANGE_PASSWORD" };
  }
  return { kind: "anonymous", ended };
}

/** Puts a newer row of the signed-in tenant into the session (after a change of preferences, devices, questions). */
export function updateTenant(tenant: Tenant): void {
  const now = session.get();
  if (now.kind === "tenant") session.set({ ...now, tenant });
}
