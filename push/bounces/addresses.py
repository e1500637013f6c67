"""Addresses that bounce: counted, suppressed, and followed by the members who have them (SM-02, SM-04, SM-19). All set-based.

Every function writes in the caller's transaction.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models import clock
from models.bulk import encoded, list_from, numbered, table_from
from models.database import rows
from models.delivery import Channel
from models.keyring import Keyring
from models.member import EmailState
from models.suppression import SuppressionCause
from push.channels.mail_message import AddressError, HeaderError, wire_address
from push.message import Accepted, Gone, Later

if TYPE_CHECKING:
    from push.outbox.settling import Result

MOST_SOFT_BOUNCES = 5
# A bounce in the conversation itself comes after every acceptance so far.
NOW = 2**62
_FULL = re.compile(r"^552\b|\b5\.2\.2\b")


@dataclass(frozen=True, slots=True)
class Bounce:
    """One bounce of the address behind `address_hash`; `delivery_id` is the row that a report is about."""

    address_hash: str
    status: str
    delivery_id: int = NOW


def address_hash(keyring: Keyring, address: str) -> str:
    """What stands for an address in the ledger and the suppression list: NFC, IDNA and lower-cased domain, then hashed (SM-15)."""
    try:
        same = wire_address(address)
    except (AddressError, HeaderError):
        same = address
    return keyring.sign("target", same.encode()).hex()


def is_full(status: str) -> bool:
    """Whether a reply says that the mailbox is full: it may have room tomorrow (SM-03)."""
    return _FULL.search(status) is not None


async def follow(results: Sequence["Result"]) -> None:
    """What answers of the relay mean for the addresses they are about. An activation mail's is nobody's yet and is left alone."""
    mails = [one for one in results if one.claimed.channel is Channel.MAIL and one.is_members_address and one.target_hash]
    hard = [one for one in mails if isinstance(one.outcome, Gone)]
    soft = [one for one in mails if isinstance(one.outcome, Later) and one.outcome.counts and is_full(one.outcome.status)]
    addresses = {one.target_hash: one.address for one in (*hard, *soft)}
    if hard:
        found = await suppress([_bounce(one) for one in hard], SuppressionCause.HARD_BOUNCE)
        await mark([addresses[one] for one in found])
    if soft:
        found = await count([_bounce(one) for one in soft])
        await mark([addresses[one] for one in found])
    accepted = [(one.target_hash, one.claimed.id) for one in mails if isinstance(one.outcome, Accepted)]
    if accepted:
        await deliver(accepted)


def _bounce(result: "Result") -> Bounce:
    outcome = result.outcome
    return Bounce(result.target_hash, outcome.status if isinstance(outcome, Gone | Later) else "")


async def suppress(bounces: Collection[Bounce], cause: SuppressionCause) -> list[str]:
    """Write to these addresses no more; returns their hashes. The first cause stays."""
    now = clock.sql_now()
    records = _once({one.address_hash: [one.address_hash, one.status[:32], cause] for one in bounces})
    given = table_from(numbered(1), {"hash": "text", "status": "text", "cause": "text"})
    found = await rows(
        f"""
        INSERT INTO suppression (address_hash, soft_bounces, cause, last_status, changed_at, suppressed_at)
        SELECT hash, 0, cause, status, {now}, {now} FROM ({given}) AS given_row WHERE true
        ON CONFLICT (address_hash) DO UPDATE SET last_status = excluded.last_status, changed_at = excluded.changed_at,
            cause = COALESCE(suppression.cause, excluded.cause), suppressed_at = COALESCE(suppression.suppressed_at, excluded.suppressed_at)
        RETURNING address_hash
        """,  # noqa: S608 - our own constants, values by placeholder
        [records],
    )
    return [row["address_hash"] for row in found]


async def count(bounces: Collection[Bounce]) -> list[str]:
    """Count soft bounces; returns the hashes of addresses that are suppressed now: the sixth in a row does it (SM-04)."""
    now = clock.sql_now()
    numbers = dict[str, int]()
    latest = dict[str, Bounce]()
    for one in bounces:
        numbers[one.address_hash] = numbers.get(one.address_hash, 0) + 1
        if one.address_hash not in latest or latest[one.address_hash].delivery_id < one.delivery_id:
            latest[one.address_hash] = one
    given = table_from(numbered(1), {"hash": "text", "number": "int", "status": "text", "delivery": "bigint"})
    records = _once({one: [one, number, latest[one].status[:32], latest[one].delivery_id] for one, number in numbers.items()})
    await rows(
        f"""
        INSERT INTO suppression (address_hash, soft_bounces, last_status, changed_at)
        SELECT hash, 0, '', {now} FROM ({given}) AS given_row WHERE true ON CONFLICT (address_hash) DO NOTHING
        """,  # noqa: S608 - our own constants, values by placeholder
        [records],
    )
    in_a_row = "CASE WHEN first_accepted < delivery THEN number ELSE soft_bounces + number END"
    is_too_many = f"suppressed_at IS NULL AND {in_a_row} > {MOST_SOFT_BOUNCES}"
    found = await rows(
        f"""
        UPDATE suppression SET soft_bounces = {in_a_row}, last_status = status, changed_at = {now},
            first_accepted = CASE WHEN last_accepted > delivery THEN last_accepted END,
            last_accepted = CASE WHEN last_accepted > delivery THEN last_accepted END,
            cause = CASE WHEN {is_too_many} THEN '{SuppressionCause.SOFT_BOUNCES}' ELSE cause END,
            suppressed_at = CASE WHEN {is_too_many} THEN {now} ELSE suppressed_at END
        FROM ({given}) AS given_row WHERE address_hash = hash RETURNING address_hash, suppressed_at
        """,  # noqa: S608 - our own constants, values by placeholder
        [records],
    )
    return [row["address_hash"] for row in found if row["suppressed_at"] is not None]


async def deliver(accepted: Iterable[tuple[str, int]]) -> None:
    """Addresses (hash) that took a mail (delivery id): the next soft bounce of a later mail counts from one again."""
    first, last = dict[str, int](), dict[str, int]()
    for one, delivery_id in accepted:
        first[one] = min(first.get(one, delivery_id), delivery_id)
        last[one] = max(last.get(one, delivery_id), delivery_id)
    given = table_from(numbered(1), {"hash": "text", "first": "bigint", "last": "bigint"})
    await rows(
        f"""
        UPDATE suppression SET first_accepted = COALESCE(first_accepted, first),
            last_accepted = CASE WHEN last_accepted > last THEN last_accepted ELSE last END
        FROM ({given}) AS given_row WHERE address_hash = hash
        """,  # noqa: S608 - our own constants, values by placeholder
        [_once({one: [one, first[one], last[one]] for one in first})],
    )


async def mark(addresses: Collection[str]) -> None:
    """Every member whose confirmed address is one of these is not written to any more."""
    if addresses:
        await rows(
            f"UPDATE member SET email_state = '{EmailState.SUPPRESSED}' WHERE email_state = '{EmailState.VERIFIED}' "  # noqa: S608 - our own constants
            f"AND email IN ({list_from(numbered(1), 'text')})",
            [encoded(sorted(addresses))],
        )


async def lift(keyring: Keyring, address: str) -> int:
    """Write to this address again; it has no history any more. Every member who has it is reachable by mail again; how many."""
    await rows(f"DELETE FROM suppression WHERE address_hash = {numbered(1)}", [address_hash(keyring, address)])  # noqa: S608 - a placeholder
    lifted = await rows(
        f"UPDATE member SET email_state = '{EmailState.VERIFIED}' WHERE email_state = '{EmailState.SUPPRESSED}' "  # noqa: S608 - our own constants
        f"AND email = {numbered(1)} RETURNING id",
        [address],
    )
    return len(lifted)


def _once(records: Mapping[str, list[object]]) -> str:
    """One record for each address, always in the same order, so that two writers never wait for each other in a circle."""
    return encoded([records[one] for one in sorted(records)])
