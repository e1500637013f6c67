import type { ComponentChildren } from "preact";

import { Icon } from "@/shared/icon";

interface SeekProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly id?: string;
  readonly children?: ComponentChildren;
}

/** A search field; Escape empties it. */
export function Seek({ label, value, onValue, id, children }: SeekProps) {
  return (
    <div class="seek">
      <Icon name="search" />
      <input
        class="input"
        type="search"
        id={id}
        aria-label={label}
        placeholder={label}
        autocomplete="off"
        maxLength={100}
        value={value}
        onInput={(event) => {
          onValue(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || value === "") return;
          event.preventDefault();
          onValue("");
        }}
      />
      {children}
    </div>
  );
}
