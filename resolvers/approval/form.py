"""The form of a notice as a request keeps it, and how far it reaches."""

import dataclasses
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from models import clock
from models.audience import AudienceScope
from models.notice import NoticeKind, Urgency
from resolvers import audience
from resolvers.access import Viewer
from resolvers.audience import Rule
from resolvers.errors import InvalidInput
from resolvers.notice.form import NoticeInput, check
from resolvers.notice.publish import Published


async def counted(viewer: Viewer, form: NoticeInput) -> tuple[NoticeInput, dict[str, Any]]:
    """The form checked, and `households`, `members` and `districts` it reaches now.

    Raises:
        NotAllowed: the audience reaches beyond the viewer's area.
        InvalidInput: the form, an unknown target, or an audience in which nobody is.
    """
    form = check(form, await clock.now())
    reach = await audience.preview(
        viewer, form.audience, urgency=form.urgency, is_outage=form.is_outage, starts_at=form.starts_at, ends_at=form.ends_at
    )
    if not reach.members:
        raise InvalidInput("Nobody is in this audience.", field="audience")
    return form, {"households": reach.households, "members": reach.members, "districts": reach.districts}


def counts_of(posted: Published) -> dict[str, int]:
    """The same three of a notice that was posted."""
    return {"households": posted.households, "members": posted.members, "districts": posted.districts}


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
    given["kind"], given["urgency"] = NoticeKind(given["kind"]), Urgency(given["urgency"])
    given["audience"] = tuple(
        Rule(AudienceScope(rule["scope"]), rule["is_exclusion"], UUID(rule["id"]) if rule["id"] else None) for rule in given["audience"]
    )
    return NoticeInput(**given)
