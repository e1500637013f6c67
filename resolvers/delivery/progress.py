"""The run of one notice, counted in households and per channel.

Rows that are deleted already (push/retention.py) count on: as totals of their channel, and as households counted at the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tortoise.expressions import Subquery

from models.audience import AudienceMember
from models.delivery import Broadcast, Channel, DeliveryState
from models.notice import Notice
from models.token import TokenScope
from push.reach import Best, households
from push.statement import run
from resolvers.access import NOTICE_READERS, Staff, Viewer, require_staff, visible_notices
from resolvers.delivery import scope


@dataclass(frozen=True, slots=True)
class HouseholdReach:
    """Households in their best state; together all households of the notice.

    `push` and `mail` mean handed to the push service or mail server, never read; only an opening or "Gelesen" is `confirmed`.
    `paper` are those nothing electronic goes to.
    """

    confirmed: int = 0
    push: int = 0
    mail: int = 0
    pending: int = 0
    failed: int = 0
    paper: int = 0


@dataclass(frozen=True, slots=True)
class ChannelProgress:
    """Deliveries of one channel. `skipped` were not tried, with a reason: opted out, deceased, withdrawn, no channel.

    `expired` are those of the `failed` whose message was out of date before anybody took it (OB-13).
    """

    channel: Channel
    queued: int = 0
    accepted: int = 0
    failed: int = 0
    skipped: int = 0
    expired: int = 0


@dataclass(frozen=True, slots=True)
class DeliveryProgress:
    """The delivery run of one notice, for staff of an area only its part there.

    `told_in_person` counts households among the `failed` and those on `paper` whom a caretaker told: no channel reached them, so no state
    of theirs changes by it.
    """

    notice_id: UUID
    total_households: int
    total_members: int
    is_finished: bool
    households: HouseholdReach
    told_in_person: int
    channels: Sequence[ChannelProgress]


_GROUPS = {
    DeliveryState.QUEUED: "queued",
    DeliveryState.LEASED: "queued",
    DeliveryState.ACCEPTED: "accepted",
    DeliveryState.BOUNCED: "failed",
    DeliveryState.FAILED: "failed",
    DeliveryState.EXPIRED: "failed",
    DeliveryState.DEAD: "failed",
    DeliveryState.SUPPRESSED: "skipped",
    DeliveryState.CANCELLED: "skipped",
    DeliveryState.SKIPPED: "skipped",
}


async def progress(viewer: Viewer, notice_id: UUID) -> DeliveryProgress | None:
    """The counts of now; None where there is no such notice for the viewer.

    Raises:
        NotAllowed: staff, and tokens that may read deliveries, only.
    """
    require_staff(viewer, NOTICE_READERS, scope=TokenScope.DELIVERIES_READ)
    houses = await scope.houses_of(viewer)
    if isinstance(viewer, Staff):
        if not await (await visible_notices(viewer)).filter(id=notice_id).exists():
            return None
    else:
        posted = Notice.filter(id=notice_id, published_at__isnull=False)
        if houses is not None:
            posted = posted.filter(id__in=Subquery(AudienceMember.filter(house_id__in=houses).values("notice_id")))
        if not await posted.exists():
            return None
    missing = await missing_state(notice_id)
    reach = await _households(notice_id, houses, missing)
    channels = await _channels(notice_id, houses)
    return DeliveryProgress(
        notice_id=notice_id,
        total_households=sum(reach.values()),
        total_members=await _members(notice_id, houses),
        is_finished=missing is not Best.PENDING and not any(channel.queued for channel in channels),
        households=HouseholdReach(**{best.name.lower(): count for best, count in reach.items()}),
        told_in_person=await _told_in_person(notice_id, houses, missing),
        channels=channels,
    )


async def missing_state(notice_id: UUID) -> Best:
    """How somebody without a row stands: on the way as long as the ledger is being written, on paper afterwards."""
    writing = await Broadcast.filter(notice_id=notice_id, fanned_out_at__isnull=True, cancelled_at__isnull=True).exists()
    return Best.PENDING if writing else Best.PAPER


async def _members(notice_id: UUID, houses: list[UUID] | None) -> int:
    counted = await run(
        f"SELECT COUNT(DISTINCT member_id) AS members FROM audience_member"  # noqa: S608 - UUIDs
        f" WHERE notice_id = $1 AND left_in IS NULL{scope.inside(houses)}",
        notice_id,
    )
    return counted[0]["members"]


async def _households(notice_id: UUID, houses: list[UUID] | None, missing: Best) -> dict[Best, int]:
    """Households by best state: as counted when the ledger of the notice was deleted, else of now."""
    if await run("SELECT 1 AS one FROM notice_reach WHERE notice_id = $1 LIMIT 1", notice_id):
        counted = await run(
            f"SELECT best, SUM(households) AS number FROM notice_reach WHERE notice_id = $1{scope.inside(houses)} GROUP BY best",  # noqa: S608 - UUIDs
            notice_id,
        )
    else:
        counted = await run(
            f"WITH {households(missing, inside=scope.inside(houses))} SELECT best, COUNT(*) AS number FROM best_of_household GROUP BY best",  # noqa: S608 - our own constants and UUIDs
            notice_id,
        )
    return {Best(row["best"]): row["number"] for row in counted}


async def _told_in_person(notice_id: UUID, houses: list[UUID] | None, missing: Best) -> int:
    found = await run(
        f"WITH {households(missing, inside=scope.inside(houses))} SELECT COUNT(*) AS number FROM best_of_household b "  # noqa: S608 - our own constants and UUIDs
        f"JOIN household_told t ON t.notice_id = $1 AND t.household = b.household WHERE b.best <= {Best.FAILED}",
        notice_id,
    )
    return found[0]["number"]


async def _channels(notice_id: UUID, houses: list[UUID] | None) -> list[ChannelProgress]:
    live = await run(
        f"""
        SELECT d.channel, d.state, COUNT(*) AS number FROM delivery d JOIN broadcast b ON b.id = d.broadcast_id
        WHERE b.notice_id = $1 AND NOT b.is_superseded AND d.member_id IN (
            SELECT member_id FROM audience_member WHERE notice_id = $1 AND left_in IS NULL{scope.inside(houses)})
        GROUP BY d.channel, d.state
        """,  # noqa: S608 - UUIDs
        notice_id,
    )
    counts: dict[Channel, dict[str, int]] = {channel: {} for channel in Channel}
    for row in [*live, *await _deleted(notice_id, houses)]:
        of_channel, state = counts[Channel(row["channel"])], DeliveryState(row["state"])
        for group in {_GROUPS[state], "expired" if state is DeliveryState.EXPIRED else _GROUPS[state]}:
            of_channel[group] = of_channel.get(group, 0) + row["number"]
    return [ChannelProgress(channel, **groups) for channel, groups in counts.items()]


async def _deleted(notice_id: UUID, houses: list[UUID] | None) -> list[dict[str, Any]]:
    """The totals of rows that are deleted, of members who were told about one of these houses."""
    found = await run(
        "SELECT t.houses, t.channel, t.state, t.number FROM delivery_total t JOIN broadcast b ON b.id = t.broadcast_id "
        "WHERE b.notice_id = $1 AND NOT b.is_superseded",
        notice_id,
    )
    if houses is None:
        return found
    seen = {str(house) for house in houses}
    return [row for row in found if not seen.isdisjoint(row["houses"].split())]
