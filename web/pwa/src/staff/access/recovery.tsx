import "@/shared/security/words";

import { t } from "@/i18n";
import { Note } from "@/shared/feedback";
import { Button } from "@/shared/form";

/** Ten codes, shown this once: to be printed and put away. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  return (
    <section class="card stack stack-4" aria-labelledby="codes">
      <h2 id="codes">{t("security.recovery.title")}</h2>
      <Note tone="warn" role="status">
        <p>{t("security.recovery.text")}</p>
      </Note>
      <ol class="stack stack-2">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div class="actions no-print">
        <Button
          look="second"
          icon="print"
          onClick={() => {
            window.print();
          }}
        >
          {t("security.recovery.print")}
        </Button>
        <Button onClick={onDone}>{t("security.recovery.done")}</Button>
      </div>
    </section>
  );
}
