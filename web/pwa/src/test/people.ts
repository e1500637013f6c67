/** Invented people for tests. */
import type { Device, Reading, Tenant, Viewer } from "@/api/types";

export const TENANT: Tenant = {
  id: "00000000-0000-4000-8000-000000000001",
  name: "Maria Muster",
  greetingName: "Frau Muster",
  numbers: ["0012345"],
  email: "maria.muster@example.org",
  emailState: "VERIFIED",
  language: "DE",
  homes: [],
  preferences: {
    noticeMail: true,
    noticePush: true,
    outageMail: true,
    outagePush: true,
    documentMail: true,
    documentPush: true,
    documentsOnPaper: true,
    reminderEvening: true,
    reminderHour: false,
    quietHours: null,
  },
  devices: [],
  unreadNotices: 2,
  unreadDocuments: 1,
  paperQuestionOpen: false,
  pushQuestionOpen: false,
  readsFor: [],
};

export const DEVICE: Device = {
  id: "00000000-0000-4000-8000-000000000005",
  kind: "WEBPUSH",
  label: "Android, Chrome",
  installationId: "00000000-0000-4000-8000-000000000006",
  lastSeenAt: "2026-11-23T08:00:00+00:00",
};

/** For whom a carer reads. */
export const READING: Reading = {
  id: "00000000-0000-4000-8000-000000000011",
  memberId: "00000000-0000-4000-8000-000000000012",
  name: "Erna Beispiel",
  kind: "INVITED",
  readsDocuments: true,
  since: "2026-11-20T08:00:00+00:00",
  endsOn: null,
};

/** Somebody who is no member and reads for one. */
export const CARER: Tenant = {
  ...TENANT,
  id: "00000000-0000-4000-8000-000000000013",
  name: "Petra Helfer",
  greetingName: "Petra Helfer",
  numbers: [],
  email: "petra.helfer@example.net",
  readsFor: [READING],
};

export const TENANT_VIEWER: Viewer = { session: { scope: "FULL", opensDocuments: true }, tenant: TENANT, staff: null };

export const COOPERATIVE = {
  name: "Wohnungsgenossenschaft Noris eG",
  shortName: "Noris eG",
  hasLogo: false,
  servicePhone: "0911 0123-450",
  serviceHours: "Mo–Do 8–17 Uhr",
  serviceEmail: "service@example.org",
  emergencyPhone: "0911 0123-999",
  numberWord: "Mitgliedsnummer",
  isDemo: false,
};
