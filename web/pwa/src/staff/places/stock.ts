/** Districts and houses as staff choose them, fetched whole: a stock has some hundred houses, not thousands. */
import { useEffect, useState } from "preact/hooks";

import { request } from "@/api/client";
import type { PortalError } from "@/api/errors";
import type { Operation } from "@/api/operation";
import { asPortalError } from "@/api/use-query";

import { AllDistricts, AllHouses, type AllHousesQuery } from "./places.generated";

export type House = AllHousesQuery["houses"]["edges"][number]["node"];

export interface Group {
  /** Empty for houses that belong to no district. */
  readonly id: string;
  readonly name: string;
  readonly households: number;
  readonly houses: readonly House[];
}

export interface Stock {
  readonly groups: readonly Group[];
  readonly houses: ReadonlyMap<string, House>;
}

const PAGE = 100;

interface Connection<N> {
  readonly edges: readonly { readonly node: N }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** Every row of a connection, page by page. */
export async function everything<
  R,
  N,
  V extends { readonly first: number; readonly after?: string | null | undefined },
>(
  operation: Operation<R, V>,
  variables: Omit<V, "first" | "after">,
  select: (result: R) => Connection<N>,
): Promise<N[]> {
  const rows: N[] = [];
  let after: string | null = null;
  do {
    const page: Connection<N> = select(await request(operation, { ...variables, first: PAGE, after } as V));
    rows.push(...page.edges.map(({ node }) => node));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return rows;
}

interface DistrictRow {
  readonly id: string;
  readonly name: string;
}

function households(houses: readonly House[]): number {
  return houses.reduce((sum, house) => sum + house.householdCount, 0);
}

const collator = new Intl.Collator("de", { numeric: true });

/** Sorts the houses into their districts; those without one come last, in a group without a name. */
export function stockOf(districts: readonly DistrictRow[], houses: readonly House[]): Stock {
  const sorted = [...houses].sort((a, b) => collator.compare(a.address, b.address));
  const groups = [...districts.map(({ id, name }) => ({ id, name })), { id: "", name: "" }]
    .map((district) => {
      const inside = sorted.filter((house) => (house.district?.id ?? "") === district.id);
      return { ...district, houses: inside, households: households(inside) };
    })
    .filter((group) => group.houses.length > 0);
  return { groups, houses: new Map(sorted.map((house) => [house.id, house])) };
}

async function load(): Promise<Stock> {
  const [districts, houses] = await Promise.all([
    everything(AllDistricts, {}, (result) => result.districts),
    everything(AllHouses, {}, (result) => result.houses),
  ]);
  return stockOf(districts, houses);
}

export interface StockState {
  readonly stock: Stock | null;
  readonly error: PortalError | null;
  readonly refresh: () => void;
}

export function useStock(): StockState {
  const [stock, setStock] = useState<Stock | null>(null);
  const [error, setError] = useState<PortalError | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let current = true;
    setError(null);
    load().then(
      (found) => {
        if (current) setStock(found);
      },
      (reason: unknown) => {
        if (current) setError(asPortalError(reason));
      },
    );
    return () => {
      current = false;
    };
  }, [turn]);
  return {
    stock,
    error,
    refresh: () => {
      setTurn((last) => last + 1);
    },
  };
}

/** Whether each word of the search stands somewhere in the text. */
export function fits(text: string, search: string): boolean {
  const held = text.toLocaleLowerCase("de");
  return search
    .toLocaleLowerCase("de")
    .split(/\s+/u)
    .every((word) => held.includes(word));
}
