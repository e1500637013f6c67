/** What each role may do at the desk. The server decides; this only leaves out what it would refuse. */
import type { StaffRole } from "@/api/types";
import { useSession } from "@/shared/session";

export type Task =
  | "readNotices"
  | "writeNotices"
  | "sendUrgent"
  | "readDeliveries"
  | "manageDeliveries"
  | "readMembers"
  | "liftSuppression"
  | "helpMembers"
  | "printLetters"
  | "readDocuments"
  | "publishDocuments"
  | "importStock"
  | "manageStaff"
  | "manageTokens"
  | "readAuditLog";

const DESK: readonly StaffRole[] = ["ADMIN", "MEMBER_DESK", "EDITOR", "ALERT_SENDER", "READER"];

const ROLES: Readonly<Record<Task, readonly StaffRole[]>> = {
  readNotices: DESK,
  writeNotices: ["ADMIN", "ALERT_SENDER", "EDITOR"],
  sendUrgent: ["ADMIN", "ALERT_SENDER"],
  readDeliveries: DESK,
  manageDeliveries: ["ADMIN", "ALERT_SENDER", "MEMBER_DESK"],
  readMembers: DESK,
  liftSuppression: ["ADMIN", "MEMBER_DESK"],
  helpMembers: ["ADMIN", "MEMBER_DESK"],
  printLetters: ["ADMIN", "MEMBER_DESK"],
  readDocuments: ["ADMIN", "MEMBER_DESK"],
  publishDocuments: ["ADMIN", "MEMBER_DESK", "EDITOR"],
  importStock: ["ADMIN"],
  manageStaff: ["ADMIN"],
  manageTokens: ["ADMIN"],
  readAuditLog: ["ADMIN", "AUDITOR"],
};

export function may(role: StaffRole, task: Task): boolean {
  return ROLES[task].includes(role);
}

/** Whether the signed-in employee may do this; nobody else may. */
export function useMay(): (task: Task) => boolean {
  const session = useSession();
  return (task) => session.kind === "staff" && may(session.staff.role, task);
}
