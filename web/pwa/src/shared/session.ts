/** Who sits in front of this screen, as far as the app knows. The server decides; this only chooses the page. */
import type { PortalError } from "@/api/errors";
import type { Tenant, Viewer } from "@/api/types";

import { store, useStore } from "./store";

/** `closed`: ended from elsewhere, by another device, the member one read for, or staff. */
export type Ended = "expired" | "signedOut" | "closed";

export interface TenantSession {
  readonly kind: "tenant";
  readonly tenant: Tenant;
  /** Signed in with a one-time password: nothing else opens before an own one is set. */
  readonly mustChoosePassword: boolean;
  /** The password was right, on a device nobody knows: nothing opens before the digits of the mail. */
  readonly owesDigits?: boolean;
  /** The last password was given weeks ago: a document opens after it is given again. */
  readonly asksForDocuments?: boolean;
}

/** The step of an employee's login that is missing: showing the second factor, or setting one up. */
export type Owed = "factor" | "setup";

export interface StaffSession {
  readonly kind: "staff";
  readonly owes?: Owed;
  readonly staff: NonNullable<Viewer["staff"]>;
  /** As for a tenant: the first password opens nothing but the page for an own one. */
  readonly mustChoosePassword: boolean;
  /** In by the link of the day: the work list opens and nothing else. */
  readonly isCaretaker?: boolean;
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
    const mustChoosePassword = viewer.session.scope === "CHANGE_PASSWORD";
    return {
      kind: "tenant",
      tenant: viewer.tenant,
      mustChoosePassword,
      owesDigits: viewer.session.scope === "LOGIN_CODE",
      asksForDocuments: !viewer.session.opensDocuments,
    };
  }
  if (viewer?.staff) {
    const { scope } = viewer.session;
    const owes = scope === "SECOND_FACTOR" ? "factor" : scope === "ENROL_FACTOR" ? "setup" : null;
    const staff = { kind: "staff", staff: viewer.staff, mustChoosePassword: scope === "CHANGE_PASSWORD" } as const;
    if (scope === "WORK_LIST") return { ...staff, isCaretaker: true };
    return owes ? { ...staff, owes } : staff;
  }
  return { kind: "anonymous", ended };
}

/** Whose session it is; null while nobody is signed in. Pages and answers of one person are never the next one's. */
export function personOf(one: Session): string | null {
  if (one.kind === "tenant") return `tenant ${one.tenant.id}`;
  return one.kind === "staff" ? `staff ${one.staff.id}` : null;
}

/** Puts a newer row of the signed-in tenant into the session (after a change of preferences, devices, questions). */
export function updateTenant(tenant: Tenant): void {
  const now = session.get();
  if (now.kind === "tenant") session.set({ ...now, tenant });
}
