import type { ComponentChildren, InputHTMLAttributes, RefObject } from "preact";
import { useId, useState } from "preact/hooks";

import { t } from "@/i18n";

import { Icon, type IconName } from "./icon";

interface InputOptions {
  readonly type?: "text" | "email" | "password" | "search" | "date" | "time" | "datetime-local" | "number";
  readonly name?: string;
  readonly autocomplete?: string;
  readonly autocapitalize?: "off" | "characters";
  readonly spellcheck?: boolean;
  readonly inputMode?: "numeric" | "email" | "search";
  readonly maxLength?: number;
  readonly min?: string;
  readonly max?: string;
  readonly list?: string;
}

interface FieldProps {
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly error?: ComponentChildren;
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** The field loses the focus: the moment for a check that would disturb while typing. */
  readonly onLeave?: () => void;
  readonly input?: InputOptions;
  readonly code?: boolean;
  readonly id?: string;
  readonly inputRef?: RefObject<HTMLInputElement | null>;
}

export function ErrorText({ id, children }: { id: string; children: ComponentChildren }) {
  return (
    <p class="error" id={id}>
      <Icon name="warning" />
      <span>{children}</span>
    </p>
  );
}

/** Label above, hint between label and field, error below with what helps. */
export function TextField(props: FieldProps) {
  const { label, hint, error, value, onValue, onLeave, input, code = false, id, inputRef } = props;
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
      <input
        {...(input as Omit<InputHTMLAttributes, "type" | "list" | "role">)}
        {...(inputRef ? { ref: inputRef } : {})}
        class={code ? "input input--code" : "input"}
        id={name}
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
        onBlur={onLeave}
        onInput={(event) => {
          onValue(event.currentTarget.value);
        }}
      />
      {error && <ErrorText id={`${name}-error`}>{error}</ErrorText>}
    </div>
  );
}

/** A password that can be looked at, because nobody types blindly on a phone. */
export function PasswordField(props: FieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <div>
      <TextField
        {...props}
        input={{ autocapitalize: "off", spellcheck: false, ...props.input, type: shown ? "text" : "password" }}
      />
      <Choice label={t("common.showPassword")} checked={shown} onChecked={setShown} />
    </div>
  );
}

interface ChoiceProps {
  readonly label: ComponentChildren;
  readonly checked: boolean;
  readonly onChecked: (checked: boolean) => void;
  readonly type?: "checkbox" | "radio";
  readonly name?: string;
  readonly error?: ComponentChildren;
  readonly id?: string;
}

export function Choice({ label, checked, onChecked, type = "checkbox", name, error, id }: ChoiceProps) {
  const own = useId();
  const field = id ?? own;
  return (
    <>
      <div class="choice" data-invalid={error ? true : undefined}>
        <input
          type={type}
          id={field}
          name={name}
          checked={checked}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${field}-error` : undefined}
          onChange={(event) => {
            onChecked(event.currentTarget.checked);
          }}
        />
        <label for={field}>{label}</label>
      </div>
      {error && <ErrorText id={`${field}-error`}>{error}</ErrorText>}
    </>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly detail?: string;
  readonly checked: boolean;
  readonly onChecked: (checked: boolean) => void;
  readonly busy?: boolean;
}

/** A switch keeps its focus while what it did is being saved, and waits for that before it moves again. */
export function Switch({ label, detail, checked, onChecked, busy = false }: SwitchProps) {
  const id = useId();
  return (
    <div class="switch">
      <label for={id}>
        <b>{label}</b>
        {detail && <span class="switch__detail second sm">{detail}</span>}
      </label>
      <input
        type="checkbox"
        role="switch"
        id={id}
        checked={checked}
        aria-disabled={busy || undefined}
        onClick={(event) => {
          if (busy) event.preventDefault();
        }}
        onChange={(event) => {
          onChecked(event.currentTarget.checked);
        }}
      />
    </div>
  );
}

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly busy?: boolean;
  readonly icon?: IconName;
  readonly look?: "second" | "quiet" | "danger" | "danger-second" | "ok" | undefined;
  readonly wide?: boolean;
  readonly large?: boolean;
  readonly type?: "button" | "submit";
  readonly onClick?: () => void;
  readonly pressed?: boolean;
}

/** A button keeps its focus while it works: busy is said, not disabled. */
export function Button(props: ButtonProps) {
  const { children, busy = false, icon, look, wide, large, type = "button", onClick, pressed } = props;
  const names = ["btn", look && `btn--${look}`, wide && "btn--wide", large && "btn--lg"].filter(Boolean).join(" ");
  return (
    <button
      class={names}
      type={type}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      aria-pressed={pressed}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.();
      }}
    >
      {busy ? <Icon name="refresh" /> : icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}
