"""A member's dates in their own calendar."""

from datetime import datetime

import strawberry

from resolvers import calendar_feed
from schema.context import Info
from schema.permissions import Require, TenantOnly


@strawberry.type(description="An address that a calendar program fetches; whoever has it reads the member's dates.")
class CalendarFeed:
    created_at: datetime
    path: str | None = strawberry.field(description="Given once, when it is made; afterwards only its hash is known here.")

    @classmethod
    def wrap(cls, feed: calendar_feed.Feed) -> "CalendarFeed":
        return cls(created_at=feed.created_at, path=feed.path)


@strawberry.type
class CalendarFeedQuery:
    @strawberry.field(description="Null where the member has made none.", extensions=[Require(TenantOnly())])
    async def calendar_feed(self, info: Info) -> CalendarFeed | None:
        found = await calendar_feed.find(info.context.viewer)
        return None if found is None else CalendarFeed.wrap(found)


@strawberry.type
class CalendarFeedMutation:
    @strawberry.mutation(description="A new address; the one before ends.", extensions=[Require(TenantOnly())])
    async def make_calendar_feed(self, info: Info) -> CalendarFeed:
        return CalendarFeed.wrap(await calendar_feed.make(info.context.viewer))

    @strawberry.mutation(description="False where there was none.", extensions=[Require(TenantOnly())])
    async def end_calendar_feed(self, info: Info) -> bool:
        return await calendar_feed.end(info.context.viewer)
