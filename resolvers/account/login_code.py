"""Signing in with a device nobody knows: the password was right, and six digits from a mail open the session (AU-29).

Only the newest mail counts, for ten minutes and five tries; ten mails a day. The session that waits may do nothing else.
"""

import hmac
from uuid import UUID

from models import audit, clock, keyring
from models import login_code as codes
from models.account import Account
from models.audit import AuditAction
from models.database import placeholders, rows, transaction
from models.login_code import LoginCode
from models.second_factor import Factor
from models.session import Session, SessionScope
from resolvers import limits, session
from resolvers.access import Tenant, actor, refusal
from resolvers.account import mails
from resolvers.account.request import RequestInfo
from resolvers.errors import Code, CredentialsRefused, NotAllowed
from resolvers.session import Issued


async def send(account: Account, session_id: UUID) -> None:
    """Mail new digits, in the caller's transaction; they are made when the mail goes out, and end those before.

    Raises:
        TooManyAttempts: ten mails a day were sent.
    """
    await limits.hit(limits.LOGIN_CODE_MAIL, str(account.id))
    await mails.send_login_code(account, session_id)


async def resend(viewer: Tenant) -> None:
    """Mail new digits to whoever waits for them.

    Raises:
        NotAllowed: the session waits for no digits.
        TooManyAttempts: ten mails a day were sent.
    """
    _require_owed(viewer)
    async with transaction():
        await send(await Account.get(id=viewer.account_id), viewer.session_id)


async def enter(request: RequestInfo, viewer: Tenant, *, code: str) -> Issued:
    """The digits of the newest mail open a new session in place of the waiting one (AU-09).

    Raises:
        CredentialsRefused: wrong; or code_expired: ten minutes old, tried five times, or not mailed yet.
        NotAllowed: the session waits for no digits, or has ended.
    """
    _require_owed(viewer)
    stored = await _try(viewer.session_id)
    given = codes.hash_of(keyring.current(), viewer.session_id, code)
    is_right = stored is not None and hmac.compare_digest(stored, given)
    issued = await _open_fully(request, viewer, given) if is_right else None
    if issued is None:
        await _note_refusal(request, viewer)
        if stored is None:
            raise CredentialsRefused("These digits are too old, or were tried too often.", code=Code.CODE_EXPIRED, field="code")
        raise CredentialsRefused("These are not the digits of the newest mail.", field="code")
    return issued


def _require_owed(viewer: Tenant) -> None:
    if viewer.scope is not SessionScope.LOGIN_CODE:
        raise NotAllowed if viewer.scope is SessionScope.FULL else refusal(viewer)


async def _try(session_id: UUID) -> str | None:
    """Count a try and say what it must fit; None where no digits may be tried. One statement, so that parallel tries are five too."""
    found = await rows(
        f"UPDATE login_code SET tries = tries + 1 WHERE session_id = {placeholders(1)[0]}"  # noqa: S608 - own SQL only
        f" AND tries < {codes.TRIES} AND expires_at > {clock.sql_now()} RETURNING code_hash",
        [str(session_id)],
    )
    return str(found[0]["code_hash"]) if found else None


async def _open_fully(request: RequestInfo, viewer: Tenant, digest: str) -> Issued | None:
    """The full session; None where a newer mail, or another answer, came in between."""
    async with transaction():
        # The account first, as everywhere, so that nobody waits in a circle.
        held = await rows(
            f"UPDATE account SET locked_at = NULL WHERE id = {placeholders(1)[0]} AND locked_at IS NULL RETURNING id",  # noqa: S608 - a placeholder
            [str(viewer.account_id)],
        )
        if not held:
            raise NotAllowed
        if not await LoginCode.filter(session_id=viewer.session_id, code_hash=digest).delete():
            return None
        account, waiting = await Account.get(id=viewer.account_id), await Session.get(id=viewer.session_id)
        if not await session.revoke(viewer.session_id):
            raise NotAllowed
        issued = await session.create_for_account(account, scope=SessionScope.FULL, kind=waiting.kind, device_label=waiting.device_label)
        await session.note_login(issued, request.correlation_id, factor=Factor.MAILED_CODE)
        return issued


async def _note_refusal(request: RequestInfo, viewer: Tenant) -> None:
    await audit.record(
        AuditAction.SECOND_FACTOR_REFUSED,
        actor(viewer),
        object_kind="account",
        object_id=viewer.account_id,
        correlation_id=request.correlation_id,
        details={"factor": Factor.MAILED_CODE.value},
    )
