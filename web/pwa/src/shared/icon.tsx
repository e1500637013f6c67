import sprite from "../design/icons.svg";

export type IconName =
  | "archive"
  | "backarrow"
  | "ban"
  | "bell"
  | "board"
  | "bolt"
  | "broom"
  | "bucket"
  | "calendar"
  | "check"
  | "clock"
  | "close"
  | "contract"
  | "device"
  | "download"
  | "drop"
  | "edit"
  | "euro"
  | "eye"
  | "flame"
  | "gauge"
  | "gear"
  | "globe"
  | "home_plus"
  | "house"
  | "info"
  | "key"
  | "lift"
  | "lock"
  | "mail"
  | "menu"
  | "next"
  | "offline"
  | "ok"
  | "paper"
  | "people"
  | "person"
  | "phone"
  | "pin"
  | "plus"
  | "print"
  | "question"
  | "refresh"
  | "search"
  | "send"
  | "share"
  | "tap"
  | "translate"
  | "upload"
  | "warning"
  | "wrench";

interface IconProps {
  readonly name: IconName;
  readonly size?: "sm" | "lg";
  /** Mirrors the drawing in right-to-left pages (arrows). */
  readonly turn?: boolean;
}

/** A drawing beside a word; the word carries the meaning. */
export function Icon({ name, size, turn = false }: IconProps) {
  const names = ["icon", size && `icon--${size}`, turn && "icon--turn"].filter(Boolean).join(" ");
  return (
    <svg class={names} aria-hidden="true">
      <use href={`${sprite}#i-${name}`} />
    </svg>
  );
}

/** The mark of the portal: two roofs under one line. */
export function Mark() {
  return (
    <span class="brand__mark">
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M3.500 20V11l4.700-5 4.700 5v9M12.900 13.300l3.800-4 3.800 4V20M6.700 20v-4.500h3V20" />
      </svg>
    </span>
  );
}
