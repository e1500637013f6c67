"""The form of a notice as it is kept until it becomes one: for a second person, or for its moment."""

import dataclasses
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from models.audience import AudienceScope
from models.language import Language
from models.notice import NoticeKind, Urgency
from resolvers.audience import Rule
from resolvers.notice.form import NoticeInput, Translation


def stored(form: NoticeInput) -> dict[str, Any]:
    """As JSON; equal forms give equal JSON, in whatever zone their times were written."""
    moments = {"starts_at": form.starts_at, "ends_at": form.ends_at}
    zoned = {name: moment.astimezone(UTC) for name, moment in moments.items() if moment}
    return json.loads(json.dumps(dataclasses.asdict(dataclasses.replace(form, **zoned)), default=str))


def restored(kept: dict[str, Any]) -> NoticeInput:
    """The form of `stored`."""
    given = dict(kept)
    for name in ("advice_before", "advice_during", "advice_after"):
        given[name] = tuple(given[name])
    for name in ("starts_at", "ends_at"):
        given[name] = datetime.fromisoformat(given[name]) if given[name] else None
    # What was kept by an earlier version has none.
    translations = given.get("translations")
    given["translations"] = (
        None if translations is None else tuple(Translation(**one | {"language": Language(one["language"])}) for one in translations)
    )
    given["kind"], given["urgency"] = NoticeKind(given["kind"]), Urgency(given["urgency"])
    given["audience"] = tuple(
        Rule(AudienceScope(rule["scope"]), rule["is_exclusion"], UUID(rule["id"]) if rule["id"] else None) for rule in given["audience"]
    )
    return NoticeInput(**given)
