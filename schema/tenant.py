"""A member who is signed in, as they see themselves, and what they choose."""

from datetime import date, time
from uuid import UUID

import strawberry
from strawberry import UNSET
from strawberry.types.unset import UnsetType

from models import contract
from models.consent import Preference
from models.member import EmailState
from models.session import SessionScope
from resolvers import access, account, device, document, email_change, notice, viewer
from resolvers.account import Choices, Quiet
from resolvers.member import greeting_name
from resolvers.viewer import Myself
from schema.context import Info
from schema.device import Device
from schema.permissions import Require, TenantOnly
from schema.place import House, UnitKind
from schema.reader import Reading, readings
from schema.scalars import Language

strawberry.enum(EmailState)


@strawberry.type(description="A unit of one of the member's current contracts.")
class Home:
    contract_number: str
    house: House
    unit_number: str
    unit_kind: UnitKind
    floor: str
    position: str
    starts_on: date
    ends_on: date | None

    @classmethod
    def from_row(cls, row: contract.Contract) -> "Home":
        return cls(
            contract_number=row.number,
            house=House.from_row(row.unit.house),
            unit_number=row.unit.number,
            unit_kind=row.unit.kind,
            floor=row.unit.floor,
            position=row.unit.position,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )


@strawberry.type(description="Times of day in Berlin; over midnight where `from` is the later one.")
class QuietHours:
    start: time = strawberry.field(name="from")
    until: time

    @classmethod
    def from_row(cls, row: Preference) -> "QuietHours | None":
        if row.quiet_from is None or row.quiet_until is None:
            return None
        return cls(start=_time(row.quiet_from), until=_time(row.quiet_until))


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)


@strawberry.type(description="What reaches the member which way. An urgent notice ignores it all.")
class Preferences:
    notice_mail: bool
    notice_push: bool
    outage_mail: bool = strawberry.field(description="Of outages that are not urgent.")
    outage_push: bool = strawberry.field(description="Of outages that are not urgent.")
    document_mail: bool
    document_push: bool
    documents_on_paper: bool
    reminder_evening: bool = strawberry.field(description="The evening before: on the devices, by mail where there is none.")
    reminder_hour: bool = strawberry.field(description="An hour before, on the devices only.")
    quiet_hours: QuietHours | None = strawberry.field(description="When nothing ordinary makes a sound; it comes afterwards.")

    @classmethod
    def from_row(cls, row: Preference) -> "Preferences":
        return cls(
            notice_mail=row.notice_mail,
            notice_push=row.notice_push,
            document_mail=row.document_mail,
            document_push=row.document_push,
            documents_on_paper=row.documents_on_paper,
            outage_mail=row.outage_mail,
            outage_push=row.outage_push,
            reminder_evening=row.reminder_evening,
            reminder_hour=row.reminder_hour,
            quiet_hours=QuietHours.from_row(row),
        )


@strawberry.type(description="A member who is signed in, as they see themselves.")
class Tenant:
    id: UUID
    name: str
    greeting_name: str = strawberry.field(
        description='`Frau Muster`: what follows "Guten Tag, ". The full name where the ERP knows no salutation.'
    )
    email: str | None
    email_state: EmailState
    language: Language = strawberry.field(description="In which they read notices: what they chose, else what the ERP has.")
    preferences: Preferences
    paper_question_open: bool
    push_question_open: bool

    @classmethod
    def wrap(cls, myself: Myself, *, is_open: bool = True) -> "Tenant":
        """`is_open`: an own password is set; before that the address stays hidden (AU-24)."""
        row = myself.member
        return cls(
            id=row.id,
            name=row.name,
            greeting_name=greeting_name(row),
            email=row.email if is_open else None,
            email_state=row.email_state if is_open else EmailState.NONE,
            language=myself.language,
            preferences=Preferences.from_row(myself.preference),
            paper_question_open=myself.account.paper_question_answered_at is None,
            push_question_open=myself.account.push_question_answered_at is None,
        )

    @strawberry.field
    async def numbers(self, info: Info) -> list[str]:
        return await info.context.loaders.numbers.load(self.id) if _is_open(info) else []

    @strawberry.field
    async def homes(self, info: Info) -> list[Home]:
        return [Home.from_row(row) for row in await viewer.homes(_tenant(info))] if _is_open(info) else []

    @strawberry.field
    async def devices(self, info: Info) -> list[Device]:
        return [Device.from_row(row) for row in await device.devices(info.context.viewer)] if _is_open(info) else []

    @strawberry.field
    async def unread_notices(self, info: Info) -> int:
        return await notice.unread_count(info.context.viewer) if _is_open(info) else 0

    @strawberry.field
    async def unread_documents(self, info: Info) -> int:
        return await document.unread_count(info.context.viewer) if _is_open(info) else 0

    @strawberry.field(description="The address that waits for the link in its mail to be confirmed.")
    async def pending_email(self, info: Info) -> str | None:
        waiting = await email_change.pending(_tenant(info).member_id) if _is_open(info) else None
        return waiting.email if waiting is not None else None

    @strawberry.field(description="For whom the member reads: their `memberId` goes into `forMember`.")
    async def reads_for(self, info: Info) -> list[Reading]:
        return await readings(info.context.viewer) if _is_open(info) else []


@strawberry.input(description="Times of day in Berlin, to the minute.")
class QuietHoursInput:
    start: time = strawberry.field(name="from")
    until: time


@strawberry.input(description="What is left out stays as it is.")
class PreferencesInput:
    notice_mail: bool | None = None
    notice_push: bool | None = None
    outage_mail: bool | None = None
    outage_push: bool | None = None
    document_mail: bool | None = None
    document_push: bool | None = None
    documents_on_paper: bool | None = None
    reminder_evening: bool | None = None
    reminder_hour: bool | None = None
    language: Language | None = strawberry.field(
        default=None, description="In which notices of outages are told; the German text stays binding."
    )
    quiet_hours: QuietHoursInput | None = strawberry.field(default=UNSET, description="Null: no quiet hours any more.")


def _quiet(given: QuietHoursInput | UnsetType | None) -> Quiet | None:
    if isinstance(given, UnsetType):
        return None
    return Quiet() if given is None else Quiet(given.start, given.until)


def _tenant(info: Info) -> access.Tenant:
    """The permission of the root field has let nobody else in."""
    return access.require_tenant(info.context.viewer)


def _is_open(info: Info) -> bool:
    """Whether an own password is set; before that nothing but the person's name is shown (AU-24)."""
    viewer = info.context.viewer
    return isinstance(viewer, access.Tenant) and viewer.scope is SessionScope.FULL


@strawberry.type
class TenantMutation:
    @strawberry.mutation(extensions=[Require(TenantOnly())])
    async def set_preferences(self, info: Info, input: PreferencesInput) -> Tenant:
        choices = Choices(
            notice_mail=input.notice_mail,
            notice_push=input.notice_push,
            document_mail=input.document_mail,
            document_push=input.document_push,
            documents_on_paper=input.documents_on_paper,
            outage_mail=input.outage_mail,
            outage_push=input.outage_push,
            reminder_evening=input.reminder_evening,
            reminder_hour=input.reminder_hour,
            language=input.language,
            quiet=_quiet(input.quiet_hours),
        )
        await account.set_preferences(info.context.request, _tenant(info), choices)
        return Tenant.wrap(await viewer.myself(_tenant(info)))

    @strawberry.mutation(
        description="The one-time question after the first login. electronicOnly true is a stored agreement.",
        extensions=[Require(TenantOnly())],
    )
    async def answer_paper_question(self, info: Info, electronic_only: bool) -> Tenant:
        await account.answer_paper_question(info.context.request, _tenant(info), electronic_only=electronic_only)
        return Tenant.wrap(await viewer.myself(_tenant(info)))

    @strawberry.mutation(extensions=[Require(TenantOnly())])
    async def answer_push_question(self, info: Info) -> Tenant:
        await account.answer_push_question(_tenant(info))
        return Tenant.wrap(await viewer.myself(_tenant(info)))
