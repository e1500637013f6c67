"""How far what somebody asks for reaches."""

from typing import Any

from models import clock
from resolvers import audience
from resolvers.access import Viewer
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
