"""Secrets people type or tap: the Aktivierungspasswort of the letter, one-time passwords, tokens in mailed links.

Only hashes are stored. Mailed secrets are minted by the worker at send time (AU-23), so that no row ever holds one in the clear.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from models import clock, passwords
from models.account import Account, ActivationCode, EmailChange, EmailConfirmation, MailedToken, OneTimePassword, Registration
from models.database import placeholders, rows, transaction
from models.keyring import Keyring
from models.reader import Reader

CODE_VALID = timedelta(days=90)
ACTIVATION_LINK_VALID = timedelta(days=7)
RESET_LINK_VALID = timedelta(minutes=60)
CHANGE_VALID = timedelta(days=1)
CONFIRMATION_LINK_VALID = timedelta(days=7)
INVITATION_LINK_VALID = timedelta(days=7)
ONE_TIME_PASSWORD_VALID = timedelta(hours=72)
LIVE_ONE_TIME_PASSWORDS = 3

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECK = _CROCKFORD + "*~$=U"
_CODE_SYMBOLS = 13
_LETTERS = "bcdfghjkmnpqrstvwxyz"
_DIGITS = "23456789"
_ONE_TIME_PASSWORD = re.compile(rf"[{_LETTERS}]{{5}}[{_DIGITS}]{{5}}[{_LETTERS}]{{5}}")
_IGNORED = re.compile(r"[\s\-‐‑‒–—−]+")  # Spaces and every dash a phone's keyboard or a copied letter may bring.


class NothingToMint(LookupError):
    """The registration or account the mail was about is gone or finished; the mail is no longer wanted."""


@dataclass(frozen=True, slots=True)
class Minted:
    """A secret that exists here and in the mail only."""

    secret: str = field(repr=False)
    expires_at: datetime


def new_code() -> str:
    """A fresh Aktivierungspasswort such as `K7MQ-4T2X-9RWD-H3`: 13 random symbols of Crockford's base32 and a check symbol.

    Codes whose check symbol would be `* ~ $ =` are thrown away, as nobody finds those on a phone: 65 bits become 64.8,
    still more than the 64 that ASVS 6.6.3 asks of a secret without a slow hash.
    """
    while True:
        symbols = "".join(secrets.choice(_CROCKFORD) for _ in range(_CODE_SYMBOLS))
        check = check_symbol(symbols)
        if check.isalnum():
            text = symbols + check
            return f"{text[:4]}-{text[4:8]}-{text[8:12]}-{text[12:]}"


def check_symbol(symbols: str) -> str:
    """Crockford's check symbol: the number modulo 37. It catches every wrong symbol and every swap of two neighbours."""
    number = 0
    for symbol in symbols:
        number = number * 32 + _CROCKFORD.index(symbol)
    return _CHECK[number % 37]


def normalise_code(text: str) -> str | None:
    """The 14 symbols a person meant (case, spaces, dashes, O for 0, I and L for 1), or None where the check symbol says no."""
    symbols = _IGNORED.sub("", text).upper().replace("O", "0").replace("I", "1").replace("L", "1")
    body, check = symbols[:_CODE_SYMBOLS], symbols[_CODE_SYMBOLS:]
    if len(body) < _CODE_SYMBOLS or any(symbol not in _CROCKFORD for symbol in body) or check != check_symbol(body):
        return None
    return symbols


def code_hash(keyring: Keyring, symbols: str) -> str:
    """What is stored of an activation code (AU-18: HMAC-SHA256; at 65 bit no slow hash is needed)."""
    return keyring.sign("activation-code", symbols.encode()).hex()


async def issue(member_ids: Sequence[UUID], keyring: Keyring) -> dict[UUID, str]:
    """New activation codes for these members, in the caller's transaction; the codes they had are void from now on."""
    now = await clock.now()
    codes = {member_id: new_code() for member_id in member_ids}
    for start in range(0, len(member_ids), 500):
        chunk = [str(member_id) for member_id in member_ids[start : start + 500]]
        marks = ", ".join(placeholders(len(chunk)))
        await rows(
            f"UPDATE activation_code SET voided_at = {clock.sql_now()}"  # noqa: S608 - only placeholders are put in
            f" WHERE voided_at IS NULL AND used_at IS NULL AND member_id IN ({marks}) RETURNING id",
            chunk,
        )
    await ActivationCode.bulk_create(
        [
            ActivationCode(
                member_id=member_id,
                code_hash=code_hash(keyring, code.replace("-", "")),
                issued_at=now,
                expires_at=now + CODE_VALID,
            )
            for member_id, code in codes.items()
        ],
        batch_size=500,
    )
    return codes


def new_one_time_password() -> str:
    """A one-time password such as `xvbdx-34768-kfmpq` (AU-22).

    Ten letters of 20 (no vowels, so no words; no l) and five digits of 8 (no 0 and 1): 10 log2 20 + 5 log2 8 = 58.2 bit.
    """
    letters = [secrets.choice(_LETTERS) for _ in range(10)]
    digits = [secrets.choice(_DIGITS) for _ in range(5)]
    return f"{''.join(letters[:5])}-{''.join(digits)}-{''.join(letters[5:])}"


def normalise_one_time_password(text: str) -> str | None:
    """The 15 symbols if `text` looks like a one-time password (case, spaces and dashes ignored), else None."""
    symbols = _IGNORED.sub("", text).lower()
    return symbols if _ONE_TIME_PASSWORD.fullmatch(symbols) else None


def new_token() -> str:
    """256 random bits for a link (AU-07, AU-21)."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token; 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


async def mint_activation_token(*, delivery_id: int, registration_id: UUID) -> Minted:
    """A link token for the activation mail. The newest mail counts: tokens of earlier mails end (AU-21).

    Raises:
        NothingToMint: the registration was replaced or is confirmed already.
    """
    async with transaction():
        await _end_earlier("registration_id", registration_id, delivery_id)
        if not await Registration.exists(id=registration_id, confirmed_at=None):
            raise NothingToMint(f"registration {registration_id}")
        return await _mint_token(delivery_id, ACTIVATION_LINK_VALID, registration_id=registration_id)


async def mint_reset_token(*, delivery_id: int, account_id: UUID) -> Minted:
    """A link token for the mail after "Passwort vergessen?".

    Raises:
        NothingToMint: the account is gone or locked.
    """
    async with transaction():
        await _end_earlier("account_id", account_id, delivery_id)
        if not await Account.exists(id=account_id, locked_at=None):
            raise NothingToMint(f"account {account_id}")
        return await _mint_token(delivery_id, RESET_LINK_VALID, account_id=account_id)


async def mint_confirmation_token(*, delivery_id: int, confirmation_id: UUID) -> Minted:
    """A link token for the mail that confirms an address anew.

    Raises:
        NothingToMint: it is confirmed already, or the member has another address by now.
    """
    async with transaction():
        await _end_earlier("confirmation_id", confirmation_id, delivery_id)
        row = await EmailConfirmation.get_or_none(id=confirmation_id, confirmed_at=None).prefetch_related("member")
        if row is None or row.member.email != row.email:
            raise NothingToMint(f"confirmation {confirmation_id}")
        return await _mint_token(delivery_id, CONFIRMATION_LINK_VALID, confirmation_id=confirmation_id)


async def mint_change_token(*, delivery_id: int, change_id: UUID) -> Minted:
    """A link token for the mail that proves a new address; it ends with the change itself.

    Raises:
        NothingToMint: it is confirmed, cancelled or replaced, or was open for too long.
    """
    async with transaction():
        await _end_earlier("change_id", change_id, delivery_id)
        now = await clock.now()
        row = await EmailChange.get_or_none(id=change_id, confirmed_at=None, ended_at=None, expires_at__gt=now)
        if row is None:
            raise NothingToMint(f"change {change_id}")
        return await _mint_token(delivery_id, row.expires_at - now, change_id=change_id)


async def mint_invitation_token(*, delivery_id: int, reader_id: UUID) -> Minted:
    """A link token for the mail that invites somebody to read along.

    Raises:
        NothingToMint: it was accepted or taken back.
    """
    async with transaction():
        await _end_earlier("reader_id", reader_id, delivery_id)
        if not await Reader.exists(id=reader_id, accepted_at=None, ended_at=None):
            raise NothingToMint(f"reader {reader_id}")
        return await _mint_token(delivery_id, INVITATION_LINK_VALID, reader_id=reader_id)


async def mint_one_time_password(*, delivery_id: int, account_id: UUID) -> Minted:
    """A one-time password for the password mail. The last three stay valid, so any mail that arrived works, until one is used (AU-23).

    `delivery_id` is not stored: unlike links, a repeated mail does not end the password of the one before.

    Raises:
        NothingToMint: the account is gone or locked, or has an own password by now.
    """
    secret = new_one_time_password()
    live = await OneTimePassword.filter(account_id=account_id).order_by("-created_at").first()
    encoded = await passwords.make_hash(secret.replace("-", ""), salt_of=live.password_hash if live else None)
    async with transaction():
        # The first statement writes, and locks the account's row: two workers minting at once keep the three newest.
        locked = await rows(
            f"UPDATE account SET locked_at = NULL WHERE id = {placeholders(1)[0]} AND locked_at IS NULL"  # noqa: S608 - a placeholder
            " AND password_hash IS NULL RETURNING id",
            [str(account_id)],
        )
        if not locked:
            raise NothingToMint(f"account {account_id} (delivery {delivery_id})")
        now = await clock.now()
        row = await OneTimePassword.create(
            account_id=account_id, password_hash=encoded, created_at=now, expires_at=now + ONE_TIME_PASSWORD_VALID
        )
        kept = await OneTimePassword.filter(account_id=account_id).order_by("-created_at").limit(LIVE_ONE_TIME_PASSWORDS)
        await OneTimePassword.filter(account_id=account_id).exclude(id__in=[kept_row.id for kept_row in kept]).delete()
        return Minted(secret, row.expires_at)


async def _end_earlier(column: str, subject: UUID, delivery_id: int) -> None:
    marks = placeholders(2)
    await rows(
        f"UPDATE mailed_token SET expires_at = {clock.sql_now()}"  # noqa: S608 - a column's name and placeholders
        f" WHERE {column} = {marks[0]} AND delivery_id < {marks[1]} AND expires_at > {clock.sql_now()} RETURNING id",
        [str(subject), delivery_id],
    )


async def _mint_token(
    delivery_id: int,
    valid: timedelta,
    *,
    registration_id: UUID | None = None,
    account_id: UUID | None = None,
    confirmation_id: UUID | None = None,
    reader_id: UUID | None = None,
    change_id: UUID | None = None,
) -> Minted:
    now = await clock.now()
    secret = new_token()
    await MailedToken.create(
        registration_id=registration_id,
        account_id=account_id,
        confirmation_id=confirmation_id,
        reader_id=reader_id,
        change_id=change_id,
        token_hash=token_hash(secret),
        delivery_id=delivery_id,
        created_at=now,
        expires_at=now + valid,
    )
    return Minted(secret, now + valid)
