"""The households behind each number of a run, on screen and as CSV."""

import csv
import io
from datetime import timedelta
from itertools import pairwise
from random import Random
from uuid import UUID, uuid4

import pytest

from models import clock
from models.audience import AudienceScope
from models.audit import AuditAction, AuditEntry
from models.delivery import Broadcast, Channel, Delivery, DeliveryState, Reason
from models.member import Member
from models.notice import Notice, NoticeKind
from models.staff import StaffRole
from push.statement import run
from resolvers import delivery, notice
from resolvers.access import Operator, Viewer
from resolvers.audience import Rule
from resolvers.delivery import Household, Stand
from resolvers.errors import InvalidInput, NotAllowed, NotFound
from resolvers.notice import NoticeInput
from tests.resolvers.test_delivery_missed import row
from tests.support.clients import ORIGIN, client, staff_secret, tenant_secret
from tests.support.town import Town, traces
from web import reach


@pytest.fixture
async def outage(town: Town) -> UUID:
    """Announced to the whole stock: Anna and Bert share a flat; Cora, Dora, Emil and Gerda live alone."""
    form = NoticeInput(NoticeKind.WATER, "=Wasser", (Rule(AudienceScope.STOCK),), starts_at=town.now)
    done = (await notice.publish(Operator(), form, "mutation-1")).notice
    await Broadcast.filter(notice_id=done.id).update(fanned_out_at=town.now)
    return done.id


async def listed(viewer: Viewer, outage: UUID, stand: Stand | None = None) -> list[Household]:
    """All pages of a list."""
    found: list[Household] = []
    after = None
    while True:
        page = await delivery.reached(viewer, outage, first=2, after=after, stand=stand)
        found += page.items
        if not page.has_next:
            assert page.total == len(found)
            return found
        after = page.cursors[-1]


@pytest.mark.parametrize("seed", range(6))
async def test_every_number_is_its_list(town: Town, outage: UUID, seed: int) -> None:
    """Over random runs, for the whole and for a part: each household in one list, as many as counted, and the same in the file."""
    mix = Random(seed)  # noqa: S311 - a mix, not a secret
    await town.move_in("Gerda", "Amselweg 12", "7")
    for name in ("Anna", "Bert", "Cora", "Dora", "Emil", "Gerda"):
        for _ in range(mix.randint(0, 3)):
            await row(town, outage, name, mix.choice(list(Channel)), mix.choice(list(DeliveryState)), mix.choice([None, *Reason]))
    if seed % 2:
        await notice.confirm(await town.tenant("Cora"), outage)
    for viewer in (Operator(), await town.staff(StaffRole.EDITOR, districts=("Gartenstadt",))):
        figures = await delivery.progress(viewer, outage)
        assert figures is not None
        lists = {stand: await listed(viewer, outage, stand) for stand in Stand}
        assert {stand: len(found) for stand, found in lists.items()} == {stand: getattr(figures.households, stand.value) for stand in Stand}
        assert sorted(one.id for found in lists.values() for one in found) == sorted(one.id for one in await listed(viewer, outage))
        table = list(csv.reader(io.StringIO((await delivery.as_csv(viewer, outage)).text), delimiter=";"))
        assert len(table) - 1 == figures.total_households


async def test_each_says_since_when_and_by_what_or_why_not(town: Town, outage: UUID) -> None:
    await row(town, outage, "Anna", Channel.MAIL, DeliveryState.ACCEPTED)
    await row(town, outage, "Bert", Channel.PAPER, DeliveryState.SKIPPED, Reason.NO_CHANNEL)
    await row(town, outage, "Cora", Channel.PAPER, DeliveryState.SKIPPED, Reason.OPTED_OUT)
    await row(town, outage, "Dora", Channel.WEBPUSH, DeliveryState.ACCEPTED)
    await row(town, outage, "Dora", Channel.MAIL, DeliveryState.ACCEPTED)
    await row(town, outage, "Emil", Channel.MAIL, DeliveryState.BOUNCED, Reason.ADDRESS_REFUSED)
    await notice.confirm(await town.tenant("Gerda"), outage)
    found = {one.names[0]: one for one in await listed(Operator(), outage)}
    assert {name: (one.stand, one.channel, one.reason) for name, one in found.items()} == {
        "Anna Amsel": (Stand.MAIL, Channel.MAIL, None),
        "Cora Condé": (Stand.PAPER, Channel.PAPER, Reason.OPTED_OUT),
        "Dora Dahl": (Stand.PUSH, Channel.WEBPUSH, None),
        "Emil Ernst": (Stand.FAILED, Channel.MAIL, Reason.ADDRESS_REFUSED),
        "Gerda Gans": (Stand.CONFIRMED, None, None),
    }
    assert found["Anna Amsel"].names == ("Anna Amsel", "Bert Amsel"), "a household is all who live there"
    assert [one.since is not None for one in found.values()] == [True, False, True, False, True]
    assert [one.house for one in found.values()] == ["Amselweg 2", "Amselweg 2", "Amselweg 12", "Ringstraße 1", "Seegasse 5"]


async def test_the_file_is_for_spreadsheets_and_names_nobody_who_is_barred(town: Town, outage: UUID) -> None:
    """§ 51 BMG; a name that would be counted out is text."""
    await Member.filter(id=town.members["Cora"].id).update(information_barred=True)
    await Member.filter(id=town.members["Dora"].id).update(first_name="=HYPERLINK(1)", last_name="+1")
    cookie, _ = await staff_secret(town, StaffRole.READER)
    async with client(reach.routes("__Host-session", ORIGIN), cookie=cookie) as page:
        answer = await page.get(f"/notices/{outage}/reach.csv")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert lines[0][:4] == ["Haus", "Wohnung", "Namen", "Stand"]
    names = {line[0] + line[1]: line[2] for line in lines[1:]}
    assert (names["Amselweg 21"], names["Amselweg 22"]) == ("Anna Amsel, Bert Amsel", "")
    assert names["Amselweg 121"].startswith("'=")
    assert await AuditEntry.filter(action=AuditAction.REACH_EXPORTED, object_id=str(outage)).count() == 1


async def test_lists_and_file_are_for_the_desk_of_the_area(town: Town, outage: UUID) -> None:
    before = await traces()
    for viewer in (None, await town.tenant("Anna"), await town.staff(StaffRole.CARETAKER, houses=("Amselweg 2",))):
        with pytest.raises(NotAllowed):
            await delivery.reached(viewer, outage, first=10)
        with pytest.raises(NotAllowed):
            await delivery.as_csv(viewer, outage)
    for ask in (delivery.reached(await town.staff(StaffRole.EDITOR), uuid4(), first=10), delivery.as_csv(Operator(), uuid4())):
        with pytest.raises(NotFound):
            await ask
    for first, after in ((0, None), (101, None), (10, "nonsense")):
        with pytest.raises(InvalidInput):
            await delivery.reached(Operator(), outage, first=first, after=after)
    cookie = await tenant_secret(town, "Anna")
    async with client(reach.routes("__Host-session", ORIGIN), cookie=cookie) as page:
        assert (await page.get(f"/notices/{outage}/reach.csv")).status_code == 403
        assert (await page.get("/notices/nonsense/reach.csv")).status_code in {403, 404}
    assert await AuditEntry.filter(action=AuditAction.REACH_EXPORTED).count() == 0
    assert (await traces())[0] == before[0]
    north = await town.staff(StaffRole.EDITOR, districts=("Nordend",))
    assert [one.house for one in await listed(north, outage)] == ["Ringstraße 1"]


async def test_the_run_over_time_ends_with_its_numbers(town: Town, outage: UUID) -> None:
    """It only grows, begins with nobody, and its last point is what the page counts; a second person of a flat adds nothing."""
    assert await delivery.timeline(Operator(), outage) == []
    for seconds, name in ((0, "Anna"), (40, "Bert"), (60, "Dora"), (90, "Emil")):
        one = await row(town, outage, name, Channel.MAIL, DeliveryState.ACCEPTED)
        await Delivery.filter(id=one.id).update(settled_at=town.now + timedelta(seconds=30 + seconds))
    await row(town, outage, "Gerda", Channel.MAIL, DeliveryState.FAILED)
    clock.shift(timedelta(seconds=240))
    await notice.confirm(await town.tenant("Cora"), outage)
    clock.shift(timedelta())
    points = await delivery.timeline(Operator(), outage)
    assert len(points) == 49
    assert (points[0].reached, points[0].confirmed) == (0, 0)
    assert all(earlier.reached <= later.reached and earlier.at < later.at for earlier, later in pairwise(points))
    figures = await delivery.progress(Operator(), outage)
    assert figures is not None
    numbers = figures.households
    assert (points[-1].reached, points[-1].confirmed) == (numbers.confirmed + numbers.push + numbers.mail, numbers.confirmed) == (4, 1)
    half = next(point for point in points if point.at >= town.now + timedelta(seconds=75))
    assert half.reached == 1, "Anna's flat counts once"
    north = await delivery.timeline(await town.staff(StaffRole.EDITOR, districts=("Nordend",)), outage)
    assert (north[-1].reached, north[-1].confirmed) == (1, 0)
    for viewer in (None, await town.tenant("Anna")):
        with pytest.raises(NotAllowed):
            await delivery.timeline(viewer, outage)
    with pytest.raises(NotFound):
        await delivery.timeline(Operator(), uuid4())


async def test_once_the_ledger_is_deleted_only_figures_are_left(town: Town, outage: UUID) -> None:
    await row(town, outage, "Anna", Channel.MAIL, DeliveryState.ACCEPTED)
    assert len(await listed(Operator(), outage)) == 5
    anna = await Notice.get(id=outage)
    house = town.houses["Amselweg 2"].id
    await run("INSERT INTO notice_reach (notice_id, house_id, best, households) VALUES ($1, $2, 4, 5)", anna.id, house)
    assert await listed(Operator(), outage) == []
    assert await delivery.timeline(Operator(), outage) == []
