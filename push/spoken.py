"""In which language each person reads, and what staff translated of a notice: as it stands in the database."""

from collections.abc import Collection
from uuid import UUID

from models.database import as_uuid
from models.language import Language
from models.notice import NoticeTranslation
from push.translation import FreeText

READS_IN = "COALESCE(NULLIF(p.language, ''), m.language)"
"""Of `member m` and `preference p`: what the person chose goes before what the ERP has."""


async def free_texts(notice_ids: Collection[UUID | None]) -> dict[UUID | None, dict[Language, FreeText]]:
    """What staff translated, by notice and language."""
    wanted = {one for one in notice_ids if one is not None}
    found: dict[UUID | None, dict[Language, FreeText]] = {}
    for row in await NoticeTranslation.filter(notice_id__in=wanted) if wanted else []:
        found.setdefault(as_uuid(row.notice_id), {})[Language(row.language)] = FreeText.of(row)
    return found
