"""How much anybody may ask of the endpoint (GQ-17), whatever it is they ask; what guards passwords and codes counts for itself.

A visitor is counted by address, a person by account, a program by token, and each mutation of the latter two by its name. The counters are
shared by every process through the database. So that an alert to the whole stock does not end in as many writes as there are readers, a
process takes requests in blocks: it lets the first block of a minute through, and asks for the next when that is used up. The limits are
exact but for one block a process.
"""

import time
from dataclasses import dataclass

from resolvers import limits
from resolvers.access import Integrator, Operator, Reader, Staff, Tenant, Viewer
from resolvers.errors import TooManyAttempts
from resolvers.limits import Kind, Limit

ADDRESS = Limit(Kind.REQUEST_ADDRESS, 1200, 60)
ACCOUNT = Limit(Kind.REQUEST_ACCOUNT, 600, 60)
TOKEN = Limit(Kind.REQUEST_TOKEN, 3000, 60)
MUTATION = Limit(Kind.MUTATION, 300, 60)

BLOCKS = 20
LARGEST_BLOCK = 50
MOST_KNOWN = 20_000


@dataclass(slots=True)
class Allowance:
    """What this process may still let through until `ends`; nothing at all before `refused_until` (both by time.monotonic)."""

    left: int
    ends: float
    refused_until: float = 0.0


_known: dict[str, Allowance] = {}


async def request(viewer: Viewer, address: str) -> None:
    """Count one request, or one subscription.

    Raises:
        TooManyAttempts: the limit of this address, account or token is used up; says when the minute ends.
    """
    match viewer:
        case Operator():
            return
        case Integrator():
            await _admit(TOKEN, str(viewer.token_id))
        case Tenant() | Reader() | Staff():
            await _admit(ACCOUNT, _subject(viewer, address))
        case None:
            await _admit(ADDRESS, _subject(viewer, address))


async def mutation(viewer: Viewer, address: str, name: str) -> None:
    """Count one field of a mutation, each alias for itself (GQ-02).

    Not a visitor's: theirs are the security mutations, one per request, which have narrower limits of their own.

    Raises:
        TooManyAttempts: this caller has used this mutation up; says when the minute ends.
    """
    if viewer is not None and not isinstance(viewer, Operator):
        await _admit(MUTATION, f"{name} {_subject(viewer, address)}")


def _subject(viewer: Viewer, address: str) -> str:
    match viewer:
        case Tenant() | Reader():
            return str(viewer.account_id)
        case Staff():
            return str(viewer.staff_id)
        case Integrator():
            return str(viewer.token_id)
        case _:
            return limits.network(address)


async def _admit(limit: Limit, subject: str) -> None:
    now, block = time.monotonic(), max(1, min(LARGEST_BLOCK, limit.count // BLOCKS))
    key = limits.key(limit.kind, subject)
    found = _known.get(key)
    if found is None or found.ends <= now:
        _tidy(now)
        found = _known[key] = Allowance(block, now + limit.seconds)
    if found.refused_until > now:
        raise TooManyAttempts(int(found.refused_until - now) + 1)
    if found.left <= 0:
        wait = await limits.count(limit, subject, by=block)
        if wait:
            found.refused_until = found.ends = now + wait
            raise TooManyAttempts(wait)
        found.left += block
    found.left -= 1


def _tidy(now: float) -> None:
    """Forget what has ended; everything where that does not help: then one more block each is let through."""
    if len(_known) >= MOST_KNOWN:
        for key in [key for key, allowance in _known.items() if allowance.ends <= now]:
            del _known[key]
        if len(_known) >= MOST_KNOWN:
            _known.clear()
