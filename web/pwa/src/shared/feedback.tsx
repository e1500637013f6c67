import type { ComponentChildren } from "preact";

import { errorText, OFFLINE, type PortalError } from "@/api/errors";
import { t } from "@/i18n";
import { rich } from "@/i18n/rich";

import { Icon, type IconName } from "./icon";

type Tone = "info" | "ok" | "warn" | "danger" | "mute";

interface NoteProps {
  readonly tone?: Tone;
  readonly icon?: IconName;
  /** "alert" interrupts a reader, "status" waits for a pause. */
  readonly role?: "alert" | "status";
  readonly children: ComponentChildren;
}

const TONE_ICON: Record<Tone, IconName> = {
  info: "info",
  ok: "ok",
  warn: "warning",
  danger: "warning",
  mute: "info",
};

/** One fact, then what helps. */
export function Note({ tone = "info", icon, role, children }: NoteProps) {
  return (
    <div class={tone === "info" ? "note" : `note note--${tone}`} role={role}>
      <Icon name={icon ?? TONE_ICON[tone]} />
      <div>{children}</div>
    </div>
  );
}

/** What went wrong, what to do next, and a way to try again. */
export function Failure({ error, retry }: { error: PortalError; retry?: () => void }) {
  return (
    <Note
      tone={error.code === OFFLINE ? "mute" : "danger"}
      icon={error.code === OFFLINE ? "offline" : "warning"}
      role="alert"
    >
      <p>{rich(errorText(error))}</p>
      {retry && (
        <button class="btn btn--second" type="button" onClick={retry}>
          <Icon name="refresh" />
          {t("common.tryAgain")}
        </button>
      )}
    </Note>
  );
}

interface EmptyProps {
  readonly icon: IconName;
  readonly tone?: "ok" | "warn" | "mute";
  readonly children: ComponentChildren;
}

/** Says what will appear here. */
export function Empty({ icon, tone, children }: EmptyProps) {
  return (
    <div class="card">
      <div class="empty">
        <span class={tone ? `tile tile--lg tile--${tone}` : "tile tile--lg"}>
          <Icon name={icon} size="lg" />
        </span>
        {children}
      </div>
    </div>
  );
}

const WIDTHS = ["9", "7", "5"] as const;

/** The shape of the list that is coming, and a sentence for readers. */
export function SkeletonList({ label, rows = 3 }: { label: string; rows?: number }) {
  return (
    <div aria-busy="true">
      <p class="vh" role="status">
        {label}
      </p>
      <ul class="list" aria-hidden="true">
        {Array.from({ length: rows }, (_, row) => (
          <li class="item" key={row}>
            <span class="skeleton skeleton--tile" />
            <span class="stack stack-2">
              <span class={`skeleton skeleton--w${WIDTHS[row % WIDTHS.length] ?? "7"}`} />
              <span class="skeleton skeleton--w3" />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
