"""Devices a member has signed in with before (OWASP's device cookie): whoever guesses elsewhere does not slow these down (AU-05, AU-29).

A browser's cookie holds up to five entries, one per account, as spouses share a tablet. Each is signed with a key of its own purpose and
with the account's generation, so that a new generation makes strangers of all of them. It survives a logout and opens nothing by itself:
it only lets the right password be heard at once, and that of its own account alone.
"""

import base64
import binascii
import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from models import clock, keyring
from models.account import Account
from models.database import placeholders, rows, transaction
from resolvers import session
from resolvers.access import Staff, Tenant

PURPOSE = "known-device"
VALID = timedelta(days=365)
MOST = 5
LONGEST_COOKIE = 1000
_BODY, _MAC = 36, 32
_BETWEEN = "."


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """One entry: this browser was signed in to this account. `device_id` names its counter of failures."""

    account_id: UUID
    device_id: UUID


@dataclass(frozen=True, slots=True)
class _Entry:
    device: KnownDevice
    since: int
    mac: bytes
    text: str

    @property
    def body(self) -> bytes:
        return self.device.account_id.bytes + self.device.device_id.bytes + self.since.to_bytes(4, "big")


async def recognise(cookie: str, member_ids: Collection[UUID]) -> list[KnownDevice]:
    """The entries that are genuine, not a year old, and of an account of these members."""
    entries = _entries(cookie)
    if not entries or not member_ids:
        return []
    wanted = [entry.device.account_id for entry in entries]
    accounts = {row.id: row for row in await Account.filter(id__in=wanted, member_id__in=list(member_ids), locked_at=None)}
    now = await clock.now()
    return [entry.device for entry in entries if _is_genuine(entry, accounts.get(entry.device.account_id), now)]


async def remember(cookie: str, account_id: UUID) -> str:
    """The cookie's new value once the member has signed in fully: this browser is known for a year. Other accounts keep their entries."""
    await rows(
        f"UPDATE account SET device_generation = 1 WHERE id = {placeholders(1)[0]} AND device_generation = 0 RETURNING id",  # noqa: S608 - a placeholder
        [str(account_id)],
    )
    account = await Account.get_or_none(id=account_id)
    if account is None:
        return cookie
    entries = _entries(cookie)
    now = await clock.now()
    known = next((entry.device for entry in entries if entry.device.account_id == account_id and _is_genuine(entry, account, now)), None)
    mine = _sign(known or KnownDevice(account_id, uuid4()), account.device_generation, now)
    return _BETWEEN.join([mine, *(entry.text for entry in entries if entry.device.account_id != account_id)][:MOST])


async def forget(account_id: UUID) -> None:
    """No device is known any more for this account, in the caller's transaction."""
    await rows(
        f"UPDATE account SET device_generation = device_generation + 1 WHERE id = {placeholders(1)[0]}"  # noqa: S608 - a placeholder
        " AND device_generation > 0 RETURNING id",
        [str(account_id)],
    )


async def end_session(viewer: Tenant | Staff, session_id: UUID) -> None:
    """End one of one's own sessions; the device it was on becomes a stranger, and so do all others but the one that asks.

    Raises:
        NotFound: it is not the viewer's, or has ended.
    """
    async with transaction():
        await session.end_own(viewer, session_id)
        await _forget_others(viewer)


async def end_other_sessions(viewer: Tenant | Staff) -> int:
    """End every session of this person but the one that asks, and know their other devices no more; how many sessions."""
    async with transaction():
        ended = await session.end_others(viewer)
        await _forget_others(viewer)
    return ended


async def _forget_others(viewer: Tenant | Staff) -> None:
    """The browser that asks is remembered anew with the reply."""
    if isinstance(viewer, Tenant):
        await forget(viewer.account_id)


def _sign(device: KnownDevice, generation: int, now: datetime) -> str:
    entry = _Entry(device, int(now.timestamp()), b"", "")
    entry = replace(entry, mac=_mac(entry, generation))
    return base64.urlsafe_b64encode(entry.body + entry.mac).decode().rstrip("=")


def _mac(entry: _Entry, generation: int) -> bytes:
    return keyring.current().sign(PURPOSE, entry.body + generation.to_bytes(4, "big"))


def _is_genuine(entry: _Entry, account: Account | None, now: datetime) -> bool:
    if account is None or account.device_generation == 0:
        return False
    is_young = 0 <= now.timestamp() - entry.since + 1 <= VALID.total_seconds()
    return hmac.compare_digest(entry.mac, _mac(entry, account.device_generation)) and is_young


def _entries(cookie: str) -> Sequence[_Entry]:
    """What has the form of an entry; nothing of it is believed yet."""
    texts = cookie.split(_BETWEEN)[:MOST] if 0 < len(cookie) <= LONGEST_COOKIE else []
    return [entry for entry in map(_entry, texts) if entry is not None]


def _entry(text: str) -> _Entry | None:
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(content) != _BODY + _MAC:
        return None
    device = KnownDevice(UUID(bytes=content[:16]), UUID(bytes=content[16:32]))
    return _Entry(device, int.from_bytes(content[32:36], "big"), content[36:], text)
