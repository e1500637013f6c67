import { useState } from "preact/hooks";

import { t } from "@/i18n";
import { Empty, Failure, SkeletonList } from "@/shared/feedback";
import { Icon } from "@/shared/icon";

import { matching } from "../compose/tree";
import { NotYours } from "../parts/not-yours";
import { Top } from "../parts/pane";
import { Seek } from "../parts/seek";
import { Table } from "../parts/table";
import { useStock, type Group, type House, type Stock } from "../places/stock";
import { useMay } from "../role";

function HouseRow({ house }: { house: House }) {
  const may = useMay();
  return (
    <tr>
      <td>
        <b>{house.address}</b>
        <small>
          {house.postalCode} {house.city}
        </small>
      </td>
      <td class="num">{house.householdCount.toLocaleString("de")}</td>
      <td class="end">
        {may("readMembers") && (
          <a
            class="btn btn--quiet"
            href={`/verwaltung/mitglieder?haus=${house.id}`}
            aria-label={t("staffStock.membersOf", { house: house.address })}
          >
            {t("staffStock.members")}
          </a>
        )}
        {may("writeNotices") && (
          <a
            class="btn btn--quiet"
            href={`/verwaltung/aushaenge/neu?haus=${house.id}`}
            aria-label={t("staffStock.writeFor", { house: house.address })}
          >
            {t("staffStock.write")}
          </a>
        )}
      </td>
    </tr>
  );
}

interface DistrictProps {
  readonly group: Group;
  readonly houses: readonly House[];
  readonly open: boolean;
}

function DistrictPane({ group, houses, open }: DistrictProps) {
  const name = group.id === "" ? t("staffCompose.noDistrict") : t("staff.district", { name: group.name });
  return (
    <details class="pane district" open={open}>
      <summary class="pane__head">
        <h2>{name}</h2>
        <span class="sm second num">
          {t("staff.houses", { n: group.houses.length })}, {t("staff.households", { n: group.households })}
        </span>
      </summary>
      <Table
        stacks
        label={name}
        lastAtEnd
        heads={[
          t("staffStock.house"),
          t("staffStock.households"),
          <span key="actions" class="vh">
            {t("staffStock.actions")}
          </span>,
        ]}
      >
        {houses.map((house) => (
          <HouseRow key={house.id} house={house} />
        ))}
      </Table>
    </details>
  );
}

function Places({ stock }: { stock: Stock }) {
  const [search, setSearch] = useState("");
  const shown = matching(stock, search);
  const searched = search.trim() !== "";
  return (
    <div class="stack stack-4">
      <Seek label={t("staffStock.seek")} value={search} onValue={setSearch} />
      {shown.length === 0 && <p class="second">{t("staffStock.noMatch", { search: search.trim() })}</p>}
      {shown.map(({ group, houses }) => (
        <DistrictPane key={`${group.id} ${String(searched)}`} group={group} houses={houses} open={searched} />
      ))}
    </div>
  );
}

function NoPlaces({ mayImport }: { mayImport: boolean }) {
  return (
    <Empty icon="house" tone="mute">
      <h2>{t("staffStock.empty")}</h2>
      <p>{t(mayImport ? "staffStock.emptyAdmin" : "staffStock.emptyOther")}</p>
    </Empty>
  );
}

function summary(stock: Stock): string {
  const households = stock.groups.reduce((sum, group) => sum + group.households, 0);
  return t("staffStock.summary", {
    districts: t("staffStock.districts", { n: stock.groups.filter((group) => group.id !== "").length }),
    houses: t("staff.houses", { n: stock.houses.size }),
    households: t("staff.households", { n: households }),
  });
}

/** The stock as it stands: districts, their houses, and how many households live there. */
export function PlacesPage() {
  const may = useMay();
  const { stock, error, refresh } = useStock();
  if (!may("readNotices")) return <NotYours title={t("staffStock.title")} />;
  return (
    <div class="stack stack-5">
      <Top title={t("staffStock.title")} sub={stock && stock.houses.size > 0 ? summary(stock) : undefined}>
        {may("importStock") && (
          <a class="btn btn--second" href="/verwaltung/bestand/einlesen">
            <Icon name="upload" />
            <span>{t("staffStock.import")}</span>
          </a>
        )}
      </Top>
      {error && <Failure error={error} retry={refresh} />}
      {!stock && !error && <SkeletonList label={t("staffStock.loading")} rows={6} />}
      {stock && (stock.houses.size > 0 ? <Places stock={stock} /> : <NoPlaces mayImport={may("importStock")} />)}
    </div>
  );
}
