/** The Empfängerkreis as staff choose it, and the rules that say the same to the server. */
import { t } from "@/i18n";

import type { Group, House, Stock } from "../places/stock";
import type { AudienceRuleInput as Rule } from "./compose.generated";

export interface Audience {
  readonly base: "places" | "stock" | "members";
  /** With "places" the chosen houses; with "stock" those that are left out. */
  readonly houses: readonly string[];
}

export const NOBODY: Audience = { base: "places", houses: [] };

export function isChosen(audience: Audience, house: House): boolean {
  return audience.houses.includes(house.id) === (audience.base === "places");
}

export type Mark = "on" | "partly" | "off";

export function markOf(audience: Audience, group: Group): Mark {
  const chosen = group.houses.filter((house) => isChosen(audience, house)).length;
  if (chosen === 0) return "off";
  return chosen === group.houses.length ? "on" : "partly";
}

/** The audience with some houses switched on or off. */
export function choose(audience: Audience, houses: readonly House[], wanted: boolean): Audience {
  const listed = wanted === (audience.base === "places");
  const rest = audience.houses.filter((id) => !houses.some((house) => house.id === id));
  return { ...audience, houses: listed ? [...rest, ...houses.map((house) => house.id)] : rest };
}

export function chosenHouses(audience: Audience, stock: Stock): House[] {
  if (audience.base === "members") return [];
  return [...stock.houses.values()].filter((house) => isChosen(audience, house));
}

export function countHouseholds(audience: Audience, stock: Stock): number {
  return chosenHouses(audience, stock).reduce((sum, house) => sum + house.householdCount, 0);
}

function housesOf(houses: readonly House[], isExclusion: boolean): Rule[] {
  return houses.map((house) => ({ scope: "HOUSE", isExclusion, id: house.id }));
}

/** A district with few houses left out is the district minus these; with few chosen it is these alone. */
function rulesOfGroup(audience: Audience, group: Group): Rule[] {
  const chosen = group.houses.filter((house) => isChosen(audience, house));
  const left = group.houses.filter((house) => !isChosen(audience, house));
  if (group.id === "" || chosen.length <= left.length) return housesOf(chosen, false);
  return [{ scope: "DISTRICT", isExclusion: false, id: group.id }, ...housesOf(left, true)];
}

function exclusions(audience: Audience, group: Group): Rule[] {
  if (markOf(audience, group) === "off" && group.id !== "") {
    return [{ scope: "DISTRICT", isExclusion: true, id: group.id }];
  }
  return housesOf(
    group.houses.filter((house) => !isChosen(audience, house)),
    true,
  );
}

/** The rules of the choice; none where nobody is chosen. Houses that are gone by now are left out. */
export function rulesOf(audience: Audience, stock: Stock): Rule[] {
  switch (audience.base) {
    case "members":
      return [{ scope: "ALL_MEMBERS", isExclusion: false, id: null }];
    case "stock":
      if (chosenHouses(audience, stock).length === 0) return [];
      return [
        { scope: "STOCK", isExclusion: false, id: null },
        ...stock.groups.flatMap((group) => exclusions(audience, group)),
      ];
    case "places":
      return stock.groups.flatMap((group) => rulesOfGroup(audience, group));
  }
}

function housesIn(rules: readonly Rule[], stock: Stock): Set<string> | null {
  const found = new Set<string>();
  for (const { scope, id } of rules) {
    const group = scope === "DISTRICT" ? stock.groups.find((one) => one.id === id) : undefined;
    if (group) group.houses.forEach((house) => found.add(house.id));
    else if (scope === "HOUSE" && id && stock.houses.has(id)) found.add(id);
    else return null;
  }
  return found;
}

/** The choice these rules came from; null where it cannot be shown as one, as a place is gone or somebody was named. */
export function audienceOf(rules: readonly Rule[], stock: Stock): Audience | null {
  const wanted = rules.filter(({ isExclusion }) => !isExclusion);
  const without = housesIn(
    rules.filter(({ isExclusion }) => isExclusion),
    stock,
  );
  if (!without) return null;
  const whole = wanted.find(({ scope }) => scope === "STOCK" || scope === "ALL_MEMBERS");
  if (whole) {
    if (wanted.length > 1 || (whole.scope === "ALL_MEMBERS" && without.size > 0)) return null;
    return { base: whole.scope === "STOCK" ? "stock" : "members", houses: [...without] };
  }
  const houses = housesIn(wanted, stock);
  return houses && { base: "places", houses: [...houses].filter((id) => !without.has(id)) };
}

const MOST_WITHOUT = 2;

function namesOf(audience: Audience, group: Group): string[] {
  const chosen = group.houses.filter((house) => isChosen(audience, house));
  const left = group.houses.filter((house) => !isChosen(audience, house));
  if (group.id === "" || chosen.length <= left.length) return chosen.map((house) => house.address);
  const name = t("staff.district", { name: group.name });
  if (left.length === 0 || left.length > MOST_WITHOUT) return [name];
  return [t("staffCompose.where.without", { name, houses: left.map((house) => house.address).join(", ") })];
}

/** The choice in words, short enough for a title: "Quartier Gartenstadt", "Amselweg 12 und weitere". */
export function inWords(audience: Audience, stock: Stock): string {
  if (audience.base === "members") return t("staffCompose.where.members");
  if (audience.base === "stock" && audience.houses.length === 0) return t("staffCompose.where.stock");
  const names = stock.groups.flatMap((group) => namesOf(audience, group));
  const [first, second] = names;
  if (first === undefined) return "";
  if (second === undefined) return first;
  return names.length === 2
    ? t("staffCompose.where.two", { first, second })
    : t("staffCompose.where.more", { name: first });
}
