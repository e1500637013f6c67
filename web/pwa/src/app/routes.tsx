import { LoginPage } from "@/account/login";
import { type Route } from "@/shared/routes";

/** Pages for everybody; "/" is the sign-in page until somebody has signed in. */
export const OPEN_ROUTES: readonly Route[] = [{ path: "/", page: LoginPage }];

/** Pages of a signed-in tenant. A visitor who asks for one signs in first and stays on the address. */
export const TENANT_ROUTES: readonly Route[] = [];
