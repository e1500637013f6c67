import { LoginPage } from "@/account/login";
import { lazy, type Params, type Route } from "@/shared/routes";

import { HomePage } from "./home";

export const LOGIN_PATH = "/anmelden";

const register = () => import("@/account/register");
const sent = () => import("@/account/sent");
const forgot = () => import("@/account/forgot");
const reset = () => import("@/account/reset");
const newEmail = () => import("@/account/new-email");
const accept = () => import("@/account/reading/accept");
const caretaker = () => import("@/caretaker/caretaker");
const choose = () => import("@/account/choose");
const help = () => import("./help");
const profile = () => import("./profile");
const security = () => import("@/account/security");
const notifications = () => import("./notifications");
const questions = () => import("./questions");
const board = () => import("@/notice/board");
const notice = () => import("@/notice/notice");
const documents = () => import("@/document/documents");

const Help = lazy<{ params: Params }>(() => help().then((module) => module.HelpPage));

/** Pages for everybody; "/" is the sign-in page until somebody has signed in. */
export const OPEN_ROUTES: readonly Route[] = [
  { path: "/", page: LoginPage },
  // The address in mails and on the server's own pages; whoever signs in here goes on to the start page.
  { path: LOGIN_PATH, page: LoginPage },
  { path: "/erstanmeldung", page: lazy(() => register().then((module) => module.RegisterPage)) },
  { path: "/erstanmeldung/email", page: lazy(() => sent().then((module) => module.SentPage)) },
  { path: "/passwort-vergessen", page: lazy(() => forgot().then((module) => module.ForgotPage)) },
  { path: "/neues-passwort", page: lazy(() => reset().then((module) => module.ResetPage)) },
  { path: "/neue-e-mail", page: lazy(() => newEmail().then((module) => module.NewEmailPage)) },
  { path: "/mitlesen", page: lazy(() => accept().then((module) => module.AcceptPage)) },
  { path: "/hausmeister", page: lazy(() => caretaker().then((module) => module.CaretakerPage)) },
  { path: "/passwort-waehlen", page: lazy(() => choose().then((module) => module.ChoosePage)) },
  { path: "/hilfe", page: Help },
];

/** Pages of a signed-in tenant. A visitor who asks for one signs in first and stays on the address. */
export const TENANT_ROUTES: readonly Route[] = [
  { path: "/", page: HomePage },
  { path: "/fragen", page: lazy(() => questions().then((module) => module.QuestionsPage)), isStep: true },
  { path: "/aushaenge", page: lazy(() => board().then((module) => module.BoardPage)) },
  { path: "/aushaenge/:id", page: lazy(() => notice().then((module) => module.NoticePage)) },
  { path: "/dokumente", page: lazy(() => documents().then((module) => module.DocumentsPage)) },
  { path: "/profil", page: lazy(() => profile().then((module) => module.ProfilePage)) },
  { path: "/profil/sicherheit", page: lazy(() => security().then((module) => module.SecurityPage)) },
  { path: "/profil/mitteilungen", page: lazy(() => notifications().then((module) => module.NotificationsPage)) },
  { path: "/hilfe", page: Help },
];
