"""Who is signed in, and signing in and out."""

from datetime import datetime
from uuid import UUID

import strawberry

from models import session as models_session
from models.session import SessionKind, SessionScope
from resolvers import access, account, known_device, session, viewer
from resolvers.errors import Code, NotAllowed
from resolvers.session import Issued, Renewed
from schema.context import Context, Cookie, Info
from schema.loaders import Loaders
from schema.permissions import FullySignedIn, Public, Require
from schema.staff import Staff
from schema.tenant import Tenant

strawberry.enum(SessionScope)
strawberry.enum(SessionKind)


@strawberry.type
class Session:
    id: UUID
    scope: SessionScope
    kind: SessionKind
    device_label: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    is_current: bool
    opens_documents: bool = strawberry.field(
        description="False where opening a document asks for the password first: the last one was given two weeks ago."
    )

    @classmethod
    def from_row(cls, row: models_session.Session, viewer: access.Viewer, *, opens_documents: bool) -> "Session":
        return cls(
            id=row.id,
            scope=row.scope,
            kind=row.kind,
            device_label=row.device_label,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            expires_at=row.expires_at,
            is_current=isinstance(viewer, access.Tenant | access.Staff) and viewer.session_id == row.id,
            opens_documents=opens_documents,
        )


@strawberry.type(description="The signed-in person: exactly one of tenant, staff. Null for a visitor.")
class Viewer:
    session: Session
    tenant: Tenant | None
    staff: Staff | None

    @classmethod
    async def of(cls, who: access.Tenant | access.Staff) -> "Viewer":
        is_open = who.scope is SessionScope.FULL
        return cls(
            session=Session.from_row(await viewer.session_of(who), who, opens_documents=await session.opens_documents(who)),
            tenant=Tenant.wrap(await viewer.myself(who), is_open=is_open) if isinstance(who, access.Tenant) else None,
            staff=Staff.from_row(await viewer.staff_of(who)) if isinstance(who, access.Staff) else None,
        )


@strawberry.type(description="`token` only for a BEARER session.")
class LoginResult:
    viewer: Viewer
    token: str | None

    @classmethod
    async def of(cls, context: Context, issued: Issued) -> "LoginResult":
        """The rest of this request is the new viewer's; a cookie session's secret goes into the cookie and nowhere else."""
        context.viewer, context.loaders = issued.viewer, Loaders(issued.viewer)
        is_bearer = issued.session.kind is models_session.SessionKind.BEARER
        if not is_bearer:
            seconds = int((issued.session.expires_at - issued.session.created_at).total_seconds())
            context.reply.cookies.append(Cookie(issued.token, seconds))
            await remember_device(context)
        return cls(viewer=await Viewer.of(issued.viewer), token=issued.token if is_bearer else None)


@strawberry.input
class LoginInput:
    number: str
    password: str
    session: SessionKind = SessionKind.COOKIE
    device_label: str = ""


async def remember_device(context: Context) -> None:
    """The browser of this request is known from now on, once its member is fully signed in (AU-05)."""
    who = context.viewer
    if isinstance(who, access.Tenant) and who.scope is SessionScope.FULL and not context.is_bearer:
        context.reply.known_devices = await known_device.remember(context.request.known_devices, who.account_id)


def renewed(info: Info, found: Renewed | None) -> None:
    """The session's cookie has another secret from now on (AU-09)."""
    if found is not None:
        info.context.reply.cookies.append(Cookie(found.secret, found.seconds))


def signed_in(info: Info) -> access.Tenant | access.Staff:
    """The person of this request; the permission of the root field has let nobody else in."""
    who = info.context.viewer
    if not isinstance(who, access.Tenant | access.Staff):
        raise NotAllowed(code=Code.NOT_SIGNED_IN)
    return who


@strawberry.type
class SessionQuery:
    @strawberry.field(description="Null for a visitor.", extensions=[Require(Public())])
    async def viewer(self, info: Info) -> Viewer | None:
        who = info.context.viewer
        return await Viewer.of(who) if isinstance(who, access.Tenant | access.Staff) else None

    @strawberry.field(description="One's own open sessions, this one first.", extensions=[Require(FullySignedIn())])
    async def sessions(self, info: Info) -> list[Session]:
        who = signed_in(info)
        opens = await session.opens_documents(who)
        return [Session.from_row(row, who, opens_documents=opens) for row in await session.own(who)]


@strawberry.type
class SessionMutation:
    @strawberry.mutation(extensions=[Require(Public())])
    async def login(self, info: Info, input: LoginInput) -> LoginResult:
        issued = await account.login(
            info.context.request, number=input.number, password=input.password, kind=input.session, device_label=input.device_label
        )
        return await LoginResult.of(info.context, issued)

    @strawberry.mutation(extensions=[Require(Public())])
    async def staff_login(self, info: Info, email: str, password: str, device_label: str = "") -> LoginResult:
        issued = await account.staff_login(info.context.request, email=email, password=password, device_label=device_label)
        return await LoginResult.of(info.context, issued)

    @strawberry.mutation(
        description="Show again who sits here: what answered `reauthentication_required` is allowed for the next five minutes.",
        extensions=[Require(FullySignedIn())],
    )
    async def confirm_password(self, info: Info, password: str) -> bool:
        renewed(info, await account.confirm_password(signed_in(info), password=password))
        return True

    @strawberry.mutation(description="End one of one's own sessions.", extensions=[Require(FullySignedIn())])
    async def end_session(self, info: Info, id: UUID) -> bool:
        await known_device.end_session(signed_in(info), id)
        await remember_device(info.context)
        return True

    @strawberry.mutation(description="End all of one's own sessions but this one; how many.", extensions=[Require(FullySignedIn())])
    async def end_other_sessions(self, info: Info) -> int:
        ended = await known_device.end_other_sessions(signed_in(info))
        await remember_device(info.context)
        return ended

    @strawberry.mutation(extensions=[Require(Public())])
    async def logout(self, info: Info, installation_id: str | None = None) -> bool:
        context = info.context
        if isinstance(context.viewer, access.Tenant | access.Staff):
            await account.logout(context.viewer, installation_id=installation_id)
        context.viewer = None
        if not context.is_bearer:
            context.reply.cookies.append(Cookie("", 0))
            context.reply.clears_site_data = True
        return True
