import { t, type PlainKey } from "@/i18n";
import { rich, T } from "@/i18n/rich";
import { Note } from "@/shared/feedback";

import { isAppleMobile } from "./browser";
import type { PushState } from "./machine";

function settingsPath(): PlainKey {
  if (isAppleMobile()) return "push.how.ios";
  return navigator.userAgent.includes("Android") ? "push.how.android" : "push.how.desktop";
}

/** What helps in each state that is not simply on or off. */
export function PushHelp({ state }: { state: PushState }) {
  switch (state.kind) {
    case "denied":
      return (
        <Note tone="warn" icon="ban" role="status">
          <p>{rich(t("push.denied", { how: t(settingsPath()) }))}</p>
        </Note>
      );
    case "unsupported":
      return (
        <Note tone="mute" icon="device" role="status">
          <p>
            <T k="push.unsupported" />
          </p>
        </Note>
      );
    case "hanging":
      return (
        <Note tone="warn" icon="clock" role="alert">
          <p>
            <T k="push.hanging" />
          </p>
        </Note>
      );
    case "failed":
      return (
        <Note tone="warn" role="alert">
          <p>
            <T k={state.code === "invalid_input" ? "push.refusedHost" : "push.failed"} />
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
