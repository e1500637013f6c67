/** Who runs this portal and how to reach them; every page and every error may name the telephone. */
import { store, useStore } from "./store";

export interface Portal {
  readonly name: string;
  readonly shortName: string;
  /** The cooperative's own logo lies at /logo. */
  readonly hasLogo: boolean;
  readonly servicePhone: string;
  readonly serviceHours: string;
  readonly emergencyPhone: string;
  readonly serviceEmail: string;
  /** The cooperative's own word for the Mitgliedsnummer. */
  readonly numberWord: string;
  readonly isDemo: boolean;
  readonly vapidKey: string;
}

export const portal = store<Portal | null>(null);

export function usePortal(): Portal | null {
  return useStore(portal);
}

/** "+49 911 0123-450" for the dialler; a local number keeps its zero. */
export function telephoneLink(phone: string): string {
  return `tel:${phone.replace(/[^\d+]/gu, "")}`;
}
