"""Whose password this is: one answer, at the same cost for every number there is and is not (AU-03)."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from models import clock, codes, passwords
from models.account import Account, OneTimePassword
from models.database import as_uuid

COMPUTATIONS = 2
"""argon2 computations of a tenant's login: a number has at most two persons. (A Vertragsnummer shared by three or more persons without
a Mitgliedsnummer costs one for each.) One-time passwords of an account share their salt, so its three cost one."""


@dataclass(frozen=True, slots=True)
class Match:
    """The account, and the hash the password fits; `one_time` where it is a one-time password, which may have run out."""

    account: Account
    encoded: str
    one_time: OneTimePassword | None = None
    is_expired: bool = False


async def find(member_ids: Collection[UUID], password: str) -> Match | None:
    """What looks like a one-time password is compared with those only, as nobody may own such a password."""
    accounts = await Account.filter(member_id__in=list(member_ids) or [UUID(int=0)], locked_at=None)
    mailed = await OneTimePassword.filter(account_id__in=[account.id for account in accounts] or [UUID(int=0)])
    now = await clock.now()
    symbols = codes.normalise_one_time_password(password)
    if symbols is None:
        candidates = {account.password_hash: Match(account, account.password_hash) for account in accounts if account.password_hash}
    else:
        owners = {account.id: account for account in accounts}
        candidates = {
            row.password_hash: Match(owners[as_uuid(row.account_id)], row.password_hash, row, row.expires_at <= now) for row in mailed
        }
    found = await passwords.find(symbols or password, candidates, computations=COMPUTATIONS)
    return candidates[found] if found is not None else None
