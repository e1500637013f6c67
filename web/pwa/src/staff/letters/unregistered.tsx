import { useEffect, useMemo, useState } from "preact/hooks";

import { t } from "@/i18n";
import { dateMedium } from "@/i18n/format";
import { Empty, Failure, SkeletonList } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { Icon } from "@/shared/icon";
import { usePaged } from "@/shared/paged";

import { More } from "../parts/more";
import { Pane } from "../parts/pane";
import { Table } from "../parts/table";
import { UnregisteredMembers, type UnregisteredMembersQuery } from "./letters.generated";

const PAGE = 50;
type Line = UnregisteredMembersQuery["unregisteredMembers"]["edges"][number]["node"];

function select(result: UnregisteredMembersQuery): UnregisteredMembersQuery["unregisteredMembers"] {
  return result.unregisteredMembers;
}

function day(moment: string | null): string {
  return moment ? dateMedium(new Date(moment)) : "–";
}

function Row({ line }: { line: Line }) {
  return (
    <tr>
      <td>
        <a href={`/verwaltung/mitglieder/${line.id}`}>{line.name || t("staffLetter.barred")}</a>
        <small class="num">{line.number}</small>
      </td>
      <td>{line.home || "–"}</td>
      <td class="nowrap">{day(line.letterOn)}</td>
      <td class="nowrap">{day(line.remindedOn)}</td>
    </tr>
  );
}

/** Who has no access yet, with the letters they had. Printing fetches the rest of the list first. */
export function UnregisteredPane() {
  const variables = useMemo(() => ({ first: PAGE }), []);
  const { rows, total, error, refresh, hasMore, loadingMore, more } = usePaged(UnregisteredMembers, variables, select);
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    if (!printing || loadingMore) return;
    if (error) setPrinting(false);
    else if (hasMore) more();
    else {
      setPrinting(false);
      window.print();
    }
  }, [printing, loadingMore, error, hasMore, more]);
  return (
    <Pane
      flush
      title={t("staffLetter.open")}
      aside={
        rows &&
        rows.length > 0 && (
          <span class="row row--tight no-print">
            <Button
              look="quiet"
              icon="print"
              busy={printing}
              onClick={() => {
                setPrinting(true);
              }}
            >
              {t("staffLetter.openPrint")}
            </Button>
            <a class="btn btn--quiet" href="/letters/unregistered.csv" download>
              <Icon name="paper" />
              <span>{t("staffLetter.openSheet")}</span>
            </a>
          </span>
        )
      }
    >
      {error && (
        <div class="pane__body">
          <Failure error={error} retry={refresh} />
        </div>
      )}
      {!rows && !error && (
        <div class="pane__body">
          <SkeletonList label={t("staffLetter.openLoading")} rows={6} />
        </div>
      )}
      {rows?.length === 0 && (
        <Empty icon="ok" tone="ok">
          <p>{t("staffLetter.openNone")}</p>
        </Empty>
      )}
      {rows && rows.length > 0 && (
        <>
          <p class="pane__body sm second" role="status">
            {t("staffLetter.openTotal", { n: total ?? rows.length })}
          </p>
          <Table
            stacks
            label={t("staffLetter.open")}
            heads={[
              t("staffMember.name"),
              t("staffMember.home"),
              t("staffLetter.letterOn"),
              t("staffLetter.remindedOn"),
            ]}
          >
            {rows.map((line) => (
              <Row key={line.id} line={line} />
            ))}
          </Table>
        </>
      )}
      <More hasMore={hasMore} busy={loadingMore} more={more} />
    </Pane>
  );
}
