import { useEffect, useState } from "preact/hooks";

import { errorText, type PortalError } from "@/api/errors";
import { start } from "@/api/session";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { moment, windowShort } from "@/i18n/format";
import { rich } from "@/i18n/rich";
import { Calls } from "@/shared/contact";
import { Empty, Note } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { PlainFrame } from "@/shared/frame";
import { Icon } from "@/shared/icon";
import { kindIcon } from "@/shared/notice/kind";
import { Heading, Page } from "@/shared/page";
import { portal } from "@/shared/portal";
import { byUrgency, readSnapshot, type Snapshot, type SnapshotNotice } from "@/shared/snapshot";

function StoredNotice({ notice }: { notice: SnapshotNotice }) {
  const start = notice.startsAt ? new Date(notice.startsAt) : null;
  const end = notice.endsAt ? new Date(notice.endsAt) : null;
  return (
    <li class="item item--text">
      <span class="tile tile--mute">
        <Icon name={kindIcon(notice.kind)} />
      </span>
      <div>
        <h3 class="item__title">{notice.title}</h3>
        {start && <p class="item__meta">{windowShort({ start, end })}</p>}
        {notice.places.length > 0 && <p class="item__meta">{notice.places.join(", ")}</p>}
        {notice.isOutage && notice.advice.length > 0 && (
          <ul class="ticks">
            {notice.advice.map((line) => (
              <li key={line}>
                <Icon name="check" />
                <span>{line}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}

/** The start page without a network: the numbers to call and what hung on the board when it was last seen. */
export function OfflineHome({ why }: { why: PortalError }) {
  const [snapshot, setSnapshot] = useState<Snapshot | null>(null);
  const { run: retry, busy } = useAction(start);
  useEffect(() => {
    void readSnapshot().then((found) => {
      setSnapshot(found);
      if (found && portal.get() === null) portal.set(found.portal);
    });
    window.addEventListener("online", retry);
    return () => {
      window.removeEventListener("online", retry);
    };
  }, [retry]);
  const takenAt = snapshot ? moment(new Date(snapshot.takenAt), new Date()) : null;
  return (
    <PlainFrame>
      <Page plain>
        <div class="page__head">
          <Heading title={t("common.contact")} />
        </div>
        <div class="stack stack-6">
          <Note tone="mute" icon="offline" role="status">
            <p>{rich(errorText(why))}</p>
            {takenAt && <p>{t("common.offline.asOf", { time: takenAt })}</p>}
            <Button look="second" icon="refresh" busy={busy} onClick={retry}>
              {t("common.tryAgain")}
            </Button>
          </Note>
          <Calls />
          {snapshot && snapshot.notices.length > 0 ? (
            <section aria-labelledby="stored">
              <div class="section-head">
                <h2 id="stored">{t("home.offlineNotices")}</h2>
              </div>
              <ul class="list">
                {byUrgency(snapshot.notices, new Date()).map((notice) => (
                  <StoredNotice key={notice.id} notice={notice} />
                ))}
              </ul>
            </section>
          ) : (
            <Empty icon="offline" tone="mute">
              <p>{t("home.offlineEmpty")}</p>
            </Empty>
          )}
        </div>
      </Page>
    </PlainFrame>
  );
}
