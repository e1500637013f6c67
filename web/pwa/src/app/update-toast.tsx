import { t } from "@/i18n";
import { useStore } from "@/shared/store";

import { renew, waitingWorker } from "./worker";

/** A newer build is ready; the person decides when. */
export function UpdateToast() {
  const waiting = useStore(waitingWorker);
  return (
    <div role="status">
      {waiting && (
        <div class="toast">
          <span>{t("common.update.text")}</span>
          <button class="btn" type="button" onClick={renew}>
            {t("common.update.button")}
          </button>
        </div>
      )}
    </div>
  );
}
