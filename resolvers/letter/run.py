"""Ordering letters: who is in a run is settled here; their codes are made when it is printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models import audit, bulk, clock
from models.audit import AuditAction
from models.database import Dialect, as_uuid, dialect, rows, transaction
from models.letter import Letter, LetterRun
from push.statement import run
from resolvers import idempotency
from resolvers.access import ROLES, Operator, Staff, Task, Viewer, actor, require_staff
from resolvers.errors import Conflict, InvalidInput, NotFound
from resolvers.letter import choice as choosing
from resolvers.letter.choice import LetterChoice, LetterPreview
from resolvers.paging import Page, paginate

MUTATION = "order_letters"
LETTER_DESK = ROLES[Task.HELP_MEMBERS]
_LOCK = 0x1E77E5
"""PostgreSQL's advisory lock of orders: two waves chosen at once would take the same members."""


@dataclass(frozen=True, slots=True)
class RunView:
    """A run with the number of its letters; `printed` of them came out at the last printing."""

    run: LetterRun
    letters: int
    printed: int


@dataclass(frozen=True, slots=True)
class Ordered:
    """`run` is None after a dry run, and where nobody is left to write to."""

    preview: LetterPreview
    run: RunView | None
    dry_run: bool


async def order(viewer: Viewer, choice: LetterChoice, client_mutation_id: str, *, dry_run: bool = False) -> Ordered:
    """Settle who gets a letter in this run. Nothing is printed and no code is made yet.

    Raises:
        NotAllowed: the member desk and the administration only.
        InvalidInput: the choice, or a place that is not there for the viewer.
        Conflict: idempotency_conflict.
    """
    require_staff(viewer, LETTER_DESK)
    choosing.check(choice)
    if dry_run:
        return Ordered((await choosing.select(viewer, choice)).preview, None, dry_run=True)
    async with transaction():
        claimed = await idempotency.claim(viewer, MUTATION, client_mutation_id, choice)
        if dialect() is Dialect.POSTGRESQL:
            await rows(f"SELECT pg_advisory_xact_lock({_LOCK})")
        selection = await choosing.select(viewer, choice)
        if claimed.result_id:
            first = await LetterRun.get(id=claimed.result_id)
            return Ordered(selection.preview, (await views([first]))[0], dry_run=False)
        if not selection.wave:
            raise InvalidInput("Nobody of this choice gets a letter.", field="scope")
        made = await LetterRun.create(
            kind=choice.kind,
            sorting=choice.sorting,
            created_by_id=viewer.staff_id if isinstance(viewer, Staff) else None,
            created_at=await clock.now(),
        )
        await bulk.insert(Letter, [{"run_id": made.id, "member_id": one.member.id} for one in selection.wave])
        await idempotency.finish(claimed, made.id)
        await audit.record(
            AuditAction.LETTERS_ORDERED,
            actor(viewer),
            object_kind="letter_run",
            object_id=made.id,
            details=_told(choice, len(selection.wave)),
        )
    return Ordered(selection.preview, RunView(made, len(selection.wave), 0), dry_run=False)


async def runs(viewer: Viewer, *, first: int, after: str | None = None) -> Page[RunView]:
    """The runs, newest first; who works in some districts only sees their own.

    Raises:
        NotAllowed: the member desk and the administration only.
        InvalidInput: first or after.
    """
    require_staff(viewer, LETTER_DESK)
    page = await paginate(visible_runs(viewer), first=first, after=after, order=("-created_at",))
    return page.replace(await views(page.items))


async def find(viewer: Viewer, run_id: UUID) -> RunView | None:
    """One run; None where it was discarded, or is none of the viewer's."""
    found = await visible_runs(viewer).get_or_none(id=run_id)
    return None if found is None else (await views([found]))[0]


async def waiting_for(member_id: UUID) -> RunView | None:
    """The run in which a letter for this member waits to be printed; None where none does. Its code will be made then."""
    row = (
        await Letter.filter(member_id=member_id, run__printings=0, run__discarded_at__isnull=True)
        .order_by("id")
        .select_related("run")
        .first()
    )
    return None if row is None else (await views([row.run]))[0]


async def discard(viewer: Viewer, run_id: UUID) -> RunView:
    """Take back an order that was not printed. No code of it ever was; its members count as never ordered and can be chosen again.

    Raises:
        NotAllowed: the member desk and the administration only.
        NotFound: there is no such run for the viewer, or it was discarded before.
        Conflict: it was printed; the letters may be on their way.
    """
    require_staff(viewer, LETTER_DESK)
    async with transaction():
        # The first statement writes: of a printing and a discarding at once one comes first, and the other is refused.
        held = await run(
            f"UPDATE letter_run SET discarded_at = {clock.sql_now()} WHERE id = $1 AND printings = 0 AND discarded_at IS NULL RETURNING id",  # noqa: S608 - our own words
            run_id,
        )
        found = await (LetterRun.filter(_reach(viewer)) if held else visible_runs(viewer)).get_or_none(id=run_id)
        if found is None:
            raise NotFound
        if not held:
            raise Conflict("These letters were printed.")
        seen = (await views([found]))[0]
        details: dict[str, object] = {"count": seen.letters}
        await audit.record(AuditAction.LETTERS_DISCARDED, actor(viewer), object_kind="letter_run", object_id=run_id, details=details)
    return seen


def visible_runs(viewer: Viewer) -> QuerySet[LetterRun]:
    """A run holds members of its maker's area: nobody else who is limited to an area prints it. Discarded ones are gone."""
    return LetterRun.filter(_reach(viewer), discarded_at=None)


def _reach(viewer: Viewer) -> Q:
    if isinstance(viewer, Staff):
        return Q(created_by_id=viewer.staff_id) if viewer.houses or viewer.districts else Q(id__not_isnull=True)
    return Q(id__not_isnull=True) if isinstance(viewer, Operator) else Q(id__in=[])


async def views(found: Sequence[LetterRun]) -> list[RunView]:
    """Each run with its numbers."""
    counted: dict[UUID, tuple[int, int]] = {}
    for one in await bulk.select(Letter, ["run_id", "printed_at"], by="run_id", values=[row.id for row in found]):
        letters, printed = counted.get(as_uuid(one["run_id"]), (0, 0))
        counted[as_uuid(one["run_id"])] = (letters + 1, printed + (one["printed_at"] is not None))
    return [RunView(row, *counted.get(row.id, (0, 0))) for row in found]


def _told(choice: LetterChoice, count: int) -> dict[str, object]:
    """What the audit log keeps of an order: the choice and how many, neither numbers nor names."""
    place = choice.house_id or choice.district_id
    told: dict[str, object] = {"kind": choice.kind, "scope": choice.scope, "sorting": choice.sorting, "again": choice.again}
    told |= {"place": str(place)} if place else {}
    told |= {"since": choice.since.isoformat()} if choice.since else {}
    return told | {"wave": choice.wave, "count": count}
