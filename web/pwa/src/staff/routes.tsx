import { type PlainKey } from "@/i18n";
import type { IconName } from "@/shared/icon";
import type { Route } from "@/shared/routes";

import { TodayPage } from "./today";

export interface StaffRoute extends Route {
  /** Its place in the sidebar; pages without one are reached from another page. */
  readonly nav?: { readonly label: PlainKey; readonly icon: IconName };
}

/** Every page of the desk, in the order of the sidebar. Paths start with /verwaltung. */
export const STAFF_ROUTES: readonly StaffRoute[] = [
  { path: "/verwaltung", page: TodayPage, nav: { label: "staff.nav.today", icon: "house" } },
];
