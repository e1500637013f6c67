"""The caretaker's day: in by link and number, the households to tell, and the word that they know (AU-13)."""

from datetime import datetime
from uuid import UUID

import strawberry

from models.notice import NoticeKind
from resolvers import caretaker, opaque
from resolvers.errors import NotFound
from resolvers.opaque import Counted
from schema.context import Info
from schema.paging import Connection, connection
from schema.permissions import STAFF_MANAGERS, CaretakerOfTheDay, Public, Require
from schema.session import LoginResult


@strawberry.type(description="One household to tell of one outage: what a caretaker has to know, and no more.")
class WorkEntry:
    id: strawberry.ID
    kind: NoticeKind
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    house: str
    unit: str
    names: str = strawberry.field(description="Surnames; empty for persons under an Auskunftssperre.")
    told_at: datetime | None

    @classmethod
    def wrap(cls, entry: caretaker.WorkEntry) -> "WorkEntry":
        return cls(
            id=strawberry.ID(opaque.seal(Counted.AUDIENCE_MEMBER, entry.id)),
            kind=entry.notice.kind,
            title=entry.notice.title,
            starts_at=entry.notice.starts_at,
            ends_at=entry.notice.ends_at,
            house=entry.house,
            unit=entry.unit,
            names=entry.names,
            told_at=entry.told_at,
        )


@strawberry.type
class CaretakerQuery:
    @strawberry.field(
        description="Households of the caretaker's houses that no message of a current outage reached, from door to door.",
        extensions=[Require(CaretakerOfTheDay())],
    )
    async def work_list(self, info: Info, first: int = 100, after: str | None = None) -> Connection[WorkEntry]:
        return connection(await caretaker.work_list(info.context.viewer, first=first, after=after), WorkEntry.wrap)


@strawberry.type
class CaretakerMutation:
    @strawberry.mutation(description="Say that a household knows, or take it back.", extensions=[Require(CaretakerOfTheDay())])
    async def mark_household_told(self, info: Info, id: strawberry.ID, is_told: bool) -> WorkEntry:
        number = opaque.number_of(Counted.AUDIENCE_MEMBER, id)
        if number is None:
            raise NotFound
        return WorkEntry.wrap(await caretaker.mark(info.context.viewer, number, is_told=is_told))

    @strawberry.mutation(description="The link of the mail and the caretaker's own digits open the day.", extensions=[Require(Public())])
    async def caretaker_login(self, info: Info, token: str, number: str, device_label: str = "") -> LoginResult:
        issued = await caretaker.login(info.context.request, token=token, number=number, device_label=device_label)
        return await LoginResult.of(info.context, issued)

    @strawberry.mutation(
        description="A caretaker asks for the link of the day; true for every address (AU-06).", extensions=[Require(Public())]
    )
    async def request_caretaker_link(self, info: Info, email: str) -> bool:
        await caretaker.request_link(info.context.request, email)
        return True

    @strawberry.mutation(extensions=[Require(STAFF_MANAGERS)])
    async def send_caretaker_link(self, info: Info, id: UUID) -> bool:
        await caretaker.send_link(info.context.viewer, id)
        return True

    @strawberry.mutation(
        description="New digits for a caretaker, shown here once, to be handed over personally; the old ones are void.",
        extensions=[Require(STAFF_MANAGERS)],
    )
    async def renew_caretaker_number(self, info: Info, id: UUID) -> str:
        return await caretaker.renew_number(info.context.viewer, id)
