import { useState } from "preact/hooks";

import { t } from "@/i18n";

import type { Asked } from "./facts";

const MOST_NAMES = 8;

interface NamesProps {
  readonly rules: Asked["audience"];
}

function Names({ rules }: NamesProps) {
  const [whole, setWhole] = useState(false);
  const names = rules.map(({ name }) => name || t("staffApproval.goneName"));
  const shown = whole ? names : names.slice(0, MOST_NAMES);
  return (
    <>
      {shown.join(", ")}
      {names.length > shown.length && (
        <>
          {" "}
          <button
            class="link-button"
            type="button"
            onClick={() => {
              setWhole(true);
            }}
          >
            {t("staffApproval.moreNames", { n: names.length - shown.length })}
          </button>
        </>
      )}
    </>
  );
}

/** Whom it is for, rule by rule, and who is left out. */
export function AudienceText({ rules }: NamesProps) {
  const out = rules.filter(({ isExclusion }) => isExclusion);
  return (
    <>
      <Names rules={rules.filter(({ isExclusion }) => !isExclusion)} />
      {out.length > 0 && (
        <>
          <br />
          {t("staffApproval.without")} <Names rules={out} />
        </>
      )}
    </>
  );
}
