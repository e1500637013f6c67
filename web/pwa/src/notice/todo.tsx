import type { Phase } from "@/api/types";
import { t } from "@/i18n";
import { Icon } from "@/shared/icon";

type Stage = "before" | "during" | "after";

/** Which part is true in a phase; a cancelled outage needs none. */
const CURRENT: Readonly<Record<Phase, Stage | null>> = {
  NONE: null,
  COMING: "before",
  RUNNING: "during",
  OVERRUN: "during",
  ENDED: "after",
  CANCELLED: null,
};

const ORDER: readonly Stage[] = ["before", "during", "after"];

interface TodoProps {
  readonly phase: Phase;
  readonly advice: Readonly<Record<Stage, readonly string[]>>;
}

function Part({ stage, current, lines }: { stage: Stage; current: Stage; lines: readonly string[] }) {
  const isNow = stage === current;
  const isPast = ORDER.indexOf(stage) < ORDER.indexOf(current);
  return (
    <div class={["todo__part", isNow && "is-now", isPast && "is-past"].filter(Boolean).join(" ")}>
      <h3>
        {t(`notice.todo.${stage}`)}
        {isNow && stage !== "before" && (
          <span class="state state--warn">
            <Icon name="clock" />
            {t("notice.todo.now")}
          </span>
        )}
        {isPast && (
          <span class="state state--plain">
            <Icon name="check" />
            {t("notice.todo.past")}
          </span>
        )}
      </h3>
      <ul class="ticks">
        {lines.map((line) => (
          <li key={line}>
            <Icon name="check" />
            <span>{line}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Before, during, after: the part that is true now comes first, what is past comes last. */
export function Todo({ phase, advice }: TodoProps) {
  const current = CURRENT[phase];
  if (current === null || ORDER.every((stage) => advice[stage].length === 0)) return null;
  const at = ORDER.indexOf(current);
  const sorted = [...ORDER.slice(at), ...ORDER.slice(0, at)];
  return (
    <section aria-labelledby="todo">
      <div class="section-head">
        <h2 id="todo">{t("notice.todo.title")}</h2>
      </div>
      <div class="todo">
        {sorted.map(
          (stage) =>
            advice[stage].length > 0 && <Part key={stage} stage={stage} current={current} lines={advice[stage]} />,
        )}
      </div>
    </section>
  );
}
