"""Activation and passwords."""

import strawberry

from resolvers import access, account
from resolvers.errors import Code, NotAllowed
from schema.context import Info
from schema.permissions import Public, Require, SignedIn
from schema.session import LoginResult


@strawberry.type
class AccountMutation:
    @strawberry.mutation(
        description="The token of the activation mail. Confirms and sends the password mail.",
        extensions=[Require(Public())],
    )
    async def activate(self, info: Info, token: str) -> bool:
        await account.activate(info.context.request, token)
        return True

    @strawberry.mutation(extensions=[Require(Public())])
    async def resend_password_mail(self, info: Info, token: str) -> bool:
        await account.resend_password_mail(info.context.request, token)
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
