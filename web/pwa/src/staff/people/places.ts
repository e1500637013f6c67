import type { StaffRole } from "@/api/types";

/** Where a role is to apply; houses with their names, because they are shown again. */
export interface Chosen {
  readonly role: StaffRole;
  readonly everywhere: boolean;
  readonly districts: readonly string[];
  readonly houses: readonly { readonly id: string; readonly name: string }[];
}

export interface PlacesInput {
  readonly everywhere: boolean;
  readonly districtIds: string[];
  readonly houseIds: string[];
}

/** These work for the whole cooperative or not at all. */
export function isForWhole(role: StaffRole): boolean {
  return role === "ADMIN" || role === "AUDITOR";
}

/** A caretaker has houses of their own, never all. */
export function mayBeEverywhere(role: StaffRole): boolean {
  return role !== "CARETAKER";
}

export function isEverywhere({ role, everywhere }: Chosen): boolean {
  return everywhere && mayBeEverywhere(role);
}

/** Whether places are wanted and none is chosen. */
export function lacksPlaces(chosen: Chosen): boolean {
  if (isForWhole(chosen.role) || isEverywhere(chosen)) return false;
  return chosen.districts.length === 0 && chosen.houses.length === 0;
}

/** As the server takes it: what does not belong to the role is left out. */
export function placesInput(chosen: Chosen): PlacesInput {
  if (isForWhole(chosen.role)) return { everywhere: false, districtIds: [], houseIds: [] };
  if (isEverywhere(chosen)) return { everywhere: true, districtIds: [], houseIds: [] };
  return { everywhere: false, districtIds: [...chosen.districts], houseIds: chosen.houses.map(({ id }) => id) };
}
