"""Browsers and tokens that talk to routes of the portal, with real sessions in the database."""

from collections.abc import Sequence
from datetime import timedelta

import httpx
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from models.account import Account
from models.session import SessionKind, SessionScope
from models.staff import Staff as StaffRow
from models.staff import StaffRole
from models.token import TokenScope
from resolvers import session, token
from resolvers.access import Operator, Staff
from tests.support.town import Town
from web.headers import SecurityHeaders

ORIGIN = "https://portal.noris.example"
COOKIE = "__Host-session"


def client(routes: Sequence[BaseRoute], *, cookie: str | None = None, bearer: str | None = None) -> httpx.AsyncClient:
    """A client of an application with these routes and the portal's own headers around them."""
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    if cookie:
        headers["Cookie"] = f"{COOKIE}={cookie}"
    transport = httpx.ASGITransport(SecurityHeaders(Starlette(routes=list(routes)), ORIGIN))
    return httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers)


async def tenant_secret(
    town: Town, first_name: str, *, scope: SessionScope = SessionScope.FULL, kind: SessionKind = SessionKind.COOKIE
) -> str:
    """The secret of a new session of a member."""
    member = town.members[first_name]
    account = await Account.get_or_none(member_id=member.id) or await Account.create(member_id=member.id, activated_at=town.now)
    return (await session.create_for_account(account, scope=scope, kind=kind)).token


async def staff_secret(town: Town, role: StaffRole) -> tuple[str, Staff]:
    """The secret of a new session of an employee, and who that is."""
    viewer = await town.staff(role)
    issued = await session.create_for_staff(await StaffRow.get(id=viewer.staff_id), scope=SessionScope.FULL)
    return issued.token, viewer


async def api_token(*scopes: TokenScope) -> str:
    """The secret of a new API token."""
    return (await token.create(Operator(), name="ERP", scopes=scopes, valid_for=timedelta(days=30))).secret
