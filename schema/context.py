"""What a field sees of its request: who asks, over which connection, the parts of the portal, and what the reply must carry."""

from dataclasses import dataclass, field
from typing import Any

import strawberry

from resolvers.access import Viewer
from resolvers.account.request import RequestInfo
from schema.loaders import Loaders
from schema.parts import Parts


@dataclass(frozen=True, slots=True)
class Cookie:
    """The session cookie of the reply; an empty secret removes it."""

    secret: str = field(repr=False)
    max_age: int


@dataclass(slots=True)
class Reply:
    """What fields ask of the HTTP reply. `known_devices`: the device cookie anew (resolvers/known_device.py)."""

    cookies: list[Cookie] = field(default_factory=list[Cookie])
    known_devices: str | None = field(default=None, repr=False)
    clears_site_data: bool = False


@dataclass(slots=True)
class Context:
    """One per request; one per operation on a WebSocket. `viewer` changes when a login or logout in this request changes it."""

    viewer: Viewer
    parts: Parts
    request: RequestInfo
    loaders: Loaders
    reply: Reply = field(default_factory=Reply)
    is_bearer: bool = False

    @property
    def correlation_id(self) -> str:
        """What ties a reply to the log."""
        return self.request.correlation_id


Info = strawberry.Info[Context, Any]
