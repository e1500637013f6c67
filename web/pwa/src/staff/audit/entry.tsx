import { t } from "@/i18n";
import { dateMedium, time } from "@/i18n/format";

import { State } from "../parts/state";
import { objectWord, particulars, type Entry } from "./details";
import type { Named } from "./filter";

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
  NOTICE_PLANNED: true,
  NOTICE_STOPPED: true,
  NOTICE_PUBLISHED: true,
  APPROVAL_REQUESTED: true,
  APPROVAL_CHANGED: true,
  APPROVAL_GIVEN: true,
  APPROVAL_REFUSED: true,
  APPROVAL_OVERRIDDEN: true,
  APPROVAL_WITHDRAWN: true,
  APPROVAL_EXPIRED: true,
  NOTICE_ENDED: true,
  NOTICE_CANCELLED: true,
  NOTICE_CHANGED: true,
  NOTICE_TRANSLATED: true,
  TEMPLATE_CHANGED: true,
  NOTICE_RETRACTED: true,
  DOCUMENT_PUBLISHED: true,
  DOCUMENT_WITHDRAWN: true,
  DOCUMENT_READ_BY_STAFF: true,
  DOCUMENT_OPENED: true,
  DOCUMENT_READ_BY_READER: true,
  DOCUMENT_LINK_REFUSED: true,
  CODES_ISSUED: true,
  LETTERS_ORDERED: true,
  LETTERS_PRINTED: true,
  LETTERS_DISCARDED: true,
  REACH_EXPORTED: true,
  LETTER_LIST_EXPORTED: true,
  STAFF_CREATED: true,
  STAFF_INVITED: true,
  CARETAKER_NUMBER_MADE: true,
  CARETAKER_LINK_ASKED: true,
  CARETAKER_LINK_SENT: true,
  CARETAKER_LINK_VOID: true,
  HOUSEHOLD_TOLD: true,
  HOUSEHOLD_UNTOLD: true,
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
  EMAIL_CHANGE_ASKED: true,
  EMAIL_CHANGE_CANCELLED: true,
  EMAIL_CHANGED: true,
  SUPPRESSION_LIFTED: true,
  UNSUBSCRIBED: true,
  DELIVERY_RETRIED: true,
  DELIVERY_DROPPED: true,
};

/** All there are: the compiler asks for each that the server adds. */
export const ACTIONS = Object.keys(NAMED) as readonly Action[];

interface LineProps {
  readonly entry: Entry;
  readonly onActor: (actor: Named) => void;
  readonly onObject: (object: Named) => void;
}

/** Who it was; pressing the name leaves only what this one did. */
function Who({ entry: { actor, actorId, actorKind }, onActor }: Pick<LineProps, "entry" | "onActor">) {
  const kind = t(`staffAudit.kind.${actorKind}`);
  if (actorId === "") return <>{kind}</>;
  const name = actor || kind;
  return (
    <>
      <button
        class="link-button"
        type="button"
        title={t("staffAudit.only")}
        onClick={() => {
          onActor({ id: actorId, name });
        }}
      >
        {name}
      </button>
      {actor && <small>{kind}</small>}
    </>
  );
}

/** What it was about, in words first; the names that other places know it by are one press away. */
function About({ entry, onObject }: Pick<LineProps, "entry" | "onObject">) {
  const { objectKind, objectId, correlationId } = entry;
  const word = objectWord(objectKind);
  const lines = particulars(entry);
  return (
    <>
      {lines.length === 0 && word}
      {lines.map((line) => (
        <div key={line} class="num">
          {line}
        </div>
      ))}
      {(objectId || correlationId) && (
        <details class="more">
          <summary>{t("staffAudit.ids")}</summary>
          {objectId && (
            <div class="stack stack-1">
              <small class="num">{t("staffAudit.id", { word, id: objectId })}</small>
              <div>
                <button
                  class="link-button"
                  type="button"
                  onClick={() => {
                    onObject({ id: objectId, name: word });
                  }}
                >
                  {t("staffAudit.about", { word })}
                </button>
              </div>
            </div>
          )}
          {correlationId && <small class="num">{t("staffAudit.number", { id: correlationId })}</small>}
        </details>
      )}
    </>
  );
}

export function Line({ entry, onActor, onObject }: LineProps) {
  return (
    <tr>
      <td>
        <span class="num nowrap">{dateMedium(new Date(entry.at))}</span>
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
        <Who entry={entry} onActor={onActor} />
      </td>
      <td>
        <About entry={entry} onObject={onObject} />
      </td>
    </tr>
  );
}
