"""Zustellung: the delivery run of a notice."""

from collections.abc import AsyncGenerator
from datetime import datetime
from uuid import UUID

import strawberry

from models.delivery import Channel, DeliveryState
from models.event import Topic
from models.token import TokenScope
from resolvers import delivery
from resolvers.errors import NotFound
from schema.context import Info
from schema.live import beats
from schema.paging import Connection, connection
from schema.permissions import DESK, NOTICE_READERS, IntegratorScope, Require

BEAT_SECONDS = 0.25

strawberry.enum(Channel)
strawberry.enum(DeliveryState)


@strawberry.type
class HouseholdReach:
    confirmed: int
    push: int
    mail: int
    pending: int
    failed: int
    paper: int


@strawberry.type
class ChannelProgress:
    channel: Channel
    queued: int
    accepted: int
    failed: int
    skipped: int


@strawberry.type(
    description=("The delivery run of one notice: counted live. `households` adds up to the head count: each stands in its best state.")
)
class DeliveryProgress:
    notice_id: UUID
    total_households: int
    total_members: int
    is_finished: bool
    households: HouseholdReach
    channels: list[ChannelProgress]

    @classmethod
    def wrap(cls, progress: delivery.DeliveryProgress) -> "DeliveryProgress":
        reach = progress.households
        return cls(
            notice_id=progress.notice_id,
            total_households=progress.total_households,
            total_members=progress.total_members,
            is_finished=progress.is_finished,
            households=HouseholdReach(
                confirmed=reach.confirmed, push=reach.push, mail=reach.mail, pending=reach.pending, failed=reach.failed, paper=reach.paper
            ),
            channels=[
                ChannelProgress(channel=each.channel, queued=each.queued, accepted=each.accepted, failed=each.failed, skipped=each.skipped)
                for each in progress.channels
            ],
        )


@strawberry.type
class Delivery:
    id: strawberry.ID
    member_name: str
    house: str
    channel: Channel
    state: DeliveryState
    reason: str | None
    settled_at: datetime | None

    @classmethod
    def wrap(cls, row: delivery.DeliveryRow) -> "Delivery":
        return cls(
            id=strawberry.ID(str(row.id)),
            member_name=row.member_name,
            house=row.house,
            channel=row.channel,
            state=row.state,
            reason=row.reason.value if row.reason else None,
            settled_at=row.settled_at,
        )


@strawberry.type
class DeliveryQuery:
    @strawberry.field(extensions=[Require(NOTICE_READERS, IntegratorScope(TokenScope.DELIVERIES_READ))])
    async def delivery_progress(self, info: Info, notice_id: UUID) -> DeliveryProgress | None:
        found = await delivery.progress(info.context.viewer, notice_id)
        return DeliveryProgress.wrap(found) if found else None

    @strawberry.field(extensions=[Require(DESK)])
    async def deliveries(  # noqa: PLR0917 - GraphQL arguments have names
        self,
        info: Info,
        notice_id: UUID,
        first: int = 50,
        after: str | None = None,
        channel: Channel | None = None,
        state: DeliveryState | None = None,
    ) -> Connection[Delivery]:
        page = await delivery.deliveries(info.context.viewer, notice_id, first=first, after=after, channel=channel, state=state)
        return connection(page, Delivery.wrap)


@strawberry.type
class DeliverySubscription:
    @strawberry.subscription(
        description="Staff: the current counts at once, then at every change (at most a few times a second).",
        extensions=[Require(NOTICE_READERS, IntegratorScope(TokenScope.DELIVERIES_READ))],
    )
    async def delivery_progress(self, info: Info, notice_id: UUID) -> AsyncGenerator[DeliveryProgress, None]:
        async for _ in beats(Topic.DELIVERY, notice_id, pause=BEAT_SECONDS):
            found = await delivery.progress(info.context.viewer, notice_id)
            if found is None:
                raise NotFound
            yield DeliveryProgress.wrap(found)
