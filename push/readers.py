"""Who a broadcast is for, as a SELECT of (id, member_id) that the fan-out pages through by id."""

from uuid import UUID

from models import clock
from models.document import Document


def notice_audience(notice_id: UUID) -> str:
    """The snapshot taken at publication; a person with two households stands there twice."""
    return f"SELECT am.id, am.member_id FROM audience_member am WHERE am.notice_id = '{notice_id}'"  # noqa: S608 - a UUID


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
