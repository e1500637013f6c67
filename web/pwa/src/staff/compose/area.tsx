import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

import { ErrorText } from "@/shared/form";

interface AreaProps {
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
  readonly value: string;
  readonly rows?: number;
  readonly id?: string;
  /** In which language it is written, and in which direction. */
  readonly written?: { readonly lang: string; readonly dir: "ltr" | "rtl" };
  readonly onValue: (value: string) => void;
}

/** A text of several lines with label, hint and error as every other field. */
export function TextArea({ label, hint, error, value, rows = 3, id, written, onValue }: AreaProps) {
  const own = useId();
  const name = id ?? own;
  const described = [hint ? `${name}-hint` : "", error ? `${name}-error` : ""].filter(Boolean).join(" ");
  return (
    <div class="field" data-invalid={error ? true : undefined}>
      <label for={name}>{label}</label>
      {hint && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      <textarea
        class="input"
        {...written}
        id={name}
        rows={rows}
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
        onInput={(event) => {
          onValue(event.currentTarget.value);
        }}
      />
      {error && <ErrorText id={`${name}-error`}>{error}</ErrorText>}
    </div>
  );
}
