import { t } from "@/i18n";
import { dateMedium, time } from "@/i18n/format";

import { State } from "../parts/state";
import type { AuditEntriesQuery } from "./audit.generated";

export type Entry = AuditEntriesQuery["auditEntries"]["edges"][number]["node"];
export type Action = Entry["action"];

const NAMED: Readonly<Record<Action, true>> = {
  LOGIN: true,
  LOGIN_REFUSED: true,
  LOGOUT: true,
  SESSION_REVOKED: true,
  SECOND_FACTOR_REFUSED: true,
  TOTP_SET_UP: true,
  TOTP_REMOVED: true,
  RECOVERY_CODES_MADE: true,
  SECOND_FACTORS_FORGOTTEN: true,
  PASSKEY_ADDED: true,
  PASSKEY_RENAMED: true,
  PASSKEY_REMOVED: true,
  REGISTERED: true,
  REGISTRATION_REFUSED: true,
  REGISTRATION_CONFIRMED: true,
  PASSWORD_CHANGED: true,
  PASSWORD_RESET_REQUESTED: true,
  STOCK_IMPORTED: true,
  MEMBER_DECEASED: true,
  MEMBER_DEATH_WITHDRAWN: true,
  MEMBER_LOCKED: true,
  MEMBER_UNLOCKED: true,
  MEMBER_ACCESS_ENDED: true,
  MEMBER_EMAIL_CORRECTED: true,
  MEMBER_MAIL_RESENT: true,
  READER_INVITED: true,
  READER_REGISTERED: true,
  READER_STARTED: true,
  READER_ENDED: true,
  MEMBER_TASK_SETTLED: true,
  NOTICE_PUBLISHED: true,
  APPROVAL_REQUESTED: true,
  APPROVAL_CHANGED: true,
  APPROVAL_GIVEN: true,
  APPROVAL_REFUSED: true,
  APPROVAL_OVERRIDDEN: true,
  NOTICE_ENDED: true,
  NOTICE_CANCELLED: true,
  DOCUMENT_PUBLISHED: true,
  DOCUMENT_WITHDRAWN: true,
  DOCUMENT_READ_BY_STAFF: true,
  DOCUMENT_OPENED: true,
  DOCUMENT_READ_BY_READER: true,
  DOCUMENT_LINK_REFUSED: true,
  CODES_ISSUED: true,
  LETTERS_ORDERED: true,
  LETTERS_PRINTED: true,
  LETTER_LIST_EXPORTED: true,
  STAFF_CREATED: true,
  STAFF_INVITED: true,
  STAFF_ROLE_CHANGED: true,
  STAFF_LOCKED: true,
  STAFF_UNLOCKED: true,
  STAFF_ACCESS_RESET: true,
  STAFF_REMOVED: true,
  TOKEN_CREATED: true,
  TOKEN_REVOKED: true,
  CONSENT_GIVEN: true,
  CONSENT_WITHDRAWN: true,
  DEVICE_REGISTERED: true,
  DEVICE_REMOVED: true,
  EMAIL_CONFIRMED: true,
  SUPPRESSION_LIFTED: true,
  UNSUBSCRIBED: true,
  DELIVERY_RETRIED: true,
  DELIVERY_DROPPED: true,
};

/** All there are: the compiler asks for each that the server adds. */
export const ACTIONS = Object.keys(NAMED) as readonly Action[];

/** What an entry says beyond who and what: short values, as the log keeps no texts of people. */
export function particulars({ details }: Pick<Entry, "details">): readonly string[] {
  const found: unknown = JSON.parse(details);
  if (typeof found !== "object" || found === null) return [];
  return Object.entries(found)
    .filter(([, value]) => ["string", "number", "boolean"].includes(typeof value) && value !== "")
    .map(([name, value]) => `${name}: ${String(value)}`);
}

export function Line({ entry }: { readonly entry: Entry }) {
  return (
    <tr>
      <td>
        <span class="num">{dateMedium(new Date(entry.at))}</span>
        <small class="num">{time(new Date(entry.at))}</small>
        {entry.way && <small>{t(`staffAudit.way.${entry.way}`)}</small>}
      </td>
      <td>
        <b>{t(`staffAudit.action.${entry.action}`)}</b>{" "}
        {entry.result === "REFUSED" && (
          <State tone="warn" icon="ban">
            {t("staffAudit.refused")}
          </State>
        )}
      </td>
      <td>
        {entry.actor || t(`staffAudit.kind.${entry.actorKind}`)}
        {entry.actor && <small>{t(`staffAudit.kind.${entry.actorKind}`)}</small>}
      </td>
      <td>
        {particulars(entry).map((line) => (
          <span key={line} class="line">
            {line}
          </span>
        ))}
        {entry.objectId && (
          <small class="num">
            {entry.objectKind} {entry.objectId}
          </small>
        )}
        {entry.correlationId && <small class="num">{t("staffAudit.number", { id: entry.correlationId })}</small>}
      </td>
    </tr>
  );
}
