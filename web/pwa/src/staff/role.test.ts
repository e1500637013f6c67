import { describe, expect, it } from "vitest";

import { may } from "./role";

describe("roles at the desk", () => {
  it("lets only administration and alert senders send urgently", () => {
    expect(may("ADMIN", "sendUrgent")).toBe(true);
    expect(may("ALERT_SENDER", "sendUrgent")).toBe(true);
    expect(may("EDITOR", "sendUrgent")).toBe(false);
    expect(may("EDITOR", "writeNotices")).toBe(true);
  });

  it("keeps people and papers from those who do not need them", () => {
    expect(may("CARETAKER", "readMembers")).toBe(false);
    expect(may("CARETAKER", "readNotices")).toBe(false);
    expect(may("EDITOR", "readDocuments")).toBe(false);
    expect(may("READER", "publishDocuments")).toBe(false);
    expect(may("AUDITOR", "readNotices")).toBe(false);
    expect(may("AUDITOR", "readAuditLog")).toBe(true);
    expect(may("MEMBER_DESK", "readAuditLog")).toBe(false);
    expect(may("MEMBER_DESK", "importStock")).toBe(false);
  });
});
