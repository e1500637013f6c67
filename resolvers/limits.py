"""Rate limits in the database, shared by every process (GQ-17, AU-04, AU-05, AU-06, AU-20).

Each attempt is counted before it is judged, by one atomic statement, so parallel attempts cannot pass a limit; a success gives its
count back. Nothing is ever locked for good: a limit ends by time alone. Keys are keyed hashes: the table names no person and no address.
"""

import ipaddress
import math
from dataclasses import dataclass
from enum import StrEnum

import structlog
from prometheus_client import Counter

from models import clock, keyring
from models.database import as_datetime, placeholders, rows
from resolvers.errors import TooManyAttempts

log: structlog.stdlib.BoundLogger = structlog.get_logger()

refusals = Counter("mieterportal_limit_refusals", "Attempts refused because a limit was used up", ["limit"])

FREE_FAILURES = 3
LONGEST_DELAY = 3600
ACCOUNT_DELAY = 60


class Kind(StrEnum):
    """What is counted."""

    LOGIN_PAIR = "login_pair"
    LOGIN_SLOW = "login_slow"
    LOGIN_ACCOUNT = "login_account"
    LOGIN_ADDRESS = "login_address"
    LOGIN_GLOBAL = "login_global"
    LOGIN_DEVICE = "login_device"
    LOGIN_KNOWN = "login_known"
    LOGIN_NOTICE = "login_notice"
    LOGIN_CODE_MAIL = "login_code_mail"
    NEW_DEVICE_MAIL = "new_device_mail"
    UNUSED_PASSWORD = "unused_password"  # noqa: S105 - a counter's name
    PASSWORD_CHECK = "password_check"  # noqa: S105 - a counter's name
    REGISTER_NUMBER = "register_number"
    REGISTER_ADDRESS = "register_address"
    REGISTER_GLOBAL = "register_global"
    ACTIVATION_MAIL = "activation_mail"
    PASSWORD_MAIL = "password_mail"  # noqa: S105 - a counter's name
    CARETAKER_MAIL = "caretaker_mail"
    CARETAKER_NUMBER = "caretaker_number"
    LINK_ADDRESS = "link_address"
    DOCUMENT_LINK = "document_link"
    RESET_NUMBER = "reset_number"
    RESET_ADDRESS = "reset_address"
    TEST_PUSH = "test_push"
    EMAIL_CONFIRMATION = "email_confirmation"
    EMAIL_CHANGE = "email_change"
    EMAIL_CHANGE_ADDRESS = "email_change_address"
    READER_INVITATION = "reader_invitation"
    READER_INVITATION_ADDRESS = "reader_invitation_address"
    REQUEST_ADDRESS = "request_address"
    REQUEST_ACCOUNT = "request_account"
    REQUEST_TOKEN = "request_token"  # noqa: S105 - a counter's name
    MUTATION = "mutation"
    SECOND_FACTOR_MINUTES = "second_factor_minutes"
    SECOND_FACTOR_HOUR = "second_factor_hour"
    SECOND_FACTOR_DAY = "second_factor_day"
    PASSKEY_CEREMONY = "passkey_ceremony"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` within `seconds`, beginning with the first."""

    kind: Kind
    count: int
    seconds: int


LOGIN_ACCOUNT = Limit(Kind.LOGIN_ACCOUNT, 10, 300)
LOGIN_ADDRESS = Limit(Kind.LOGIN_ADDRESS, 100, 300)
LOGIN_GLOBAL = Limit(Kind.LOGIN_GLOBAL, 1000, 300)
LOGIN_KNOWN = Limit(Kind.LOGIN_KNOWN, 20, 3600)
LOGIN_NOTICE = Limit(Kind.LOGIN_NOTICE, 1, 86400)
LOGIN_CODE_MAIL = Limit(Kind.LOGIN_CODE_MAIL, 10, 86400)
NEW_DEVICE_MAIL = Limit(Kind.NEW_DEVICE_MAIL, 3, 86400)
UNUSED_PASSWORD = Limit(Kind.UNUSED_PASSWORD, 1, 86400)
PASSWORD_CHECK = Limit(Kind.PASSWORD_CHECK, 5, 300)
REGISTER_NUMBER = Limit(Kind.REGISTER_NUMBER, 5, 3600)
REGISTER_ADDRESS = Limit(Kind.REGISTER_ADDRESS, 30, 3600)
REGISTER_GLOBAL = Limit(Kind.REGISTER_GLOBAL, 2000, 3600)
ACTIVATION_MAIL = Limit(Kind.ACTIVATION_MAIL, 10, 86400)
PASSWORD_MAIL = Limit(Kind.PASSWORD_MAIL, 5, 86400)
BREAKERS = frozenset({Kind.LOGIN_GLOBAL, Kind.REGISTER_GLOBAL})
"""Counted over everybody: ten times what a portal of 20,000 flats sees at its busiest. One that opens means an attack."""
CARETAKER_MAIL = Limit(Kind.CARETAKER_MAIL, 5, 86400)
CARETAKER_NUMBER = Limit(Kind.CARETAKER_NUMBER, 10, 7 * 86400)
"""Wrong digits of one caretaker over all links: whoever reads the mailbox has a new link each time, but not five new tries."""
LINK_ADDRESS = Limit(Kind.LINK_ADDRESS, 60, 3600)
DOCUMENT_LINK = Limit(Kind.DOCUMENT_LINK, 60, 3600)
RESET_NUMBER = Limit(Kind.RESET_NUMBER, 5, 86400)
RESET_ADDRESS = Limit(Kind.RESET_ADDRESS, 30, 3600)
TEST_PUSH = Limit(Kind.TEST_PUSH, 1, 10)
EMAIL_CONFIRMATION = Limit(Kind.EMAIL_CONFIRMATION, 5, 86400)
EMAIL_CHANGE = Limit(Kind.EMAIL_CHANGE, 5, 86400)
EMAIL_CHANGE_ADDRESS = Limit(Kind.EMAIL_CHANGE_ADDRESS, 10, 86400)
"""To one address, whoever asks: nobody's mailbox is filled by members who each stay within their own."""
READER_INVITATION = Limit(Kind.READER_INVITATION, 6, 86400)
READER_INVITATION_ADDRESS = Limit(Kind.READER_INVITATION_ADDRESS, 5, 86400)
"""To one address, whoever invites, as above."""
SECOND_FACTOR = (
    Limit(Kind.SECOND_FACTOR_MINUTES, 5, 300),
    Limit(Kind.SECOND_FACTOR_HOUR, 20, 3600),
    Limit(Kind.SECOND_FACTOR_DAY, 50, 86400),
)
PASSKEY_CEREMONY = Limit(Kind.PASSKEY_CEREMONY, 100, 300)


async def hit(limit: Limit, subject: str = "") -> None:
    """Count one attempt.

    Raises:
        TooManyAttempts: the limit is used up; says when the window ends.
    """
    wait = await count(limit, subject)
    if wait:
        raise TooManyAttempts(wait)


async def count(limit: Limit, subject: str = "", *, by: int = 1) -> int:
    """Count one attempt, or several; 0, or the seconds to wait because the limit is used up."""
    return (await _count(limit, subject, by))[1]


async def attempts(limit: Limit, subject: str) -> int:
    """Count one attempt; the how manieth of the window it is, also beyond the limit."""
    return (await _count(limit, subject, 1))[0]


async def _count(limit: Limit, subject: str, by: int) -> tuple[int, int]:
    """How many attempts the window has seen, and the seconds to wait or 0."""
    over = f"rate_counter.window_start <= {clock.sql_now(plus_seconds=-limit.seconds)}"
    found = await rows(
        f"INSERT INTO rate_counter (key, window_start, count) VALUES ({placeholders(1)[0]}, {clock.sql_now()}, {by:d})"  # noqa: S608 - own SQL only
        f" ON CONFLICT (key) DO UPDATE SET count = CASE WHEN {over} THEN {by:d} ELSE rate_counter.count + {by:d} END,"
        f" window_start = CASE WHEN {over} THEN {clock.sql_now()} ELSE rate_counter.window_start END"
        f" RETURNING count, window_start, {clock.sql_now()} AS now",
        [key(limit.kind, subject)],
    )
    row = found[0]
    if row["count"] <= limit.count:
        return row["count"], 0
    refusals.labels(limit.kind).inc()
    if limit.kind in BREAKERS and row["count"] - by <= limit.count:
        # Said once a window, by whichever process counted the attempt that was one too many.
        log.error("limit.breaker_open", limit=limit.kind.value, count=limit.count, seconds=limit.seconds)
    passed = as_datetime(row["now"]) - as_datetime(row["window_start"])
    return row["count"], max(1, math.ceil(limit.seconds - passed.total_seconds()))


async def give_back(limit: Limit, subject: str = "") -> None:
    """The attempt counted by `hit` was right: it does not count as a failure."""
    await rows(
        f"UPDATE rate_counter SET count = count - 1 WHERE key = {placeholders(1)[0]} AND count > 0 RETURNING key",  # noqa: S608 - a placeholder
        [key(limit.kind, subject)],
    )


async def delay(kind: Kind, subject: str, *, first: int = 0) -> int:
    """Count one attempt of an exponential delay; 0 when it may go on, or the seconds to wait.

    The first FREE_FAILURES attempts cost nothing (typing errors), then 1, 2, 4 .. seconds up to one hour must pass between two
    (AU-04). With `first` even the first attempt waits that long, and so does every later one at least.
    """
    seconds = f"CASE WHEN rate_counter.count < {FREE_FAILURES} THEN 0 ELSE {_powers('rate_counter.count')} END" if not first else str(first)
    found = await rows(
        f"INSERT INTO rate_counter (key, window_start, count, blocked_until)"  # noqa: S608 - own SQL only
        f" VALUES ({placeholders(1)[0]}, {clock.sql_now()}, 1, {clock.sql_now(plus_seconds=first)})"
        f" ON CONFLICT (key) DO UPDATE SET blocked_until = {clock.sql_now(plus=seconds)},"
        f" count = CASE WHEN rate_counter.window_start <= {clock.sql_now(plus_seconds=-86400)} THEN 1 ELSE rate_counter.count + 1 END,"
        f" window_start = {clock.sql_now()}"
        f" WHERE rate_counter.blocked_until <= {clock.sql_now()} RETURNING count",
        [key(kind, subject)],
    )
    if found:
        return first if first and found[0]["count"] == 1 else 0
    blocked = await rows(
        f"SELECT blocked_until, {clock.sql_now()} AS now FROM rate_counter WHERE key = {placeholders(1)[0]}",  # noqa: S608 - a placeholder
        [key(kind, subject)],
    )
    if not blocked:
        return 0
    return max(1, math.ceil((as_datetime(blocked[0]["blocked_until"]) - as_datetime(blocked[0]["now"])).total_seconds()))


async def forget(kind: Kind, subject: str) -> None:
    """End the delay of `subject`: it has shown that it may."""
    await rows(f"DELETE FROM rate_counter WHERE key = {placeholders(1)[0]} RETURNING key", [key(kind, subject)])  # noqa: S608 - a placeholder


def key(kind: Kind, subject: str) -> str:
    """The row of a counter: readable kind, keyed hash of the subject."""
    return f"{kind}:{keyring.current().sign('rate-limit', subject.encode()).hex()[:48]}"


def network(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that one IPv6 customer has to himself."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _powers(column: str) -> str:
    """SQL of min(LONGEST_DELAY, 2 ** (column - FREE_FAILURES)) without a power function, which SQLite may lack."""
    steps = " ".join(f"WHEN {column} <= {FREE_FAILURES + power} THEN {2**power}" for power in range(12))
    return f"(CASE {steps} ELSE {LONGEST_DELAY} END)"
