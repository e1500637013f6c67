/** For whom a page shows notices and documents: `?fuer=` in the address names the member somebody reads for. */
import type { Reading, Tenant } from "@/api/types";

import { useLocation } from "../router";
import { useSession } from "../session";

export interface ForWhom {
  /** Null: one's own. */
  readonly reading: Reading | null;
  /** The address names somebody the viewer does not read for, or no longer. */
  readonly isOver: boolean;
}

/** Who reads for others and is no member has nothing of their own to see. */
export function isOnlyReader({ numbers, homes }: Pick<Tenant, "numbers" | "homes">): boolean {
  return numbers.length === 0 && homes.length === 0;
}

/** The people somebody reads for, each once, also where a member invited their own guardian. */
export function people({ readsFor }: Pick<Tenant, "readsFor">): readonly Reading[] {
  return [...new Map(readsFor.map((reading) => [reading.memberId, reading])).values()];
}

export function useForWhom(): ForWhom {
  const { search } = useLocation();
  const session = useSession();
  const asked = search.get("fuer");
  if (session.kind !== "tenant") return { reading: null, isOver: false };
  const all = people(session.tenant);
  if (asked === null) return { reading: isOnlyReader(session.tenant) ? (all[0] ?? null) : null, isOver: false };
  const reading = all.find(({ memberId }) => memberId === asked) ?? null;
  return { reading, isOver: reading === null };
}

/** The same page for the person somebody reads for. */
export function pathFor(path: string, reading: Pick<Reading, "memberId"> | null): string {
  if (reading === null) return path;
  return `${path}${path.includes("?") ? "&" : "?"}fuer=${encodeURIComponent(reading.memberId)}`;
}
