"""Printing a run: codes are made, put on paper, and known to nobody afterwards (AU-18).

Codes and the record of the printing come in one transaction; the PDF is made after it and exists in memory only. Whoever needs it again
prints again, which makes new codes and ends those on the sheets before: that has to be asked for in so many words.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from models import audit, clock, codes, keyring
from models.audit import AuditAction
from models.database import as_uuid, transaction
from models.letter import Letter, LetterRun
from models.member import Member, MemberTask, MemberTaskKind
from push import paper
from push.paper import LetterPage, LetterSheet
from push.statement import Kind, is_in, many, run
from push.words import salutation
from resolvers import recent
from resolvers.access import Viewer, actor, require_staff, visible_members
from resolvers.errors import Code, Conflict, NotFound
from resolvers.letter import choice, people
from resolvers.letter.people import Addressee
from resolvers.letter.run import LETTER_DESK, visible_runs
from settings import CooperativeSettings

CONTRACT_WORD = "Vertragsnummer"


@dataclass(frozen=True, slots=True)
class Printer:
    """What stands on every letter: the sender, where the portal is, and its word for the membership number."""

    cooperative: CooperativeSettings
    base_url: str
    number_word: str


@dataclass(frozen=True, slots=True)
class Printed:
    """The PDF, and how many letters it holds."""

    filename: str
    letters: int
    pdf: bytes = field(repr=False)


async def print_run(viewer: Viewer, run_id: UUID, printer: Printer, *, reissue: bool = False) -> Printed:
    """Make the codes of a run and its PDF. Who registered, died or got a newer letter since the order is left out.

    Raises:
        NotAllowed: the member desk and the administration only; reauthentication_required, as whoever has a sheet has an access (AU-10).
        NotFound: there is no such run for the viewer.
        Conflict: confirmation_required, it was printed before and `reissue` does not say that its codes may end; or nobody is left.
    """
    require_staff(viewer, LETTER_DESK)
    await recent.require(viewer)
    async with transaction():
        found, now = await _begin(viewer, run_id, reissue=reissue)
        wanted = await _still_wanted(viewer, found)
        if not wanted:
            raise Conflict("Nobody of this run gets a letter any more.")
        issued = await codes.issue([one.member.id for one in wanted], keyring.current())
        await _note(viewer, found, wanted, now)
    pages = [_page(one, issued[one.member.id], printer) for one in sorted(wanted, key=people.SORTING[found.sorting])]
    today = now.astimezone(clock.BERLIN).date()
    until = (now + codes.CODE_VALID).astimezone(clock.BERLIN).date()
    sheet = LetterSheet(printer.cooperative, printer.base_url, found.kind, today, until)
    pdf = await paper.print_letters(sheet, pages)
    return Printed(f"Briefe {today.isoformat()} ({len(pages)}).pdf", len(pages), pdf)


async def _begin(viewer: Viewer, run_id: UUID, *, reissue: bool) -> tuple[LetterRun, datetime]:
    """Count the printing. The first statement writes and holds the run's row: two who print at once come one after the other."""
    before = "discarded_at IS NULL" if reissue else "discarded_at IS NULL AND printings = 0"
    counted = await run(
        f"UPDATE letter_run SET printings = printings + 1, printed_at = {clock.sql_now()} WHERE id = $1 AND {before} RETURNING id",  # noqa: S608 - our own words
        run_id,
    )
    found = await visible_runs(viewer).get_or_none(id=run_id)
    if found is None:
        raise NotFound
    if not counted:
        raise Conflict("Printing again ends the codes that were printed before.", code=Code.CONFIRMATION_REQUIRED, field="reissue")
    return found, await clock.now()


async def _still_wanted(viewer: Viewer, found: LetterRun) -> list[Addressee]:
    rows = await run(
        """
        SELECT l.member_id FROM letter l WHERE l.run_id = $1 AND NOT EXISTS (
            SELECT 1 FROM letter newer
            WHERE newer.member_id = l.member_id AND newer.id > l.id AND newer.printed_at IS NOT NULL
        )
        """,
        found.id,
    )
    ids = [as_uuid(row["member_id"]) for row in rows]
    members: list[Member] = []
    for start in range(0, len(ids), 500):
        members += await visible_members(viewer).filter(id__in=ids[start : start + 500])
    return [one for one in await people.describe(members) if choice.barred(one) is None]


async def _note(viewer: Viewer, found: LetterRun, wanted: list[Addressee], now: datetime) -> None:
    await run(
        f"UPDATE letter SET printed_at = $1 WHERE run_id = $2 AND member_id {is_in('$3', Kind.UUID)} RETURNING id",  # noqa: S608 - by placeholder
        now,
        found.id,
        many([one.member.id for one in wanted]),
    )
    # Who waited for a letter has one now.
    await MemberTask.filter(member_id__in=[one.member.id for one in wanted], kind=MemberTaskKind.NEW_LETTER, settled_at=None).update(
        settled_at=now, settled_by=actor(viewer)[1]
    )
    details: dict[str, object] = {"kind": found.kind, "sorting": found.sorting, "count": len(wanted), "printing": found.printings}
    left_out = await Letter.filter(run_id=found.id).count() - len(wanted)
    details |= {"left_out": left_out} if left_out else {}
    await audit.record(AuditAction.LETTERS_PRINTED, actor(viewer), object_kind="letter_run", object_id=found.id, details=details)


def _page(one: Addressee, code: str, printer: Printer) -> LetterPage:
    return LetterPage(
        address=one.address or (),
        salutation=salutation(one.member),
        number_word=CONTRACT_WORD if one.is_contract_number else printer.number_word,
        number=one.number or "",
        code=code,
    )
