import "../design/staff.css";
import "./words";

import { useEffect, useState } from "preact/hooks";

import { signOut } from "@/api/session";
import { useAction } from "@/api/use-action";
import { Boundary } from "@/shared/boundary";
import { NotFound } from "@/shared/not-found";
import { PageSkeleton } from "@/shared/page";
import { navigate } from "@/shared/router";
import { findRoute, lazy } from "@/shared/routes";
import { useSession } from "@/shared/session";

import { FirstPassword } from "./first-password";
import { DeskLayout } from "./layout";
import { StaffLogin } from "./login";
import { STAFF_ROUTES } from "./routes";

const SecondStep = lazy(() => import("./access/second-step").then((module) => module.SecondStep));
const Setup = lazy(() => import("./access/setup").then((module) => module.Setup));

const LOGIN_PATH = "/verwaltung/anmelden";
const DESK_PATH = "/verwaltung";
const CARETAKER_PATH = "/hausmeister";

/** Everything under /verwaltung: the door, then the desk. */
export function StaffApp({ path }: { path: string }) {
  const session = useSession();
  const leaving = useAction(signOut);
  const [codes, setCodes] = useState<readonly string[]>([]);
  const isStaff = session.kind === "staff";
  useEffect(() => {
    if (isStaff && path === LOGIN_PATH) navigate(DESK_PATH, { replace: true });
  }, [isStaff, path]);
  const isCaretaker = session.kind === "staff" && session.isCaretaker === true;
  useEffect(() => {
    if (isCaretaker) navigate(CARETAKER_PATH, { replace: true });
  }, [isCaretaker]);
  if (session.kind !== "staff") {
    return <StaffLogin expired={session.kind === "anonymous" && session.ended === "expired"} />;
  }
  if (isCaretaker) return <PageSkeleton />;
  if (session.mustChoosePassword) return <FirstPassword />;
  if (session.owes === "factor") return <SecondStep onCancel={leaving.run} />;
  if (session.owes === "setup" || codes.length > 0) return <Setup codes={codes} onCodes={setCodes} />;
  const found = findRoute(STAFF_ROUTES, path);
  const Found = found?.route.page;
  return (
    <DeskLayout path={path} who={session} onSignOut={leaving.run}>
      <Boundary resetKey={path}>{Found ? <Found params={found.params} /> : <NotFound home={DESK_PATH} />}</Boundary>
    </DeskLayout>
  );
}
