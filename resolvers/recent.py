"""Before something sensitive: has the person shown a moment ago who they are (AU-10)? resolvers/session.py notes that they have."""

from datetime import timedelta

from models import clock
from models.database import placeholders, rows
from models.session import SessionScope
from resolvers.access import Operator, Staff, Tenant, Viewer, refusal
from resolvers.errors import Code, NotAllowed

WITHIN = timedelta(minutes=5)


async def require(viewer: Viewer) -> None:
    """Let only those change something sensitive who have just shown who they are: a stolen open session must not be enough (AU-10).

    Raises:
        NotAllowed: reauthentication_required, where neither login nor confirmation is younger than five minutes; the step of the
            login that is missing; not_allowed for tokens.
    """
    if isinstance(viewer, Operator):
        return
    if not isinstance(viewer, Tenant | Staff) or viewer.scope is not SessionScope.FULL:
        raise refusal(viewer)
    found = await rows(
        f"SELECT id FROM session WHERE id = {placeholders(1)[0]}"  # noqa: S608 - own SQL only
        f" AND authenticated_at > {clock.sql_now(plus_seconds=-WITHIN.total_seconds())}",
        [str(viewer.session_id)],
    )
    if not found:
        raise NotAllowed(code=Code.REAUTHENTICATION_REQUIRED)
