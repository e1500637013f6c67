"""Zustellung: the delivery run of a notice."""

from collections.abc import AsyncGenerator
from datetime import datetime
from uuid import UUID

import strawberry

from models.delivery import Channel, DeliveryState
from models.event import Topic
from models.token import TokenScope
from resolvers import delivery, opaque
from resolvers.errors import NotFound
from resolvers.opaque import Counted
from schema.context import Info
from schema.live import beats
from schema.paging import Connection, connection
from schema.permissions import DELIVERY_MANAGERS, DESK, NOTICE_READERS, IntegratorScope, Require

BEAT_SECONDS = 0.25

strawberry.enum(Channel)
strawberry.enum(DeliveryState)
strawberry.enum(delivery.Stand, name="HouseholdStand", description="The best state of a household.")


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
    expired: int = strawberry.field(description="Those of the failed whose message was out of date before anybody took it.")


@strawberry.type(
    description=("The delivery run of one notice: counted live. `households` adds up to the head count: each stands in its best state.")
)
class DeliveryProgress:
    notice_id: UUID
    total_households: int
    total_members: int
    told_in_person: int = strawberry.field(
        description="Households no message reached, whom a caretaker told; they count as such all the same."
    )
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
            told_in_person=progress.told_in_person,
            is_finished=progress.is_finished,
            households=HouseholdReach(
                confirmed=reach.confirmed, push=reach.push, mail=reach.mail, pending=reach.pending, failed=reach.failed, paper=reach.paper
            ),
            channels=[
                ChannelProgress(
                    channel=each.channel,
                    queued=each.queued,
                    accepted=each.accepted,
                    failed=each.failed,
                    skipped=each.skipped,
                    expired=each.expired,
                )
                for each in progress.channels
            ],
        )


@strawberry.type
class Delivery:
    id: strawberry.ID
    member_name: str = strawberry.field(description="Empty for a person under an Auskunftssperre.")
    house: str
    message: str = strawberry.field(description="What was said: notice_published, notice_changed, notice_ended and so on.")
    channel: Channel
    state: DeliveryState
    reason: str | None
    settled_at: datetime | None

    @classmethod
    def wrap(cls, row: delivery.DeliveryRow) -> "Delivery":
        return cls(
            id=strawberry.ID(opaque.seal(Counted.DELIVERY, row.id)),
            member_name=row.member_name,
            house=row.house,
            message=row.message.value,
            channel=row.channel,
            state=row.state,
            reason=row.reason.value if row.reason else None,
            settled_at=row.settled_at,
        )


@strawberry.type(
    description=(
        "Somebody no channel took the notice to, for paper and phone. The households without `householdReached` are those that"
        " `deliveryProgress` counts as failed or paper. `channel`, `state` and `reason` are null once the ledger is deleted."
    )
)
class NotReached:
    id: strawberry.ID
    member_id: UUID
    member_name: str = strawberry.field(description="Empty for a person under an Auskunftssperre.")
    house: str
    unit: str
    channel: Channel | None
    state: DeliveryState | None
    reason: str | None
    household_reached: bool
    told_at: datetime | None = strawberry.field(description="When the caretaker told the household by word of mouth.")

    @classmethod
    def wrap(cls, row: delivery.NotReached) -> "NotReached":
        return cls(
            id=strawberry.ID(opaque.seal(Counted.AUDIENCE_MEMBER, row.id)),
            member_id=row.member_id,
            member_name=row.member_name,
            house=row.house,
            unit=row.unit,
            channel=row.channel,
            state=row.state,
            reason=row.reason.value if row.reason else None,
            household_reached=row.household_reached,
            told_at=row.told_at,
        )


@strawberry.type(
    description=(
        "A household of the audience in its best state. `since`: when it was confirmed or opened, or a network took the message. `channel`"
        " and `reason`: by what it was reached, or why not."
    )
)
class ReachedHousehold:
    id: strawberry.ID
    house: str
    unit: str
    names: list[str] = strawberry.field(description="One is empty for a person under an Auskunftssperre.")
    stand: delivery.Stand
    since: datetime | None
    channel: Channel | None
    reason: str | None
    told_at: datetime | None = strawberry.field(description="When the caretaker told the household by word of mouth.")

    @classmethod
    def wrap(cls, row: delivery.Household) -> "ReachedHousehold":
        return cls(
            id=strawberry.ID(opaque.seal(Counted.AUDIENCE_MEMBER, row.id)),
            house=row.house,
            unit=row.unit,
            names=list(row.names),
            stand=row.stand,
            since=row.since,
            channel=row.channel,
            reason=row.reason.value if row.reason else None,
            told_at=row.told_at,
        )


@strawberry.type(description="Households by then.")
class TimelinePoint:
    at: datetime
    reached: int
    confirmed: int

    @classmethod
    def wrap(cls, point: delivery.TimelinePoint) -> "TimelinePoint":
        return cls(at=point.at, reached=point.reached, confirmed=point.confirmed)


@strawberry.type(description="A delivery that was tried too often or killed its workers; it waits for staff, 30 days at most.")
class DeadLetter:
    id: strawberry.ID
    member_id: UUID
    member_name: str = strawberry.field(description="Empty for a person under an Auskunftssperre.")
    about: str = strawberry.field(description="The title of the notice or document; empty for a mail about the account.")
    notice_id: UUID | None
    channel: Channel
    target: str = strawberry.field(description="Masked, such as `…@muster.example`; never an address.")
    reason: str | None
    last_status: str
    died_at: datetime | None
    can_retry: bool

    @classmethod
    def wrap(cls, row: delivery.DeadLetter) -> "DeadLetter":
        return cls(
            id=strawberry.ID(opaque.seal(Counted.DELIVERY, row.id)),
            member_id=row.member_id,
            member_name=row.member_name,
            about=row.about,
            notice_id=row.notice_id,
            channel=row.channel,
            target=row.target,
            reason=row.reason.value if row.reason else None,
            last_status=row.last_status,
            died_at=row.died_at,
            can_retry=row.can_retry,
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

    @strawberry.field(extensions=[Require(DESK)])
    async def not_reached(self, info: Info, notice_id: UUID, first: int = 50, after: str | None = None) -> Connection[NotReached]:
        page = await delivery.not_reached(info.context.viewer, notice_id, first=first, after=after)
        return connection(page, NotReached.wrap)

    @strawberry.field(
        description="The households behind a number of `deliveryProgress`, or all, from door to door. Empty once the ledger is deleted.",
        extensions=[Require(DESK)],
    )
    async def reached_households(
        self, info: Info, notice_id: UUID, first: int = 50, after: str | None = None, stand: delivery.Stand | None = None
    ) -> Connection[ReachedHousehold]:
        page = await delivery.reached(info.context.viewer, notice_id, first=first, after=after, stand=stand)
        return connection(page, ReachedHousehold.wrap)

    @strawberry.field(
        description="Households reached and confirmed over time, at most 49 points. Empty while nobody is, and once the ledger is deleted.",
        extensions=[Require(DESK)],
    )
    async def delivery_timeline(self, info: Info, notice_id: UUID) -> list[TimelinePoint]:
        return [TimelinePoint.wrap(point) for point in await delivery.timeline(info.context.viewer, notice_id)]

    @strawberry.field(extensions=[Require(DESK)])
    async def dead_letters(
        self, info: Info, first: int = 50, after: str | None = None, notice_id: UUID | None = None
    ) -> Connection[DeadLetter]:
        page = await delivery.dead_letters(info.context.viewer, first=first, after=after, notice_id=notice_id)
        return connection(page, DeadLetter.wrap)


def _number(text: str) -> int:
    """The number of a delivery; what is no id of one is the id of nothing."""
    number = opaque.number_of(Counted.DELIVERY, text)
    if number is None:
        raise NotFound
    return number


@strawberry.type
class DeliveryMutation:
    @strawberry.mutation(description="Queue a dead delivery once more; its id.", extensions=[Require(DELIVERY_MANAGERS)])
    async def retry_delivery(self, info: Info, id: strawberry.ID) -> strawberry.ID:
        await delivery.retry(info.context.viewer, _number(id))
        return id

    @strawberry.mutation(description="Give a dead delivery up; its id.", extensions=[Require(DELIVERY_MANAGERS)])
    async def drop_delivery(self, info: Info, id: strawberry.ID) -> strawberry.ID:
        await delivery.drop(info.context.viewer, _number(id))
        return id


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
