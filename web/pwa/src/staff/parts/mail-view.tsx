import { useState } from "preact/hooks";

import { t } from "@/i18n";
import { usePortal } from "@/shared/portal";

const SHORT_LINES = 9;

/** A mail as its readers get it; a long one is opened by a press. */
export function MailView({ mail }: { mail: { readonly title: string; readonly body: string } }) {
  const portal = usePortal();
  const [whole, setWhole] = useState(false);
  const lines = mail.body.trim().split("\n");
  const long = lines.length > SHORT_LINES + 2;
  const shown = whole || !long ? lines : lines.slice(0, SHORT_LINES);
  return (
    <div class="stack stack-2">
      <h3>{t("staffCompose.preview.mail")}</h3>
      <div class="mailview">
        <dl class="mailview__head">
          <dt>{t("staffCompose.preview.from")}</dt>
          <dd>{portal?.name}</dd>
          <dt>{t("staffCompose.preview.subject")}</dt>
          <dd>
            <b>{mail.title}</b>
          </dd>
        </dl>
        <div class="mailview__body">
          <p class="mailview__text">{shown.join("\n")}</p>
          {long && (
            <button
              class="link-button"
              type="button"
              aria-expanded={whole}
              onClick={() => {
                setWhole(!whole);
              }}
            >
              {t(whole ? "staffCompose.preview.less" : "staffCompose.preview.whole")}
            </button>
          )}
        </div>
      </div>
    </div>
  );
}
