"""Devices that get push messages, and the key they subscribe with."""

import strawberry

from models import keyring
from schema.context import Info
from schema.permissions import Public, Require


@strawberry.type
class DeviceQuery:
    @strawberry.field(description="Public: the key to subscribe with (RFC 8292).", extensions=[Require(Public())])
    async def vapid_public_key(self, info: Info) -> str:
        return keyring.current().vapid.public
