"""The outbox: announce() in the caller's transaction; claim(), extend(), release(), settle() and expire() for the worker.

Every result is fenced by the lease token (OB-07): a worker that lost its lease cannot write over the one that took it. A leased
row's `due_at` is the end of its lease, so a row whose worker died is due again by itself, through the same index as any other.
"""

from push.outbox.announcing import announce
from push.outbox.claiming import Claimed, claim, extend, release
from push.outbox.settling import Ended, Result, expire, settle

__all__ = ["Claimed", "Ended", "Result", "announce", "claim", "expire", "extend", "release", "settle"]
