const COUNT = 3;

/** "Schritt 1 von 3" in words, and as three bars for the eye. */
export function Steps({ step, label }: { step: 1 | 2 | 3; label: string }) {
  return (
    <>
      <p class="steps-head">{label}</p>
      <ol class="stepper" aria-hidden="true">
        {Array.from({ length: COUNT }, (_, index) => (
          <li
            key={index}
            class={index + 1 < step ? "is-done" : undefined}
            aria-current={index + 1 === step ? "step" : undefined}
          />
        ))}
      </ol>
    </>
  );
}
