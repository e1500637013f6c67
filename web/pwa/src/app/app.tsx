import { useEffect } from "preact/hooks";

import { LoginPage } from "@/account/login";
import { asking } from "@/shared/asking";
import { Boundary } from "@/shared/boundary";
import { PlainFrame } from "@/shared/frame";
import { NotFound } from "@/shared/not-found";
import { Page, PageSkeleton } from "@/shared/page";
import { navigate, ownPaths, useLocation } from "@/shared/router";
import { findRoute, lazy, match } from "@/shared/routes";
import { personOf, useSession, type Session } from "@/shared/session";
import { useStore } from "@/shared/store";

import { OfflineHome } from "./offline-home";
import { LOGIN_PATH, OPEN_ROUTES, TENANT_ROUTES } from "./routes";
import { TenantFrame } from "./tenant-frame";
import { UpdateToast } from "./update-toast";

const STAFF_AREA = "/verwaltung/*";
const CHOOSE_PASSWORD = "/passwort-waehlen";
const QUESTIONS = "/fragen";

const Confirmation = lazy(() => import("@/shared/security/confirmation").then((module) => module.Confirmation));
const Digits = lazy(() => import("@/account/login-code").then((module) => module.LoginCodePage));
const Staff = lazy(() => import("@/staff/staff").then((module) => module.StaffApp));

ownPaths((path) => [...OPEN_ROUTES, ...TENANT_ROUTES].some((route) => match(route.path, path)) || isStaffPath(path));

function isStaffPath(path: string): boolean {
  return match(STAFF_AREA, path) !== null;
}

/** Where a signed-in person must go first: an own password, then the two questions asked once. */
function detour(session: Session, path: string): string | null {
  if (session.kind !== "tenant") return null;
  if (session.owesDigits) return null;
  if (session.mustChoosePassword) return path === CHOOSE_PASSWORD ? null : CHOOSE_PASSWORD;
  if (path === LOGIN_PATH) return "/";
  const { paperQuestionOpen, pushQuestionOpen } = session.tenant;
  if (path === "/" && (paperQuestionOpen || pushQuestionOpen)) return QUESTIONS;
  return null;
}

/** A signed-in tenant's page, an open page, or the sign-in page in place of one that needs it. */
function TenantPages({ path, session }: { path: string; session: Session }) {
  const own = findRoute(TENANT_ROUTES, path);
  const open = findRoute(OPEN_ROUTES, path);
  if (session.kind === "unknown" && (own ?? isStaffPath(path))) return <PageSkeleton />;
  if (session.kind === "tenant" && session.owesDigits && (own ?? path === LOGIN_PATH)) {
    return (
      <PlainFrame>
        <Digits />
      </PlainFrame>
    );
  }
  if (own && session.kind === "tenant" && !session.mustChoosePassword) {
    const Own = own.route.page;
    // What a page holds of one person is never drawn for the next one.
    const page = (
      <Boundary key={session.tenant.id} resetKey={path}>
        <Own params={own.params} />
      </Boundary>
    );
    return own.route.isStep ? <PlainFrame>{page}</PlainFrame> : <TenantFrame path={path}>{page}</TenantFrame>;
  }
  const Open = open?.route.page ?? (own && LoginPage);
  return (
    <PlainFrame>
      <Boundary resetKey={path}>
        {Open ? (
          <Open params={open?.params ?? {}} />
        ) : (
          <Page plain>
            <NotFound />
          </Page>
        )}
      </Boundary>
    </PlainFrame>
  );
}

export function App() {
  const { path } = useLocation();
  const session = useSession();
  const question = useStore(asking);
  const target = detour(session, path);
  useEffect(() => {
    if (target !== null) navigate(target, { replace: true });
  }, [target]);
  if (target !== null) return <PageSkeleton />;
  const confirmation = question && <Confirmation key="confirmation" question={question} />;
  if (isStaffPath(path) && session.kind !== "unknown" && session.kind !== "unreachable") {
    return (
      <>
        <Staff key={personOf(session)} path={path} />
        {confirmation}
      </>
    );
  }
  return (
    <>
      {session.kind === "unreachable" ? (
        <OfflineHome why={session.why} />
      ) : (
        <TenantPages path={path} session={session} />
      )}
      {confirmation}
      <UpdateToast />
    </>
  );
}
