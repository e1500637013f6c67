import { useState } from "preact/hooks";

import { request } from "@/api/client";
import { EndOtherSessions, EndSession, type SecurityQuery } from "@/api/security.generated";
import { useAction } from "@/api/use-action";
import { t } from "@/i18n";
import { dateMedium } from "@/i18n/format";
import { Failure } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { Icon } from "@/shared/icon";

import "./words";

type Session = SecurityQuery["sessions"][number];

function OneSession({ session, onEnded }: { session: Session; onEnded: () => void }) {
  const end = useAction(async () => {
    await request(EndSession, { id: session.id });
    onEnded();
  });
  const name = session.deviceLabel || t("security.sessions.unknown");
  const times = { since: dateMedium(new Date(session.createdAt)), seen: dateMedium(new Date(session.lastSeenAt)) };
  return (
    <div class="stack stack-3">
      <div class="line">
        <Icon name="device" />
        <div>
          <b>{name}</b>
          {session.isCurrent && <p>{t("security.sessions.here")}</p>}
          <p class="second sm">{t("security.sessions.times", times)}</p>
        </div>
      </div>
      {end.error && <Failure error={end.error} />}
      {!session.isCurrent && (
        <div class="actions">
          <Button look="quiet" busy={end.busy} onClick={end.run}>
            {t("security.sessions.end")}
            <span class="vh"> {name}</span>
          </Button>
        </div>
      )}
    </div>
  );
}

/** Everywhere this person is signed in, to be ended from here. */
export function SessionsCard({ sessions, refresh }: { sessions: readonly Session[]; refresh: () => void }) {
  const [done, setDone] = useState(false);
  const ended = (): void => {
    setDone(true);
    refresh();
  };
  const others = useAction(async () => {
    await request(EndOtherSessions, {});
    ended();
  });
  return (
    <section class="card stack stack-3" aria-labelledby="sessions">
      <h2 id="sessions">{t("security.sessions.title")}</h2>
      <p class={done ? "second" : "vh"} role="status">
        {done && t("security.sessions.ended")}
      </p>
      <div class="parts">
        {sessions.map((session) => (
          <OneSession key={session.id} session={session} onEnded={ended} />
        ))}
      </div>
      {others.error && <Failure error={others.error} />}
      {sessions.length > 1 && (
        <Button look="second" busy={others.busy} onClick={others.run}>
          {t("security.sessions.endOthers")}
        </Button>
      )}
    </section>
  );
}
