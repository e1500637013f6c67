"""In which languages an audience reads."""

from collections.abc import Sequence
from datetime import datetime

from models.database import rows
from models.language import Language, language_of
from push.spoken import READS_IN
from resolvers.access import Viewer
from resolvers.audience.rule import Rule, check
from resolvers.audience.source import days_of, rules_value, with_audience

_LANGUAGES = f"""
    SELECT {READS_IN} AS language, COUNT(DISTINCT m.id) AS members
    FROM audience JOIN member m ON m.id = audience.member_id LEFT JOIN preference p ON p.member_id = m.id GROUP BY {READS_IN}
"""  # noqa: S608 - our own constants


async def languages(
    viewer: Viewer, rules: Sequence[Rule], *, starts_at: datetime | None = None, ends_at: datetime | None = None
) -> dict[Language, int]:
    """How many persons read each; a code that nothing is worded in counts as German.

    Raises:
        NotAllowed, InvalidInput: see `check`.
    """
    await check(viewer, rules)
    found: dict[Language, int] = {}
    for row in await rows(with_audience(await days_of(starts_at, ends_at)) + _LANGUAGES, [rules_value(rules)]):
        language = language_of(row["language"])
        found[language] = found.get(language, 0) + row["members"]
    return found
