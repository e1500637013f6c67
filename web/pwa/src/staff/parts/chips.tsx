import type { ComponentChildren } from "preact";

import { Icon, type IconName } from "@/shared/icon";

interface ChipsProps<T extends string> {
  readonly label: string;
  readonly options: readonly { readonly value: T; readonly label: ComponentChildren; readonly icon?: IconName }[];
  readonly value: T;
  readonly onValue: (value: T) => void;
}

/** One of several, as a row of pressable chips. */
export function Chips<T extends string>({ label, options, value, onValue }: ChipsProps<T>) {
  return (
    <div class="chips" role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          class="chip"
          type="button"
          aria-pressed={option.value === value}
          onClick={() => {
            onValue(option.value);
          }}
        >
          {option.icon && <Icon name={option.icon} size="sm" />}
          {option.label}
        </button>
      ))}
    </div>
  );
}
