/** Signing in and out, and noticing when the server has ended the session. */
import { counts } from "@/shared/counts";
import { installationId } from "@/shared/installation";
import { forget } from "@/shared/kv";
import { portal, type Portal } from "@/shared/portal";
import { personOf, session, sessionOf, type Ended, type Session } from "@/shared/session";
import { dropSnapshotUnlessOf } from "@/shared/snapshot";

import { onError, request } from "./client";
import { NOT_SIGNED_IN } from "./errors";
import { hangUp, whenSessionOver } from "./live";
import { ChangePassword, Login, Logout, StaffLogin, Start, Who, type StartQuery } from "./session.generated";
import { asPortalError, forgetAnswers } from "./use-query";

function portalOf({ cooperative, vapidPublicKey }: StartQuery): Portal {
  return { ...cooperative, vapidKey: vapidPublicKey };
}

/** Tabs of one browser share the session: each tells the others who is there now. */
const TABS = "mieterportal.session";
const tabs = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(TABS);

/** The server has opened a session, or opened it further: whatever was shown before belongs to the one before. */
export function enter(next: Session): void {
  forgetAnswers();
  hangUp();
  void dropSnapshotUnlessOf(next.kind === "tenant" ? next.tenant.id : null);
  if (next.kind === "tenant") {
    counts.set({ notices: next.tenant.unreadNotices, documents: next.tenant.unreadDocuments });
  }
  session.set(next);
  tabs?.postMessage(personOf(next));
}

/** Asks who is there. Without a network the session stays "unreachable" and the page shows what was last seen. */
export async function start(): Promise<void> {
  try {
    const answer = await request(Start, {});
    portal.set(portalOf(answer));
    enter(sessionOf(answer.viewer));
  } catch (reason) {
    const why = asPortalError(reason);
    if (why.code === NOT_SIGNED_IN) enter({ kind: "anonymous", ended: null });
    else session.set({ kind: "unreachable", why });
  }
}

/**
 * Asks again who is there, without closing anything: the counts and the own data may have changed. Somebody else may have
 * signed in in another tab of this browser: then nothing of the one before stays.
 */
export async function refreshViewer(ended: Ended = "expired"): Promise<void> {
  const { viewer } = await request(Who, {});
  const next = sessionOf(viewer, ended);
  if (personOf(next) !== null && personOf(next) === personOf(session.get())) session.set(next);
  else enter(next);
  if (next.kind === "tenant") {
    counts.set({ notices: next.tenant.unreadNotices, documents: next.tenant.unreadDocuments });
  }
}

/** @throws PortalError credentials_refused, too_many_attempts with `retryAfter`, and what the network does */
export async function signIn(number: string, password: string, deviceLabel: string): Promise<void> {
  const { login } = await request(Login, { input: { number, password, deviceLabel } });
  enter(sessionOf(login.viewer));
}

/** @throws PortalError like signIn */
export async function signInStaff(email: string, password: string, deviceLabel: string): Promise<void> {
  const { staffLogin } = await request(StaffLogin, { email, password, deviceLabel });
  enter(sessionOf(staffLogin.viewer));
}

/** @throws PortalError for a weak or unchanged password, or a wrong current one */
export async function setPassword(newPassword: string, currentPassword: string | null): Promise<void> {
  const { changePassword } = await request(ChangePassword, { newPassword, currentPassword });
  enter(sessionOf(changePassword.viewer));
}

/** Signs out here and takes this device off the list, so that its next user gets nothing. */
export async function signOut(): Promise<void> {
  await request(Logout, { installationId: await installationId() });
  await endPush();
  await Promise.all((["snapshot", "installation", "pushKey"] as const).map(forget));
  enter({ kind: "anonymous", ended: "signedOut" });
}

async function endPush(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker.getRegistration();
    const subscription = await registration?.pushManager.getSubscription();
    await subscription?.unsubscribe();
  } catch {
    // The server has already forgotten the device; the browser's own subscription then leads nowhere.
  }
}

/**
 * Watches every answer: a session that the server no longer knows sends the person to the sign-in page. The open socket: where
 * nothing is asked, as on a lost phone that lies there with a page open, it is what tells. And the other tabs: where somebody
 * else is there now, nothing here belongs on this screen any more.
 */
export function watchSession(): void {
  whenSessionOver(() => {
    const { kind } = session.get();
    if (kind === "tenant" || kind === "staff") refreshViewer("closed").catch(() => undefined);
  });
  tabs?.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    const now = session.get();
    if (now.kind !== "unknown" && now.kind !== "unreachable" && data !== personOf(now)) void start();
  });
  onError((error) => {
    const { kind } = session.get();
    if (error.code === NOT_SIGNED_IN && (kind === "tenant" || kind === "staff")) {
      enter({ kind: "anonymous", ended: "expired" });
    }
  });
}
