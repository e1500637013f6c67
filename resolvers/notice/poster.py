"""The paper in the stairwell: a poster for each house of a notice, or for one of them."""

from dataclasses import dataclass, field
from uuid import UUID

from models import clock, keyring
from models.notice import NoticeState
from push import notice_link, poster
from push.poster import PosterSheet
from resolvers.access import NOTICE_READERS, Viewer, require_staff
from resolvers.errors import Conflict, NotFound
from resolvers.notice.board import get
from resolvers.notice.outside import is_for_everybody
from settings import CooperativeSettings


@dataclass(frozen=True, slots=True)
class Posters:
    """The PDF, and how many houses it is for."""

    filename: str
    houses: int
    pdf: bytes = field(repr=False)


async def posters(
    viewer: Viewer, notice_id: UUID, cooperative: CooperativeSettings, base_url: str, *, house_id: UUID | None = None
) -> Posters:
    """One page a house, as it stands now, with the QR code to the page that stays true.

    Raises:
        NotAllowed: staff at a desk only.
        NotFound: there is no such notice for the viewer, or it is not for this house.
        Conflict: it is over, called off or taken back; or it went to single flats or persons, whom a poster would show to the house.
        PressError: no PDF came.
    """
    require_staff(viewer, NOTICE_READERS)
    view = await get(viewer, notice_id)
    if view is None:
        raise NotFound
    houses = [house for house in view.houses if house_id is None or house.id == house_id]
    if not houses:
        raise NotFound
    if view.notice.state is not NoticeState.PUBLISHED or not await is_for_everybody(notice_id):
        raise Conflict("A poster is for what whole houses may know and what still holds.")
    link = base_url + notice_link.path(keyring.current(), notice_id)
    sheet = PosterSheet(cooperative, link, f"{base_url}/stoerungen", await clock.now())
    pdf = await poster.print_posters(sheet, view.notice, [house.address for house in houses])
    name = houses[0].address if len(houses) == 1 else view.notice.title
    return Posters(f"Aushang {name}.pdf", len(houses), pdf)
