import { t } from "@/i18n";
import { T } from "@/i18n/rich";
import { Note } from "@/shared/feedback";

import type { OrderLettersMutation } from "./letters.generated";

export type Preview = OrderLettersMutation["orderLetters"]["preview"];

/** How many letters there will be, who gets none, and why. */
export function PreviewOf({ preview }: { preview: Preview }) {
  const { printed, later, chosen, reasons, omitted, unknownNumbers } = preview;
  const named = omitted.filter(({ reason }) => reason !== "REGISTERED" && reason !== "HAD_LETTER");
  return (
    <div class="stack stack-3" role="status">
      <p>
        <T k="staffLetter.previewCount" values={{ n: printed }} /> {t("staffLetter.previewOf", { n: chosen })}
        {later > 0 && <> {t("staffLetter.previewLater", { n: later })}</>}
      </p>
      {unknownNumbers.length > 0 && (
        <Note tone="warn">
          <p>{t("staffLetter.unknown", { numbers: unknownNumbers.join(", ") })}</p>
        </Note>
      )}
      {reasons.length > 0 && (
        <div>
          <p>
            <b>{t("staffLetter.omitted")}</b>
          </p>
          <ul class="bullets">
            {reasons.map(({ reason, count }) => (
              <li key={reason}>
                {t(`staffLetter.reason.${reason}`)}: <span class="num">{count.toLocaleString("de")}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {named.length > 0 && (
        <details>
          <summary>{t("staffLetter.names")}</summary>
          <ul class="bullets">
            {named.map(({ memberId, name, reason }) => (
              <li key={memberId}>
                <a class="link" href={`/verwaltung/mitglieder/${memberId}`}>
                  {name || t("staffLetter.barred")}
                </a>{" "}
                ({t(`staffLetter.reason.${reason}`)})
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
