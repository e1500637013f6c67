"""What waits, as staff see it."""

from dataclasses import dataclass
from uuid import UUID

from tortoise.expressions import Q

from models.approval import Approval, ApprovalState
from resolvers import audience
from resolvers.access import Staff, Viewer, is_limited
from resolvers.approval.who import APPROVERS, UNDECIDED, author_of, is_asked_by, writer
from resolvers.audience import RuleView
from resolvers.errors import NotFound
from resolvers.notice.form import NoticeInput
from resolvers.notice.kept import restored
from resolvers.paging import Page, paginate


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """`is_mine`: the viewer asked for it and can only change it or take it back."""

    row: Approval
    form: NoticeInput
    rules: tuple[RuleView, ...]
    author: str
    is_mine: bool

    @property
    def is_by_program(self) -> bool:
        """An integrator's token asked, no employee."""
        return self.row.token_id is not None


async def waiting(viewer: Viewer, *, first: int, after: str | None = None) -> Page[ApprovalView]:
    """What waits for a second person, oldest first; and the viewer's own that came back or whose time has passed.

    Raises:
        NotAllowed: the role writes no notices.
        InvalidInput: first or after.
    """
    page = await paginate(Approval.filter(_seen(writer(viewer))), first=first, after=after, order=("created_at",))
    return page.replace([await view(viewer, row) for row in page.items])


async def get(viewer: Viewer, approval_id: UUID) -> ApprovalView:
    """One of them.

    Raises:
        NotAllowed: the role writes no notices.
        NotFound: nothing waits under this id, or it is not for the viewer.
    """
    row = await Approval.get_or_none(_seen(writer(viewer)), id=approval_id)
    if row is None:
        raise NotFound
    return await view(viewer, row)


async def view(viewer: Viewer, row: Approval) -> ApprovalView:
    """The row with its words."""
    form = restored(row.form)
    names = await audience.describe(form.audience)
    rules = tuple(RuleView(rule, names.get(rule, "")) for rule in form.audience)
    return ApprovalView(row, form, rules, await author_of(row), is_asked_by(viewer, row))


def _seen(staff: Staff) -> Q:
    """Their own, and for those who approve everybody's that wait."""
    own = Q(author_id=staff.staff_id, state__in=list(UNDECIDED))
    return own | Q(state=ApprovalState.WAITING) if staff.role in APPROVERS and not is_limited(staff) else own
