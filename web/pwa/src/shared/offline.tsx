import { t } from "@/i18n";
import { moment } from "@/i18n/format";

import { Icon } from "./icon";
import { store, useStore } from "./store";

/** Whether the browser has a network at all; the server may still be away. */
export const isOnline = store(navigator.onLine);

export function watchNetwork(): void {
  const update = (): void => {
    isOnline.set(navigator.onLine);
  };
  window.addEventListener("online", update);
  window.addEventListener("offline", update);
}

/** When what is shown was fetched; the strip names it. */
export const shownAsOf = store<Date | null>(null);

/** Sticks under the header while there is no connection, and says how old the page is. */
export function OfflineStrip() {
  const online = useStore(isOnline);
  const asOf = useStore(shownAsOf);
  return (
    <div role="status">
      {!online && (
        <p class="strip">
          <Icon name="offline" />
          <span>
            {asOf ? t("common.offline.strip", { time: moment(asOf, new Date()) }) : t("common.offline.stripPlain")}
          </span>
        </p>
      )}
    </div>
  );
}
