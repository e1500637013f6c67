"""Back pressure (OB-19): nothing more is taken on while more waits than the workers get through."""

from models.delivery import Lane
from push.statement import run

DEFAULT_MOST = 2_000_000

_most = DEFAULT_MOST


def use(most: int) -> None:
    """How many messages of a lane may wait in this process's portal."""
    global _most  # noqa: PLW0603 - one bound per process, like one database
    _most = most


async def is_full(lane: Lane) -> bool:
    """Whether so many messages of a lane wait already; each lane has its own bound, so that bulk never keeps an alert out.

    Counts the open rows, up to the bound, through the index of what is unsettled, and the head counts of notices that are announced but
    not in the ledger yet.
    """
    found = await run(
        """
        SELECT (SELECT count(*) FROM (SELECT 1 AS one FROM delivery WHERE is_open = true AND lane = $1 LIMIT $2) AS open_rows)
            + COALESCE((SELECT sum(n.member_count) FROM broadcast b JOIN notice n ON n.id = b.notice_id
                WHERE b.fanned_out_at IS NULL AND b.cancelled_at IS NULL AND b.lane = $1), 0) AS waiting
        """,
        str(lane),
        _most,
    )
    return found[0]["waiting"] >= _most
