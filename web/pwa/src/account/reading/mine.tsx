import type { Tenant } from "@/api/types";
import { t } from "@/i18n";
import { dateMedium } from "@/i18n/format";
import { Icon } from "@/shared/icon";
import { isOnlyReader, pathFor } from "@/shared/reading/for-whom";
import { StopButton } from "@/shared/reading/stop";

interface Props {
  readonly tenant: Tenant;
  /** The profile is where it ends. */
  readonly withStop?: boolean;
}

/** The people somebody reads for, and the ways to what is theirs. */
export function ReadingsCard({ tenant, withStop = false }: Props) {
  if (tenant.readsFor.length === 0 && !isOnlyReader(tenant)) return null;
  return (
    <section class="card stack stack-4" id="mitlesen-fuer" aria-labelledby="reads-for">
      <h2 id="reads-for">{t("reading.mine.title")}</h2>
      {tenant.readsFor.length === 0 && <p class="second">{t("reading.mine.none")}</p>}
      <ul class="stack stack-5">
        {tenant.readsFor.map((reading) => (
          <li key={reading.id} class="stack stack-3">
            <div class="line">
              <Icon name="eye" />
              <div>
                <b>{reading.name}</b>
                <p class="second sm">
                  {[
                    t(reading.readsDocuments ? "reading.readers.scope.documents" : "reading.readers.scope.notices"),
                    reading.kind !== "INVITED" && t(`reading.kind.${reading.kind}`),
                    t("reading.mine.since", { date: dateMedium(new Date(reading.since)) }),
                  ]
                    .filter(Boolean)
                    .join(", ")}
                </p>
              </div>
            </div>
            <div class="actions">
              <a class="btn btn--second" href={pathFor("/aushaenge", reading)}>
                <Icon name="board" />
                <span>
                  {t("reading.mine.board")}
                  <span class="vh"> {reading.name}</span>
                </span>
              </a>
              {reading.readsDocuments && (
                <a class="btn btn--second" href={pathFor("/dokumente", reading)}>
                  <Icon name="paper" />
                  <span>
                    {t("reading.mine.documents")}
                    <span class="vh"> {reading.name}</span>
                  </span>
                </a>
              )}
              {withStop && <StopButton reading={reading} next="/profil" />}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
