"""Who of an audience knows of a notice, who comes in and who goes out: the arithmetic of an update, on the snapshot."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from models import bulk, clock
from models.audience import AudienceMember
from models.database import rows
from models.delivery import DeliveryState, Message
from models.notice import Notice, NoticeUpdate, UpdateKind
from push.readers import notice_audience
from push.statement import run
from resolvers.audience import Days, Rule, days_of
from resolvers.audience.source import rules_value, with_audience


@dataclass(frozen=True, slots=True)
class Counts:
    """Persons by what they will be told; each is counted once."""

    told: int
    joined: int
    left: int
    untold: int


async def mark(notice_id: UUID) -> None:
    """Note who knows of the notice by now: a network took a message about it, or has it at this moment, or it was opened.

    Called after what is unsent was stopped, in the same transaction: whoever is not marked is sent none of the words before it.
    """
    await run(
        f"""
        UPDATE audience_member SET was_told = true WHERE notice_id = $1 AND was_told = false AND left_in IS NULL AND (
            member_id IN (SELECT d.member_id FROM delivery d JOIN broadcast b ON b.id = d.broadcast_id
                WHERE b.notice_id = $1 AND d.state IN ('{DeliveryState.ACCEPTED}', '{DeliveryState.LEASED}'))
            OR member_id IN (SELECT r.member_id FROM notice_receipt r WHERE r.notice_id = $1 AND r.opened_at IS NOT NULL))
        """,  # noqa: S608 - our own constants
        notice_id,
    )


async def move(notice: Notice, update: NoticeUpdate, rules: Sequence[Rule]) -> None:
    """Take into the snapshot who is affected newly, and note who is no more. Who merely moves out by then stays in it.

    Somebody who comes back after an update let them go is new again. A person one of whose homes was in already is not new: they are
    told of the change, or of the notice as it stands now.
    """
    number, value = update.number, rules_value(rules)
    columns = "member_id, household, house_id, unit_id, contract_id, scope"
    await rows(
        f"{with_audience(await days_of(update.starts_at, update.ends_at))} INSERT INTO {bulk.table(AudienceMember)} "  # noqa: S608 - our own SQL
        f"(notice_id, {columns}, was_told, joined_in) SELECT '{notice.id}', {columns}, false, {number} FROM audience WHERE true "
        "ORDER BY house_id, household, member_id ON CONFLICT (notice_id, member_id, household) DO UPDATE "
        f"SET left_in = NULL, was_told = false, joined_in = {number}, house_id = excluded.house_id, unit_id = excluded.unit_id, "
        "contract_id = excluded.contract_id, scope = excluded.scope WHERE audience_member.left_in IS NOT NULL",
        [value],
    )
    await rows(
        f"{with_audience(await _all_days(notice, update))} UPDATE audience_member SET left_in = {number} "  # noqa: S608 - our own SQL
        f"WHERE notice_id = '{notice.id}' AND left_in IS NULL AND NOT EXISTS (SELECT 1 FROM audience a "
        "WHERE a.member_id = audience_member.member_id AND a.household = audience_member.household)",
        [value],
    )
    others = (
        f"SELECT o.member_id FROM audience_member o WHERE o.notice_id = $1 AND o.left_in IS NULL "  # noqa: S608 - numbers
        f"AND (o.joined_in IS NULL OR o.joined_in <> {number})"
    )
    # Of one person all homes are told the same: known before at any of them is known before.
    await run(
        f"UPDATE audience_member SET was_told = true WHERE notice_id = $1 AND joined_in = {number} "  # noqa: S608 - numbers
        f"AND member_id IN ({others} AND o.was_told)",
        notice.id,
    )
    await run(
        f"UPDATE audience_member SET joined_in = NULL WHERE notice_id = $1 AND joined_in = {number} AND NOT was_told "  # noqa: S608 - numbers
        f"AND member_id IN ({others} AND NOT o.was_told)",
        notice.id,
    )


async def count(notice_id: UUID, number: int) -> Counts:
    """How many persons each message of this update is for."""
    [update] = await NoticeUpdate.filter(notice_id=notice_id, number=number)
    told, joined, left, untold = [
        await _persons(notice_audience(notice_id, message, update.id))
        for message in (Message.NOTICE_CHANGED, Message.NOTICE_JOINED, Message.NOTICE_LEFT, Message.NOTICE_PUBLISHED)
    ]
    if update.kind in {UpdateKind.ENDED, UpdateKind.CANCELLED, UpdateKind.RETRACTED}:
        told = await _persons(notice_audience(notice_id, Message.NOTICE_ENDED, update.id))
    return Counts(told, joined, left, untold)


async def ever(notice_id: UUID, *, by_updates: bool) -> tuple[int, int]:
    """Persons and districts it has ever concerned, who has left again among them: from its start on, or brought in by updates."""
    origin = "IS NOT NULL" if by_updates else "IS NULL"
    return await _reach(notice_id, f"a.joined_in {origin}")


async def ever_at_all(notice_id: UUID) -> tuple[int, int]:
    """Both together, each person and district once."""
    return await _reach(notice_id, "true")


async def _reach(notice_id: UUID, which: str) -> tuple[int, int]:
    found = await run(
        "SELECT COUNT(DISTINCT a.member_id) AS members, COUNT(DISTINCT h.district_id) AS districts "  # noqa: S608 - our own conditions
        f"FROM audience_member a LEFT JOIN house h ON h.id = a.house_id WHERE a.notice_id = $1 AND {which}",
        notice_id,
    )
    return found[0]["members"], found[0]["districts"]


async def _persons(source: str) -> int:
    found = await run(f"SELECT COUNT(DISTINCT member_id) AS number FROM ({source}) AS source")  # noqa: S608 - our own SELECT
    return found[0]["number"]


async def _all_days(notice: Notice, update: NoticeUpdate) -> Days:
    """From publication to the end of either window: who lived or lives there on any of these days is in by place."""
    before = await days_of(update.was_starts_at, update.was_ends_at)
    after = await days_of(update.starts_at, update.ends_at)
    published = (notice.published_at or notice.created_at).astimezone(clock.BERLIN).date()
    return Days(min(published, before.first), max(before.last, after.last))
