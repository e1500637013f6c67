"""A legal guardian or a proxy reads by deed: the desk saw the paper; nobody asks the member (DS-19a)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tortoise.expressions import Subquery

from models import audit, clock
from models.audit import AuditAction
from models.database import transaction
from models.member import MemberStatus
from models.reader import Reader, ReaderEnd, ReaderKind
from resolvers import recent, text
from resolvers.access import ROLES, Task, Viewer, actor, require_staff, visible_members
from resolvers.email import is_same, normalise
from resolvers.errors import Conflict, InvalidInput, NotFound
from resolvers.reader import mails, people
from resolvers.reader.ending import close
from resolvers.reader.listing import ReaderView, views

HELPERS = ROLES[Task.HELP_MEMBERS]
NOTE_LEAST, NOTE_MOST = 5, 300


@dataclass(frozen=True, slots=True)
class Deed:
    """What the desk writes down. `note`: which paper was seen, such as "Betreuerausweis, Amtsgericht Nürnberg, 3 XVII 12/26"."""

    kind: ReaderKind
    name: str
    email: str
    note: str
    starts_on: date | None = None
    ends_on: date | None = None


async def of_member(viewer: Viewer, member_id: UUID) -> list[ReaderView]:
    """Who reads for this member.

    Raises:
        NotAllowed: the member desk and the administration only.
        NotFound: there is no such member for the viewer.
    """
    require_staff(viewer, HELPERS)
    if not await visible_members(viewer).filter(id=member_id).exists():
        raise NotFound
    return await views(member_id)


async def register(viewer: Viewer, member_id: UUID, deed: Deed) -> Reader:
    """Write down who reads by deed, and send the invitation. Notices and documents, from the first day to the last.

    Raises:
        NotAllowed: the member desk and the administration only; reauthentication_required, as it opens documents to somebody else (AU-10).
        NotFound: there is no such member for the viewer.
        InvalidInput: the kind, the name, the note or the days.
        InvalidEmail: the address is not complete.
        Conflict: the member is deceased, or this address is registered for the member already.
    """
    require_staff(viewer, HELPERS)
    await recent.require(viewer)
    member = await visible_members(viewer).get_or_none(id=member_id)
    if member is None:
        raise NotFound
    if member.status is MemberStatus.DECEASED:
        raise Conflict("The member is deceased.")
    if deed.kind is ReaderKind.INVITED:
        raise InvalidInput("Only the member invites.", field="kind")
    if deed.ends_on is not None and deed.ends_on < max(deed.starts_on or date.min, (await clock.now()).astimezone(clock.BERLIN).date()):
        raise InvalidInput("The last day lies before the first, or in the past.", field="endsOn")
    name = people.name_of(deed.name)
    note = text.line(deed.note, field="note", least=NOTE_LEAST, most=NOTE_MOST)
    address = normalise(deed.email)
    kind, who = actor(viewer)
    async with transaction():
        now = await clock.now()
        for other in await Reader.filter(member_id=member.id, ended_at=None).exclude(kind=ReaderKind.INVITED):
            if is_same(other.email, address):
                raise Conflict("This address is registered already.")
        person = await people.stand_in(name, address)
        row = await Reader.create(
            member_id=member.id,
            person_id=person.id,
            kind=deed.kind,
            name=name,
            email=address,
            reads_documents=True,
            invited_at=now,
            starts_on=deed.starts_on,
            ends_on=deed.ends_on,
            deed_note=note,
            deed_seen_by=who,
            deed_seen_at=now,
        )
        await mails.send_invitation(row)
        details: dict[str, object] = {
            "reader": str(row.id),
            "kind": deed.kind.value,
            "note": note,
            "from": str(deed.starts_on or ""),
            "until": str(deed.ends_on or ""),
        }
        await audit.record(AuditAction.READER_REGISTERED, (kind, who), object_kind="member", object_id=member.id, details=details)
    return row


async def end_by_staff(viewer: Viewer, reader_id: UUID) -> None:
    """The desk ends it: the guardianship is over, or the member asked by telephone.

    Raises:
        NotAllowed: the member desk and the administration only.
        NotFound: nobody reads, or it is not for the viewer.
    """
    require_staff(viewer, HELPERS)
    mine = Subquery(visible_members(viewer).values("id"))
    row = await Reader.get_or_none(id=reader_id, member_id__in=mine, ended_at=None)
    if row is None:
        raise NotFound
    async with transaction():
        if not await close(viewer, row, ReaderEnd.STAFF):
            raise NotFound
