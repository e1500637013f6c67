/** An invented small stock for tests of the desk. */
import type { House } from "@/staff/places/stock";

function house(id: string, street: string, number: string, district: string | null, households: number): House {
  return {
    id,
    street,
    number,
    entrance: "",
    address: `${street} ${number}`,
    postalCode: "90469",
    city: "Nürnberg",
    householdCount: households,
    district: district === null ? null : { id: district },
  };
}

export const DISTRICTS = [
  { id: "garden", name: "Gartenstadt" },
  { id: "south", name: "Südstadt" },
];

export const HOUSES = [
  house("a8", "Amselweg", "8", "garden", 10),
  house("a10", "Amselweg", "10", "garden", 20),
  house("a12", "Amselweg", "12", "garden", 30),
  house("r1", "Ringstraße", "1", "south", 5),
  house("r2", "Ringstraße", "2", "south", 6),
  house("x1", "Feldweg", "1", null, 2),
];
