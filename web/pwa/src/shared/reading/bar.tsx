import { t } from "@/i18n";
import { dateMedium } from "@/i18n/format";
import { T } from "@/i18n/rich";

import { Note } from "../feedback";
import { useSession } from "../session";
import { isOnlyReader, pathFor, people, useForWhom } from "./for-whom";
import { StopButton } from "./stop";

/** A day of a deed, said at noon so that no time zone moves it. */
export function day(value: string): string {
  return dateMedium(new Date(`${value}T12:00:00Z`));
}

/** Above notices and documents of somebody who also reads for others: for whom this page is, and for whom else there is one. */
export function ReadingBar({ path }: { path: "/aushaenge" | "/dokumente" }) {
  const session = useSession();
  const { reading, isOver } = useForWhom();
  if (session.kind !== "tenant") return null;
  const all = people(session.tenant);
  const choices = [...(isOnlyReader(session.tenant) ? [] : [null]), ...all];
  return (
    <>
      {isOver && (
        <Note tone="warn" role="alert">
          <p>{t("reading.over")}</p>
          <a class="btn btn--second" href={path}>
            {t("reading.overOwn")}
          </a>
        </Note>
      )}
      {all.length > 0 && choices.length > 1 && (
        <nav class="stack stack-2" aria-labelledby="for-whom">
          <b id="for-whom">{t("reading.whom")}</b>
          <div class="chips">
            {choices.map((choice) => (
              <a
                key={choice?.memberId ?? ""}
                class="chip"
                href={pathFor(path, choice)}
                aria-current={!isOver && choice?.memberId === reading?.memberId ? "page" : undefined}
              >
                {choice?.name ?? t("reading.myself")}
              </a>
            ))}
          </div>
        </nav>
      )}
      {reading && (
        <Note icon="eye">
          <p>
            <T k="reading.banner" values={{ name: reading.name }} />
          </p>
          <p class="sm">
            {t("reading.bannerDetail")} {reading.endsOn && t("reading.until", { date: day(reading.endsOn) })}
          </p>
          <StopButton key={reading.id} reading={reading} next={path} />
        </Note>
      )}
    </>
  );
}
