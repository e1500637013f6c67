"""Mails switched off by the link in them: no login, one click, before the next send (SM-12, DS-04)."""

from dataclasses import dataclass

from models import audit, keyring
from models.audit import ActorKind, AuditAction
from models.consent import Preference
from models.database import transaction
from models.member import Member
from push import unsubscribe
from push.statement import run
from push.unsubscribe import Kind
from resolvers.account.request import RequestInfo
from resolvers.errors import NotFound

_COLUMNS = {Kind.NOTICES: "notice_mail", Kind.OUTAGES: "outage_mail", Kind.DOCUMENTS: "document_mail"}
_NEW_ROW = "true, true, true, true, true"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a link switches off, and whether that is done already."""

    kind: Kind
    is_off: bool


async def look(token: str) -> Choice | None:
    """What the link would do; None where it was not made by us or the member is gone. Nothing is changed."""
    link = unsubscribe.read(keyring.current(), token)
    if link is None or not await Member.exists(id=link.member_id):
        return None
    preference = await Preference.get_or_none(member_id=link.member_id)
    return Choice(link.kind, is_off=preference is not None and not getattr(preference, _COLUMNS[link.kind]))


async def use(request: RequestInfo, token: str) -> Choice:
    """Switch it off; safe to repeat.

    Raises:
        NotFound: the link was not made by us, or the member is gone.
    """
    link = unsubscribe.read(keyring.current(), token)
    if link is None:
        raise NotFound
    column = _COLUMNS[link.kind]
    async with transaction():
        await run(
            "INSERT INTO preference (id, member_id, notice_mail, notice_push, document_mail, document_push, documents_on_paper) "  # noqa: S608 - our own constants
            f"SELECT $1, id, {_NEW_ROW} FROM member WHERE id = $2 ON CONFLICT (member_id) DO NOTHING",
            Preference().id,
            link.member_id,
        )
        changed = await run(f"UPDATE preference SET {column} = false WHERE member_id = $1 AND {column} RETURNING id", link.member_id)  # noqa: S608 - our own constants
        if changed:
            await audit.record(
                AuditAction.UNSUBSCRIBED,
                (ActorKind.TENANT, str(link.member_id)),
                object_kind="member",
                object_id=link.member_id,
                correlation_id=request.correlation_id,
                details={"mails": link.kind.value},
            )
    choice = await look(token)
    if choice is None:
        raise NotFound
    return choice
