"""A member proves that their address works again, or changes it (AU-10)."""

import strawberry

from resolvers import access, email_change, email_confirmation, viewer
from schema.context import Info
from schema.permissions import Public, Require, TenantOnly
from schema.tenant import Tenant


@strawberry.type
class EmailMutation:
    @strawberry.mutation(
        description="Mails to the member's address came back. Sends one with a link that, once confirmed, lifts that.",
        extensions=[Require(TenantOnly())],
    )
    async def request_email_confirmation(self, info: Info) -> bool:
        await email_confirmation.request(access.require_tenant(info.context.viewer))
        return True

    @strawberry.mutation(
        description="A link goes to the new address, and a word to the one of before; nothing changes until the link is confirmed.",
        extensions=[Require(TenantOnly())],
    )
    async def change_email(self, info: Info, email: str) -> Tenant:
        who = access.require_tenant(info.context.viewer)
        await email_change.request(who, email)
        return Tenant.wrap(await viewer.myself(who))

    @strawberry.mutation(description="The link once more; the newest counts.", extensions=[Require(TenantOnly())])
    async def resend_email_change(self, info: Info) -> Tenant:
        who = access.require_tenant(info.context.viewer)
        await email_change.resend(who)
        return Tenant.wrap(await viewer.myself(who))

    @strawberry.mutation(description="The address stays as it is.", extensions=[Require(TenantOnly())])
    async def cancel_email_change(self, info: Info) -> Tenant:
        who = access.require_tenant(info.context.viewer)
        await email_change.cancel(who)
        return Tenant.wrap(await viewer.myself(who))

    @strawberry.mutation(description="The token of the mail to the new address.", extensions=[Require(Public())])
    async def confirm_email_change(self, info: Info, token: str) -> bool:
        await email_change.confirm(info.context.request, token)
        return True
