import { useQuery } from "@/api/use-query";
import { t } from "@/i18n";
import { dateTime } from "@/i18n/format";
import { Empty, Failure, SkeletonList } from "@/shared/feedback";
import { Button } from "@/shared/form";
import type { Params } from "@/shared/routes";

import { whenLong } from "../notices/when";
import { NotYours } from "../parts/not-yours";
import { Top } from "../parts/pane";
import { useMay } from "../role";
import { nameOf } from "./missed";
import { useNotReached, type NotReachedRow } from "./not-reached";
import { StaffNotice } from "./reach.generated";
import { whyOf } from "./why";

/** One list per house. The rows come from door to door already, as on the page of the run. */
export function byHouse(rows: readonly NotReachedRow[]): [house: string, rows: NotReachedRow[]][] {
  const houses = new Map<string, NotReachedRow[]>();
  for (const row of rows) houses.set(row.house, [...(houses.get(row.house) ?? []), row]);
  return [...houses];
}

/** Who has nobody in the flat that knows of it: one knock per household is enough. */
export function toWalkTo(rows: readonly NotReachedRow[]): NotReachedRow[] {
  return rows.filter(({ householdReached }) => !householdReached);
}

function HouseTable({ house, rows }: { house: string; rows: readonly NotReachedRow[] }) {
  return (
    <section class="pane paper-house">
      <div class="pane__head">
        <h2>{house || t("staffNotice.paperPage.noHouse")}</h2>
        <span class="num second">{t("staff.persons", { n: rows.length })}</span>
      </div>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{t("staffNotice.reach.person")}</th>
            <th scope="col">{t("staffNotice.reach.why")}</th>
            <th scope="col" class="end">
              {t("staffNotice.paperPage.done")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                <b>{nameOf(row)}</b>
                {row.unit && <small>{t("staffNotice.reach.unit", { unit: row.unit })}</small>}
              </td>
              <td>{whyOf(row)}</td>
              <td class="end">
                <span class="tick-box" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function PaperList({ id }: { id: string }) {
  const { data } = useQuery(StaffNotice, { id });
  const { rows: missed, error } = useNotReached(id);
  const rows = missed && toWalkTo(missed);
  const notice = data?.notice;
  const when = notice ? whenLong(notice) : "";
  return (
    <div class="stack stack-5">
      <Top
        title={t("staffNotice.paperPage.title")}
        back={{ href: `/verwaltung/aushaenge/${id}`, label: t("staffNotice.paperPage.back") }}
        sub={
          notice && (
            <>
              <p>
                <b>{notice.title}</b>
              </p>
              {when && <p>{when}</p>}
              <p class="sm">{t("staffNotice.paperPage.asOf", { date: dateTime(new Date()) })}</p>
            </>
          )
        }
      >
        {rows && rows.length > 0 && (
          <Button
            icon="print"
            onClick={() => {
              window.print();
            }}
          >
            {t("staffNotice.paperPage.print")}
          </Button>
        )}
      </Top>
      {error && <Failure error={error} />}
      {!error && !rows && <SkeletonList label={t("staffNotice.paperPage.loading")} rows={5} />}
      {rows?.length === 0 && (
        <Empty icon="ok" tone="ok">
          <p>{t("staffNotice.paperPage.empty")}</p>
        </Empty>
      )}
      {rows && rows.length > 0 && (
        <>
          <p class="measure">{t("staffNotice.paperPage.text")}</p>
          {byHouse(rows).map(([house, held]) => (
            <HouseTable key={house} house={house} rows={held} />
          ))}
          <p class="xs quiet">{t("staffNotice.paperPage.confidential")}</p>
        </>
      )}
    </div>
  );
}

/** Who must hear of it on paper: one list per house, made to be printed. */
export function PaperPage({ params }: { params: Params }) {
  const may = useMay();
  if (!may("readDeliveries")) return <NotYours title={t("staffNotice.paperPage.title")} />;
  return <PaperList id={params["id"] ?? ""} />;
}
