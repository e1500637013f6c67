import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { useAction } from "@/api/use-action";
import { useQuery } from "@/api/use-query";
import { t } from "@/i18n";
import { dateMedium } from "@/i18n/format";
import { Failure, Note } from "@/shared/feedback";
import { Button, TextField } from "@/shared/form";
import { Icon } from "@/shared/icon";

import { CalendarFeed, EndCalendarFeed, MakeCalendarFeed } from "./account.generated";

/** The only time the address is seen; most calendars take it by one tap (webcal). */
function Made({ path }: { path: string }) {
  return (
    <>
      <Note tone="warn" icon="key" role="status">
        <p>{t("profile.calendar.made")}</p>
      </Note>
      <a class="btn btn--wide" href={`webcal://${location.host}${path}`}>
        <Icon name="calendar" />
        <span>{t("profile.calendar.open")}</span>
      </a>
      <TextField
        label={t("profile.calendar.address")}
        value={location.origin + path}
        onValue={() => undefined}
        input={{ spellcheck: false }}
      />
    </>
  );
}

/** Dates of the house in the member's own calendar program. */
export function CalendarCard() {
  const { data, error, refresh } = useQuery(CalendarFeed, {});
  const [path, setPath] = useState<string | null>(null);
  const [isEnded, setEnded] = useState(false);
  const making = useAction(async () => {
    const { makeCalendarFeed } = await request(MakeCalendarFeed, {});
    setPath(makeCalendarFeed.path);
    setEnded(false);
    refresh();
  });
  const ending = useAction(async () => {
    await request(EndCalendarFeed, {});
    setPath(null);
    setEnded(true);
    refresh();
  });
  const since = data?.calendarFeed?.createdAt;
  const failed = making.error ?? ending.error;
  return (
    <section class="card stack stack-4" id="kalender" aria-labelledby="calendar">
      <h2 id="calendar">{t("profile.calendar.title")}</h2>
      <p class="second">{t("profile.calendar.text")}</p>
      {error && <Failure error={error} retry={refresh} />}
      {failed && <Failure error={failed} />}
      {path !== null && <Made path={path} />}
      <p role="status" class="sm second">
        {isEnded && t("profile.calendar.ended")}
        {since && t("profile.calendar.since", { date: dateMedium(new Date(since)) })}
      </p>
      {data && (
        <div class="row">
          <Button look="second" icon="calendar" busy={making.busy} onClick={making.run}>
            {t(since ? "profile.calendar.again" : "profile.calendar.make")}
          </Button>
          {since && (
            <Button look="quiet" busy={ending.busy} onClick={ending.run}>
              {t("profile.calendar.end")}
            </Button>
          )}
        </div>
      )}
      {since && <p class="sm quiet">{t("profile.calendar.againHint")}</p>}
    </section>
  );
}
