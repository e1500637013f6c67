import { t } from "@/i18n";
import { dateTime } from "@/i18n/format";

import { State } from "../parts/state";
import { Table } from "../parts/table";
import type { NotReachedRow } from "./not-reached";
import { whyOf } from "./why";

/** A person's name; who is under an Auskunftssperre is named on their own page only. */
export function nameOf({ memberName }: Pick<NotReachedRow, "memberName">): string {
  return memberName || t("staffNotice.reach.barred");
}

/** Everybody no channel took the notice to, and why. */
export function MissedTable({ rows }: { rows: readonly NotReachedRow[] }) {
  if (rows.length === 0) return <p class="pane__body second">{t("staffNotice.reach.missedNone")}</p>;
  return (
    <Table
      label={t("staffNotice.reach.notReached")}
      stacks
      heads={[t("staffNotice.reach.person"), t("staffNotice.reach.house"), t("staffNotice.reach.why")]}
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <td>
            <b>{nameOf(row)}</b>
          </td>
          <td>
            {row.house}
            {row.unit && <small>{t("staffNotice.reach.unit", { unit: row.unit })}</small>}
          </td>
          <td>
            {whyOf(row)}
            {row.toldAt && (
              <small>
                <State tone="ok" icon="check">
                  {t("staffNotice.reach.toldByCaretaker", { time: dateTime(new Date(row.toldAt)) })}
                </State>
              </small>
            )}
            {row.householdReached && (
              <small>
                <State tone="ok" icon="check">
                  {t("staffNotice.reach.householdReached")}
                </State>
              </small>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}
