"""The push services can be reached, they may write to us, and they agree with our clock."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from pyreqwest.client import ClientBuilder
from pyreqwest.exceptions import RequestError

from models import clock as database_clock
from models import database
from models.keyring import KeyringError, vapid_keys
from resolvers.access import Operator
from resolvers.device import count_by_vapid_key
from settings import PushSettings
from web.doctor.database import UNREACHABLE
from web.doctor.finding import Finding, Part, doubt, fault, fine

WAIT = timedelta(seconds=10)
DATABASE_SKEW_SECONDS = 5.0
WORLD_SKEW_SECONDS = 60.0
"""WP-29: our tokens are valid for twelve hours, so minutes do no harm yet; a clock that runs away does."""


async def _ask(origin: str) -> datetime | RequestError | None:
    """The service's time (None: it gave no Date), or why it cannot be reached. Any answer means that it is there."""
    try:
        async with ClientBuilder().timeout(WAIT).follow_redirects(False).build() as client:
            response = await client.get(origin + "/").build().send()
            date = response.headers.get("date")
    except RequestError as error:
        return error
    return parsedate_to_datetime(date) if date else None


def _reason(error: RequestError) -> str:
    """The innermost cause, which is the one that says something."""
    causes = error.details["causes"]
    return causes[-1]["message"] if causes else error.message


def subscriber(settings: PushSettings) -> Finding:
    """RFC 8292 2.1: a contact that exists; Apple refuses localhost (WP-27)."""
    contact = settings.subscriber
    parts = urlsplit(contact)
    host = contact.rpartition("@")[2] if parts.scheme == "mailto" else parts.hostname or ""
    if parts.scheme not in {"mailto", "https"} or "." not in host.strip(".") or host.endswith((".localhost", ".local")):
        remedy = "Set MIETERPORTAL_PUSH__SUBSCRIBER to mailto: and an address of yours, or to https: and your website."
        return fault(Part.PUSH, f"{contact} is no contact that push services take.", remedy)
    return fine(Part.PUSH, f"Push services may write to {contact}.")


async def services(settings: PushSettings, origins: Sequence[str]) -> list[Finding]:
    """Contact and reachability of each service."""
    found = [subscriber(settings)]
    for origin in origins:
        answer = await _ask(origin)
        if isinstance(answer, RequestError):
            remedy = "Let this machine out to it in the firewall; until then devices of that browser get nothing, and mails go on."
            found.append(fault(Part.PUSH, f"{origin} cannot be reached: {_reason(answer)}.", remedy))
        else:
            found.append(fine(Part.PUSH, f"{origin} can be reached."))
    return found


async def keys(secrets: Path, database_url: str) -> list[Finding]:
    """Older VAPID keys, and how many browsers still need them (WP-30)."""
    try:
        older = vapid_keys(secrets)[1:]
        if not older:
            return []
        async with database.connect(database_url):
            counts = await count_by_vapid_key(Operator())
    except KeyringError as error:
        return [fault(Part.PUSH, str(error), "Restore the secrets from the backup.")]
    except UNREACHABLE:
        return []
    found: list[Finding] = []
    for key in older:
        number = counts.get(key.public, 0)
        if number:
            found.append(
                fine(
                    Part.PUSH,
                    f"The older VAPID key {key.id} still signs for {number} subscriptions; each opening of the portal renews one.",
                )
            )
        else:
            found.append(doubt(Part.PUSH, f"Nobody needs the older VAPID key {key.id} any more.", "Run: mieterportal vapid-keys --retire"))
    return found


async def clock(database_url: str, origins: Sequence[str]) -> list[Finding]:
    """This machine, its database and the world agree about the time."""
    found: list[Finding] = []
    skew = await _database_skew(database_url)
    if skew is not None:
        found.append(_judge("the database", skew, DATABASE_SKEW_SECONDS))
    for origin in origins:
        answer = await _ask(origin)
        if isinstance(answer, datetime):
            return [*found, _judge(origin, time.time() - answer.timestamp(), WORLD_SKEW_SECONDS)]
    remedy = "Check that this machine's clock is set by NTP (timedatectl)."
    return [*found, doubt(Part.CLOCK, "No push service could be asked for the time.", remedy)]


async def _database_skew(url: str) -> float | None:
    """Seconds this machine is ahead of a PostgreSQL; None where there is none to ask. SQLite has this machine's clock."""
    if url.startswith("sqlite://"):
        return None
    try:
        async with database.connect(url):
            return time.time() - (await database_clock.now()).timestamp()
    except UNREACHABLE:
        return None


def _judge(other: str, ahead: float, limit: float) -> Finding:
    if abs(ahead) <= limit:
        return fine(Part.CLOCK, f"This machine and {other} agree about the time.")
    direction = "ahead of" if ahead > 0 else "behind"
    remedy = "Set the clocks by NTP (timedatectl set-ntp true) on every machine of the portal."
    return fault(Part.CLOCK, f"This machine is {abs(ahead):.0f} seconds {direction} {other}.", remedy)
