"""A member proves that their address works again."""

import strawberry

from resolvers import access, email_confirmation
from schema.context import Info
from schema.permissions import Require, TenantOnly


@strawberry.type
class EmailMutation:
    @strawberry.mutation(
        description="Mails to the member's address came back. Sends one with a link that, once confirmed, lifts that.",
        extensions=[Require(TenantOnly())],
    )
    async def request_email_confirmation(self, info: Info) -> bool:
        await email_confirmation.request(access.require_tenant(info.context.viewer))
        return True
