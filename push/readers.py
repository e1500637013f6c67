"""Who a broadcast is for, as a SELECT of (id, member_id) that the fan-out pages through by id."""

from uuid import UUID

from models import clock
from models.delivery import Message
from models.document import Document
from models.notice import UpdateKind

# Each member of the audience is told one thing of an update. Who knew of the notice is told what changed; who did not, how it stands now;
# who is in it newly, that it concerns them, too; and who is in it no more, with none of their homes, that it does not. Where only the
# area changed, it is a change to those alone who have one home inside and another that came or went.
_NUMBER = "(SELECT u.number FROM notice_update u WHERE u.id = '{update}')"
_PARTS = {
    Message.NOTICE_PUBLISHED: "am.left_in IS NULL AND NOT am.was_told",
    Message.NOTICE_JOINED: f"am.left_in IS NULL AND NOT am.was_told AND am.joined_in = {_NUMBER}",
    Message.NOTICE_CHANGED: "am.left_in IS NULL AND am.was_told AND (EXISTS (SELECT 1 FROM notice_update u"  # noqa: S608 - our own SQL
    f" WHERE u.id = '{{update}}' AND u.kind <> '{UpdateKind.AREA}') OR EXISTS (SELECT 1 FROM audience_member o"
    f" WHERE o.notice_id = am.notice_id AND o.member_id = am.member_id AND (o.joined_in = {_NUMBER} OR o.left_in = {_NUMBER})))",
    Message.NOTICE_ENDED: "am.left_in IS NULL AND am.was_told",
    Message.NOTICE_CANCELLED: "am.left_in IS NULL AND am.was_told",
    Message.NOTICE_RETRACTED: "am.left_in IS NULL AND am.was_told",
    Message.NOTICE_REMINDER: "am.left_in IS NULL",
    Message.NOTICE_SOON: "am.left_in IS NULL",
    Message.NOTICE_LEFT: f"am.was_told AND am.left_in = {_NUMBER} AND NOT EXISTS (SELECT 1 FROM audience_member o"  # noqa: S608 - our own SQL
    " WHERE o.notice_id = am.notice_id AND o.member_id = am.member_id AND o.left_in IS NULL)",
}
_NOT_NEW = f" AND (am.joined_in IS NULL OR am.joined_in <> {_NUMBER})"


def notice_audience(notice_id: UUID, message: str, update_id: UUID | None = None) -> str:
    """Whom of the snapshot this message of the notice is for; a person with two households stands there twice.

    Raises:
        ValueError: no message about a notice.
    """
    part = next((part for known, part in _PARTS.items() if known == message), None)
    if part is None:
        raise ValueError(f"{message} is not about a notice")
    if message == Message.NOTICE_PUBLISHED and update_id is not None:
        part += _NOT_NEW
    part = part.format(update=update_id)
    return f"SELECT am.id, am.member_id FROM audience_member am WHERE am.notice_id = '{notice_id}' AND {part}"  # noqa: S608 - UUIDs


async def document_readers(document_id: UUID) -> str | None:
    """Who may read a document now: its person, the persons of its contract, or the current persons of its house or district.

    A contract's document with a period is for those whose contract overlaps it, so a former tenant gets their own statement and a
    newcomer does not (DS-19). None when the document does not exist.
    """
    document = await Document.get_or_none(id=document_id)
    if document is None:
        return None
    if document.member_id is not None:
        return f"SELECT 1 AS id, m.id AS member_id FROM member m WHERE m.id = '{document.member_id}'"  # noqa: S608 - a UUID
    persons = "SELECT cp.id, cp.member_id FROM contract_person cp JOIN contract c ON c.id = cp.contract_id"
    if document.contract_id is not None:
        first = f" AND (c.ends_on IS NULL OR c.ends_on >= '{document.period_from}')" if document.period_from else ""
        last = f" AND c.starts_on <= '{document.period_until}'" if document.period_until else ""
        return f"{persons} WHERE c.id = '{document.contract_id}'{first}{last}"
    today = (await clock.now()).astimezone(clock.BERLIN).date()
    current = f"c.starts_on <= '{today}' AND (c.ends_on IS NULL OR c.ends_on >= '{today}')"
    place = f"u.house_id = '{document.house_id}'" if document.house_id is not None else f"h.district_id = '{document.district_id}'"
    return f"{persons} JOIN unit u ON u.id = c.unit_id JOIN house h ON h.id = u.house_id WHERE {current} AND {place}"
