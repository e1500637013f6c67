import { type PlainKey } from "@/i18n";
import type { IconName } from "@/shared/icon";
import { lazy, type Route } from "@/shared/routes";

import type { Task } from "./role";
import { TodayPage } from "./today/today";

interface Entry {
  readonly label: PlainKey;
  readonly icon: IconName;
  /** Roles without this task do not see the entry. */
  readonly task?: Task;
}

export interface StaffRoute extends Route {
  /** Its place in the sidebar; pages without one are reached from another page. */
  readonly nav?: Entry;
}

const notices = () => import("./notices/list");
const approvals = () => import("./approval/list");
const compose = () => import("./compose/compose");
const change = () => import("./compose/change");
const edit = () => import("./compose/edit");
const reach = () => import("./reach/reach");
const paper = () => import("./reach/paper");
const members = () => import("./members/list");
const member = () => import("./members/member");
const documents = () => import("./documents/new");
const places = () => import("./stock/places");
const planned = () => import("./drafts/planned");
const access = () => import("./access/access");
const stock = () => import("./stock/import");
const letters = () => import("./letters/letters");
const people = () => import("./people/list");
const person = () => import("./people/person");
const invite = () => import("./people/invite");
const audit = () => import("./audit/audit");
const tokens = () => import("./tokens/tokens");

/** Every page of the desk, in the order of the sidebar. Paths start with /verwaltung; the first that fits is shown. */
export const STAFF_ROUTES: readonly StaffRoute[] = [
  { path: "/verwaltung", page: TodayPage, nav: { label: "staff.nav.today", icon: "clock" } },
  {
    path: "/verwaltung/aushaenge",
    page: lazy(() => notices().then((module) => module.NoticesPage)),
    nav: { label: "staff.nav.notices", icon: "board", task: "readNotices" },
  },
  {
    path: "/verwaltung/freigaben",
    page: lazy(() => approvals().then((module) => module.ApprovalsPage)),
    nav: { label: "staff.nav.approvals", icon: "ok", task: "writeNotices" },
  },
  { path: "/verwaltung/freigaben/:id", page: lazy(() => change().then((module) => module.ChangePage)) },
  { path: "/verwaltung/aushaenge/neu", page: lazy(() => compose().then((module) => module.ComposePage)) },
  { path: "/verwaltung/aushaenge/geplant", page: lazy(() => notices().then((module) => module.NoticesPage)) },
  { path: "/verwaltung/aushaenge/vorlagen", page: lazy(() => notices().then((module) => module.NoticesPage)) },
  { path: "/verwaltung/aushaenge/geplant/:id", page: lazy(() => planned().then((module) => module.PlannedPage)) },
  { path: "/verwaltung/aushaenge/:id", page: lazy(() => reach().then((module) => module.ReachPage)) },
  { path: "/verwaltung/aushaenge/:id/aendern", page: lazy(() => edit().then((module) => module.EditPage)) },
  { path: "/verwaltung/aushaenge/:id/papier", page: lazy(() => paper().then((module) => module.PaperPage)) },
  {
    path: "/verwaltung/mitglieder",
    page: lazy(() => members().then((module) => module.MembersPage)),
    nav: { label: "staff.nav.members", icon: "people", task: "readMembers" },
  },
  { path: "/verwaltung/mitglieder/:id", page: lazy(() => member().then((module) => module.MemberPage)) },
  {
    path: "/verwaltung/briefe",
    page: lazy(() => letters().then((module) => module.LettersPage)),
    nav: { label: "staff.nav.letters", icon: "print", task: "printLetters" },
  },
  {
    path: "/verwaltung/dokumente/neu",
    page: lazy(() => documents().then((module) => module.NewDocumentPage)),
    nav: { label: "staff.nav.documents", icon: "paper", task: "publishDocuments" },
  },
  {
    path: "/verwaltung/bestand",
    page: lazy(() => places().then((module) => module.PlacesPage)),
    nav: { label: "staff.nav.places", icon: "house", task: "readNotices" },
  },
  { path: "/verwaltung/bestand/einlesen", page: lazy(() => stock().then((module) => module.ImportPage)) },
  {
    path: "/verwaltung/mitarbeitende",
    page: lazy(() => people().then((module) => module.PeoplePage)),
    nav: { label: "staff.nav.people", icon: "person", task: "manageStaff" },
  },
  { path: "/verwaltung/mitarbeitende/neu", page: lazy(() => invite().then((module) => module.InvitePage)) },
  { path: "/verwaltung/mitarbeitende/:id", page: lazy(() => person().then((module) => module.PersonPage)) },
  {
    path: "/verwaltung/api-schluessel",
    page: lazy(() => tokens().then((module) => module.TokensPage)),
    nav: { label: "staff.nav.tokens", icon: "key", task: "manageTokens" },
  },
  {
    path: "/verwaltung/protokoll",
    page: lazy(() => audit().then((module) => module.AuditPage)),
    nav: { label: "staff.nav.audit", icon: "archive", task: "readAuditLog" },
  },
  { path: "/verwaltung/mein-zugang", page: lazy(() => access().then((module) => module.AccessPage)) },
];
