import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

interface DialogProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** The buttons; the safe one is filled, comes last and carries `data-safe`. */
  readonly foot: ComponentChildren;
  readonly onClose: () => void;
  /** While something runs, Escape does not hide what comes of it. */
  readonly busy?: boolean;
}

/** A question over the page. The browser's own dialog keeps the focus inside and gives it back afterwards. */
export function Dialog({ title, children, foot, onClose, busy = false }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    shown?.querySelector<HTMLElement>("[data-safe]")?.focus({ preventScroll: true });
    // A long one in a low window begins with what it asks, not with its last field.
    shown?.scrollTo(0, 0);
    return () => {
      shown?.close();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-body`}
      onCancel={(event) => {
        event.preventDefault();
        if (!busy) onClose();
      }}
    >
      <div class="dialog__head">
        <h2 id={`${id}-title`}>{title}</h2>
      </div>
      <div class="dialog__body stack stack-4" id={`${id}-body`}>
        {children}
      </div>
      <div class="dialog__foot">{foot}</div>
    </dialog>
  );
}

interface SafeProps {
  readonly children: ComponentChildren;
  readonly onClick: () => void;
  /** Beside a filled button that sends nothing either. */
  readonly look?: "second";
}

/** The way out of a dialog in which nothing happens: filled, last, and focused when it opens. */
export function SafeButton({ children, onClick, look }: SafeProps) {
  return (
    <button class={look ? `btn btn--${look}` : "btn"} type="button" data-safe onClick={onClick}>
      <span>{children}</span>
    </button>
  );
}
