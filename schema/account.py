"""Activation and passwords."""

import strawberry

from resolvers import access, account
from resolvers.account import login_code
from resolvers.errors import Code, NotAllowed
from schema.context import Info
from schema.permissions import LoginCodeOwed, Public, Require, SignedIn
from schema.session import LoginResult


def _waiting(info: Info) -> access.Tenant:
    """The member of this request; the permission of the field has let nobody else in."""
    who = info.context.viewer
    if not isinstance(who, access.Tenant):
        raise NotAllowed(code=Code.NOT_SIGNED_IN)
    return who


@strawberry.type
class AccountMutation:
    @strawberry.mutation(
        description="The token of the activation mail. Confirms, and sends the password mail; or, where the cooperative wants it so,"
        " sets `ownPassword` at once.",
        extensions=[Require(Public())],
    )
    async def activate(self, info: Info, token: str, own_password: str | None = None) -> bool:
        await account.activate(info.context.request, token, own_password=own_password)
        return True

    @strawberry.mutation(extensions=[Require(Public())])
    async def resend_password_mail(self, info: Info, token: str) -> bool:
        await account.resend_password_mail(info.context.request, token)
        return True

    @strawberry.mutation(
        description="Mail a new one-time password to whoever gives the one that ran out.",
        extensions=[Require(Public())],
    )
    async def renew_one_time_password(self, info: Info, number: str, password: str) -> bool:
        await account.renew_one_time_password(info.context.request, number=number, password=password)
        return True

    @strawberry.mutation(
        description="The digits of the mail open the session of a login with a device nobody knows.",
        extensions=[Require(LoginCodeOwed())],
    )
    async def enter_login_code(self, info: Info, code: str) -> LoginResult:
        return await LoginResult.of(info.context, await login_code.enter(info.context.request, _waiting(info), code=code))

    @strawberry.mutation(description="New digits by mail; they end those before.", extensions=[Require(LoginCodeOwed())])
    async def resend_login_code(self, info: Info) -> bool:
        await login_code.resend(_waiting(info))
        return True

    @strawberry.mutation(description="Always the same answer.", extensions=[Require(Public())])
    async def request_password_reset(self, info: Info, number: str, email: str) -> bool:
        await account.request_reset(info.context.request, number=number, email=email)
        return True

    @strawberry.mutation(extensions=[Require(Public())])
    async def reset_password(self, info: Info, token: str, new_password: str) -> bool:
        await account.reset_password(info.context.request, token=token, new_password=new_password)
        return True

    @strawberry.mutation(
        description="With a one-time password session the current password is not asked for.",
        extensions=[Require(SignedIn())],
    )
    async def change_password(self, info: Info, new_password: str, current_password: str | None = None) -> LoginResult:
        viewer = info.context.viewer
        if not isinstance(viewer, access.Tenant | access.Staff):
            raise NotAllowed(code=Code.NOT_SIGNED_IN)
        issued = await account.change_password(viewer, new_password=new_password, current_password=current_password)
        return await LoginResult.of(info.context, issued)
