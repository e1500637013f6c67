"""GET /notices/{id}/posters.pdf: for staff of the area, for what whole houses may know, and only as long as it holds."""

from dataclasses import replace
from uuid import UUID, uuid4

import httpx
import pytest

from models import keyring
from models.audience import AudienceScope
from models.notice import Notice
from models.staff import StaffRole
from models.token import TokenScope
from push import notice_link
from resolvers import notice
from resolvers.access import Operator, Viewer
from resolvers.audience import Rule
from resolvers.letter import Printer
from tests.resolvers.test_notice_update import water
from tests.support.accounts import COOPERATIVE
from tests.support.clients import ORIGIN, api_token, client, staff_secret, tenant_secret
from tests.support.letters import read
from tests.support.town import Town
from web import posters

pytestmark = pytest.mark.usefixtures("keys")
PRINTER = Printer(COOPERATIVE, ORIGIN, "Mitgliedsnummer")


def browser(cookie: str | None = None, *, bearer: str | None = None) -> httpx.AsyncClient:
    return client(posters.routes("__Host-session", ORIGIN, PRINTER), cookie=cookie, bearer=bearer)


async def post(form: notice.NoticeInput) -> Notice:
    return (await notice.publish(Operator(), form, uuid4().hex)).notice


def path(row: Notice) -> str:
    return f"/notices/{row.id}/posters.pdf"


async def test_a_page_for_each_house_or_for_one(town: Town) -> None:
    """The QR code opens the notice's page without signing in."""
    row = await post(water(town, "Amselweg 2", "Amselweg 12"))
    cookie, _ = await staff_secret(town, StaffRole.READER)
    async with browser(cookie) as page:
        whole = await page.get(path(row))
        one = await page.get(path(row), params={"house": str(town.houses["Amselweg 12"].id)})
    assert (whole.headers["content-type"], whole.headers["cache-control"]) == ("application/pdf", "private, no-store")
    assert len(read(whole.content)) == 2
    [poster] = read(one.content)
    assert "Amselweg 12" in poster.text
    assert poster.link == ORIGIN + notice_link.path(keyring.current(), row.id)
    assert "Amselweg%2012" in one.headers["content-disposition"]


async def test_staff_of_an_area_print_their_houses(town: Town) -> None:
    """AU-13: a house elsewhere is none."""
    row = await post(water(town, "Amselweg 2", "Ringstraße 1"))
    viewer = await town.staff(StaffRole.EDITOR, districts=("Nordend",))
    assert (await notice.posters(viewer, row.id, COOPERATIVE, ORIGIN)).houses == 1
    cookie, _ = await staff_secret(town, StaffRole.READER)
    async with browser(cookie) as page:
        for house in (town.houses["Seegasse 5"].id, uuid4()):
            assert (await page.get(path(row), params={"house": str(house)})).status_code == 404


async def test_what_went_to_one_flat_or_holds_no_more_has_no_poster(town: Town) -> None:
    """A stairwell is read by everybody in the house."""
    narrow = await post(replace(water(town), audience=(Rule(AudienceScope.UNIT, id=town.units["Amselweg 2/1"].id),)))
    over = await post(water(town))
    await notice.cancel(Operator(), over.id)
    cookie, _ = await staff_secret(town, StaffRole.READER)
    async with browser(cookie) as page:
        assert [(await page.get(path(row))).status_code for row in (narrow, over)] == [409, 409]


async def test_nobody_else_prints(town: Town) -> None:
    row = await post(water(town))
    answers: list[int] = []
    async with browser() as page:
        answers.append((await page.get(path(row))).status_code)
    async with browser(await tenant_secret(town, "Anna")) as page:
        answers.append((await page.get(path(row))).status_code)
    async with browser(bearer=await api_token(TokenScope.MEMBERS_READ)) as page:
        answers.append((await page.get(path(row))).status_code)
    cookie, _ = await staff_secret(town, StaffRole.READER)
    async with browser(cookie) as page:
        answers.append((await page.get(path(row), headers={"Sec-Fetch-Site": "cross-site"})).status_code)
        answers.append((await page.get(f"/notices/{uuid4()}/posters.pdf")).status_code)
        answers.append((await page.get("/notices/x/posters.pdf")).status_code)
    assert answers[:4] in ([401, 403, 403, 403], [403, 403, 403, 403])
    assert answers[4:] == [404, 404]


async def test_staff_are_given_the_address_to_hand_on_and_tenants_are_not(town: Town) -> None:
    row = await post(water(town))
    narrow = await post(replace(water(town), audience=(Rule(AudienceScope.UNIT, id=town.units["Amselweg 2/1"].id),)))
    reader = await town.staff(StaffRole.READER)

    async def given(viewer: Viewer, notice_id: UUID) -> str | None:
        view = await notice.get(viewer, notice_id)
        assert view is not None
        return notice.public_path(view)

    assert await given(reader, row.id) == notice_link.path(keyring.current(), row.id)
    assert await given(reader, narrow.id) is None
    assert await given(await town.tenant("Anna"), row.id) is None
