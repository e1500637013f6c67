"""How a run went over time: households reached and confirmed, as steps from the moment the notice was posted, or last changed."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from models.database import as_datetime
from models.notice import Notice
from push.statement import run
from resolvers.access import Viewer
from resolvers.delivery import scope

STEPS = 48


@dataclass(frozen=True, slots=True)
class TimelinePoint:
    """Households by then: `reached` some network took the message for or somebody opened it, `confirmed` of them opened or confirmed."""

    at: datetime
    reached: int
    confirmed: int


async def timeline(viewer: Viewer, notice_id: UUID) -> list[TimelinePoint]:
    """At most 49 points, evenly apart, from the beginning to the last household that was reached; empty while none is, and once the
    ledger is deleted. Staff of an area see their part.

    Raises:
        NotAllowed: staff at a desk only.
        NotFound: there is no such notice for the viewer.
    """
    await scope.require_notice(viewer, notice_id)
    notice = await Notice.get(id=notice_id)
    if notice.published_at is None or await run("SELECT 1 AS one FROM notice_reach WHERE notice_id = $1 LIMIT 1", notice_id):
        return []
    found = await run(
        f"""
        WITH told AS (SELECT household, member_id FROM audience_member
            WHERE notice_id = $1 AND left_in IS NULL{scope.inside(await scope.houses_of(viewer))}),
        taken AS (SELECT d.member_id, MIN(d.settled_at) AS at FROM delivery d JOIN broadcast b ON b.id = d.broadcast_id
            WHERE b.notice_id = $1 AND NOT b.is_superseded AND d.state = 'accepted' GROUP BY d.member_id),
        seen AS (SELECT r.member_id, MIN(COALESCE(r.opened_at, r.confirmed_at)) AS at
            FROM notice_receipt r JOIN notice n ON n.id = r.notice_id
            WHERE r.notice_id = $1 AND COALESCE(r.opened_at, r.confirmed_at) IS NOT NULL
                AND (n.changed_at IS NULL OR COALESCE(r.opened_at, r.confirmed_at) >= n.changed_at) GROUP BY r.member_id)
        SELECT told.household, MIN(taken.at) AS taken_at, MIN(seen.at) AS seen_at
        FROM told LEFT JOIN taken ON taken.member_id = told.member_id LEFT JOIN seen ON seen.member_id = told.member_id
        GROUP BY told.household
        """,  # noqa: S608 - our own constants and UUIDs
        notice_id,
    )
    confirmed = sorted(as_datetime(row["seen_at"]) for row in found if row["seen_at"])
    first = [[as_datetime(at) for at in (row["taken_at"], row["seen_at"]) if at] for row in found]
    reached = sorted(min(moments) for moments in first if moments)
    return _points(notice.changed_at or notice.published_at, reached, confirmed)


def _points(begin: datetime, reached: Sequence[datetime], confirmed: Sequence[datetime]) -> list[TimelinePoint]:
    """Both sorted."""
    if not reached:
        return []
    last = max(reached[-1], confirmed[-1] if confirmed else reached[-1])
    begin = min(begin, reached[0])
    whole = max(last - begin, timedelta(seconds=1))
    moments = [begin + whole * step / STEPS for step in range(STEPS)] + [max(last, begin + whole)]
    return [TimelinePoint(at, bisect_right(reached, at), bisect_right(confirmed, at)) for at in moments]
