"""The six digits that go by mail to a member who signs in with a device nobody knows (AU-29)."""

import secrets
from datetime import timedelta
from uuid import UUID

from tortoise import fields

from models import clock
from models.base import Row
from models.codes import Minted, NothingToMint
from models.database import placeholders, rows, transaction
from models.keyring import Keyring
from models.session import Session, SessionScope

VALID = timedelta(minutes=10)
TRIES = 5
DIGITS = 6


class LoginCode(Row):
    """The newest digits of a session that waits for them; a newer mail replaces them. Stored as HMAC-SHA256 with the server key.

    `delivery_id` is the mail they stand in. `tries` counts before it compares: after the fifth they open nothing any more.
    """

    session: fields.OneToOneRelation[Session] = fields.OneToOneField("models.Session", related_name="login_code")
    code_hash = fields.CharField(max_length=64)
    delivery_id = fields.BigIntField()
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    tries = fields.IntField(default=0)

    session_id: object

    class Meta:
        table = "login_code"
        indexes = (("expires_at",),)


def hash_of(keyring: Keyring, session_id: UUID, text: str) -> str:
    """What is stored of the digits a person typed, with spaces or without."""
    digits = "".join(symbol for symbol in text if symbol.isdecimal())
    return keyring.sign("login-code", f"{session_id}:{digits}".encode()).hex()


async def mint(keyring: Keyring, *, delivery_id: int, session_id: UUID) -> Minted:
    """Digits such as `123 456` for the mail; those of earlier mails end.

    Raises:
        NothingToMint: the session has ended or is open already, or a newer mail went out.
    """
    number = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    async with transaction():
        # The first statement writes: two mails at once leave the digits of the later one.
        held = await rows(
            f"UPDATE session SET scope = scope WHERE id = {placeholders(1)[0]} AND scope = '{SessionScope.LOGIN_CODE.value}'"  # noqa: S608 - own SQL only
            f" AND revoked_at IS NULL AND expires_at > {clock.sql_now()} RETURNING id",
            [str(session_id)],
        )
        if not held or await LoginCode.exists(session_id=session_id, delivery_id__gt=delivery_id):
            raise NothingToMint(f"session {session_id} (delivery {delivery_id})")
        now = await clock.now()
        await LoginCode.filter(session_id=session_id).delete()
        await LoginCode.filter(expires_at__lte=now).delete()
        await LoginCode.create(
            session_id=session_id,
            code_hash=hash_of(keyring, session_id, number),
            delivery_id=delivery_id,
            created_at=now,
            expires_at=now + VALID,
        )
    return Minted(f"{number[:3]} {number[3:]}", now + VALID)
