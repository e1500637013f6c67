import { t, type PlainKey } from "@/i18n";
import { rich, T } from "@/i18n/rich";
import { Note } from "@/shared/feedback";

import { isAppleMobile } from "./browser";
import type { PushState } from "./machine";

function settingsPath(): PlainKey {
  if (isAppleMobile()) return "push.how.ios";
  return navigator.userAgent.includes("Android") ? "push.how.android" : "push.how.desktop";
}

interface HelpProps {
  readonly state: PushState;
  /** Whether the person gets mails instead. */
  readonly mails: boolean;
}

/** What helps in each state that is not simply on or off. */
export function PushHelp({ state, mails }: HelpProps) {
  const still = mails && ` ${t("push.mailsGoOn")}`;
  const unknownHost = state.kind === "failed" && state.code === "invalid_input";
  switch (state.kind) {
    case "denied":
      return (
        <Note tone="warn" icon="ban" role="status">
          <p>
            {rich(t("push.denied", { how: t(settingsPath()) }))}
            {still}
          </p>
        </Note>
      );
    case "unsupported":
      return (
        <Note tone="mute" icon="device" role="status">
          <p>
            <T k="push.unsupported" />
            {mails && ` ${t("push.byMail")}`}
          </p>
        </Note>
      );
    case "hanging":
      return (
        <Note tone="warn" icon="clock" role="alert">
          <p>
            <T k="push.hanging" />
            {still} {t("push.later")}
          </p>
        </Note>
      );
    case "failed":
      return (
        <Note tone="warn" role="alert">
          <p>
            <T k={unknownHost ? "push.refusedHost" : "push.failed"} />
            {still} {!unknownHost && t("push.later")}
          </p>
        </Note>
      );
    case "off":
      return state.dismissed ? (
        <Note role="status">
          <p>{t("push.dismissed")}</p>
        </Note>
      ) : null;
    case "on":
      return (
        <Note tone="ok" role="status">
          <p>
            <T k="push.done" />
          </p>
        </Note>
      );
    default:
      return null;
  }
}
