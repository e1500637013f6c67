"""The pages everybody may read without signing in: right, current, and not a word about a household."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4
from xml.etree import ElementTree as Xml

import httpx
import pytest

from models import clock, keyring
from models.audience import AudienceScope
from models.notice import Notice, NoticeKind
from models.place import District
from push import notice_link
from resolvers import notice, traffic
from resolvers.access import Operator
from resolvers.audience import Rule
from resolvers.limits import Kind, Limit
from resolvers.notice import outside
from tests.resolvers.test_notice_update import water
from tests.support.town import Town
from tests.web.conftest import ORIGIN, browsing
from web import outages

pytestmark = pytest.mark.usefixtures("portal")

HOUR = timedelta(hours=1)
ATOM = {"a": outages.ATOM}
TYPED = {"title": "Bei Frau Geheim", "body": "Ruf Frau Geheim an.", "cause": "Frau Geheim hat gebohrt", "contact": "Herr Geheim, 0911 1"}


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    async with browsing(outages.routes) as client:
        yield client


async def post(form: notice.NoticeInput) -> Notice:
    """Published by the command line."""
    return (await notice.publish(Operator(), form, uuid4().hex)).notice


def flat(town: Town) -> Rule:
    return Rule(AudienceScope.UNIT, id=town.units["Amselweg 2/1"].id)


def parsed(answer: httpx.Response) -> Xml.Element:
    return Xml.fromstring(answer.content)  # noqa: S314 - our own answer


def link(row: Notice) -> str:
    return notice_link.path(keyring.current(), row.id)


async def test_the_list_names_kind_time_state_and_houses_by_district(browser: httpx.AsyncClient, town: Town) -> None:
    """Running before coming; a district without any is not listed with outages, and can be looked at all the same."""
    now = await clock.now()
    await post(water(town, "Amselweg 12", "Amselweg 2"))
    await post(water(town, "Amselweg 2", kind=NoticeKind.HEATING, starts_at=now - HOUR, ends_at=None, is_emergency=True))
    page = (await browser.get("/stoerungen")).text
    assert page.index("Heizungsausfall") < page.index("Wasserabschaltung")
    assert "Läuft gerade" in page
    assert "Amselweg 2, Amselweg 12" in page, "by street and number"
    assert "Ringstraße" not in page
    assert "<script" not in page
    [garden] = await District.filter(name="Gartenstadt")
    own = await browser.get("/stoerungen/gartenstadt")
    assert (own.status_code, "Störungen: Quartier Gartenstadt" in own.text, "Heizungsausfall" in own.text) == (200, True, True)
    assert "Zurzeit ist keine Störung gemeldet" in (await browser.get("/stoerungen/nordend")).text
    assert str(garden.id) not in page


async def test_no_word_of_staff_and_no_household_is_in_the_list(browser: httpx.AsyncClient, town: Town) -> None:
    """Titles, texts, causes and contacts are typed by people about people; what went to one flat or person is nobody else's."""
    await post(water(town, "Amselweg 12", **TYPED))
    await post(replace(water(town, kind=NoticeKind.POWER), audience=(flat(town),)))
    await post(replace(water(town, kind=NoticeKind.LIFT), audience=(Rule(AudienceScope.MEMBER, id=town.members["Emil"].id),)))
    for path in ("/stoerungen", "/stoerungen.atom", "/stoerungen/gartenstadt", "/stoerungen?sprache=en"):
        text = (await browser.get(path)).text
        assert "Geheim" not in text
        assert "Strom" not in text
        assert "Aufzug" not in text
        assert "Amselweg 12" in text


async def test_time_moves_an_outage_through_the_list(browser: httpx.AsyncClient, town: Town) -> None:
    """Announced two weeks ahead; past its planned end it says so and never that it is over; a day after the all-clear it is gone."""
    row = await post(water(town, starts_at=town.now + timedelta(days=20), ends_at=town.now + timedelta(days=20, hours=6)))

    async def text() -> str:
        return (await browser.get("/stoerungen")).text

    assert "Wasserabschaltung" not in await text()
    clock.shift(timedelta(days=10))
    assert "Angekündigt" in await text()
    clock.shift(timedelta(days=20, hours=1))
    assert "Läuft gerade" in await text()
    clock.shift(timedelta(days=20, hours=7))
    assert "Ende erreicht, noch keine Rückmeldung" in await text()
    assert "Entwarnung" not in await text()
    await notice.end(Operator(), row.id)
    assert "Entwarnung: vorbei seit" in await text()
    clock.shift(timedelta(days=21, hours=8))
    assert "Wasserabschaltung" not in await text()


async def test_an_error_taken_back_is_gone_from_the_list_and_called_one_at_its_link(browser: httpx.AsyncClient, town: Town) -> None:
    row = await post(water(town, "Amselweg 12", **TYPED))
    await notice.retract(Operator(), row.id)
    assert "Wasserabschaltung" not in (await browser.get("/stoerungen")).text
    page = await browser.get(link(row))
    assert (page.status_code, "Diese Nachricht war ein Irrtum" in page.text, "gebohrt" in page.text) == (200, True, False)


async def test_the_link_shows_what_the_poster_shows(browser: httpx.AsyncClient, town: Town) -> None:
    """The words that hang in the stairwell, how it stands, and what became of it; nobody can guess another's link."""
    form = water(town, "Amselweg 12", body="Wasser gibt es am **Wagen**.", cause="Rohrbruch", advice_before=("Wasser abfüllen",))
    row = await post(form)
    assert form.ends_at
    await notice.change(Operator(), row.id, replace(form, ends_at=form.ends_at + HOUR), "change-1", word="Ein Ventil klemmt.")
    page = await browser.get(link(row))
    assert page.status_code == 200
    for said in (
        "Angekündigt",
        "Amselweg 12",
        "Rohrbruch",
        "<strong>Wagen</strong>",
        "Wasser abfüllen",
        "Dauert länger.",
        "Ein Ventil klemmt.",
    ):
        assert said in page.text
    assert "<script" not in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "noindex" in page.text


async def test_links_not_made_by_us_lead_to_nothing(browser: httpx.AsyncClient, town: Town) -> None:
    """A changed letter, another notice's number, what was sent to a flat, and what hangs no more: one answer."""
    row = await post(water(town, "Amselweg 12"))
    narrow = await post(replace(water(town), audience=(flat(town),)))
    good = link(row)
    forged = good[:-2] + ("AA" if good[-2:] != "AA" else "BB")
    swapped = link(narrow)[:24] + good[24:]
    answers = [await browser.get(path) for path in (forged, swapped, link(narrow), "/s/x", f"/s/{row.id}", "/s/%00", "/s/ä")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    await notice.cancel(Operator(), row.id)
    assert "Abgesagt" in (await browser.get(good)).text
    clock.shift(timedelta(days=8))
    assert (await browser.get(good)).status_code == 404


async def test_the_feed_is_atom(browser: httpx.AsyncClient, town: Town) -> None:
    """RFC 4287, 4.1: what a feed and an entry must have; the id stays when the outage changes, `updated` moves."""
    form = water(town, "Amselweg 12")
    row = await post(form)
    answer = await browser.get("/stoerungen/gartenstadt.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = parsed(answer)
    assert feed.tag == f"{{{outages.ATOM}}}feed"
    assert [link.get("href") for link in feed.findall("a:link[@rel='self']", ATOM)] == [f"{ORIGIN}/stoerungen/gartenstadt.atom"]
    for parent in (feed, *feed.findall("a:entry", ATOM)):
        for name in ("id", "title", "updated"):
            assert len(parent.findall(f"a:{name}", ATOM)) == 1
    assert feed.findtext("a:author/a:name", namespaces=ATOM)
    [before] = feed.findall("a:entry", ATOM)
    clock.shift(HOUR)
    assert form.ends_at
    await notice.change(Operator(), row.id, replace(form, ends_at=form.ends_at + HOUR), "change-1")
    [after] = parsed(await browser.get("/stoerungen/gartenstadt.atom")).findall("a:entry", ATOM)
    assert before.findtext("a:id", namespaces=ATOM) == after.findtext("a:id", namespaces=ATOM)
    assert str(before.findtext("a:updated", namespaces=ATOM)) < str(after.findtext("a:updated", namespaces=ATOM))


async def test_a_reader_that_has_the_feed_already_is_told_so(browser: httpx.AsyncClient, town: Town) -> None:
    await post(water(town, "Amselweg 12"))
    first = await browser.get("/stoerungen.atom")
    again = await browser.get("/stoerungen.atom", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    await post(water(town, "Amselweg 2"))
    assert (await browser.get("/stoerungen.atom", headers={"If-None-Match": first.headers["etag"]})).status_code == 200


async def test_districts_that_sound_alike_have_pages_of_their_own(browser: httpx.AsyncClient, town: Town) -> None:
    other = await District.create(external_id="Q-2", name="Gärten Stadt")
    twin = await District.create(external_id="Q-3", name="gärten-stadt")
    paths = {"/stoerungen/gaerten-stadt", f"/stoerungen/gaerten-stadt-{max(other, twin, key=lambda one: (one.name, one.id)).id.hex[:8]}"}
    page = (await browser.get("/stoerungen")).text
    assert all(f'href="{path}"' in page for path in paths)
    assert [(await browser.get(path)).status_code for path in sorted(paths)] == [200, 200]
    assert (await browser.get("/stoerungen/gibt-es-nicht")).status_code == 404
    assert (await browser.get("/stoerungen/gibt-es-nicht.atom")).status_code == 404


async def test_a_whole_town_that_looks_costs_as_much_as_one_neighbour(
    browser: httpx.AsyncClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GQ-17: the pages ask nobody to sign in, so that they must not be a way to keep the database from everybody."""
    await post(water(town, "Amselweg 2"))
    asked, real = list[None](), outside.outages

    async def counted() -> object:
        asked.append(None)
        return await real()

    monkeypatch.setattr(outside, "outages", counted)
    answers = await asyncio.gather(*(browser.get(path) for path in ("/stoerungen", "/stoerungen.atom") for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert all("Wasserabschaltung" in answer.text for answer in answers)
    assert len(asked) < 10
    await browser.get("/stoerungen")
    before = len(asked)
    await browser.get("/stoerungen")
    assert len(asked) == before + 1, "nothing is kept: the next one sees what is true then"


async def test_one_address_cannot_read_without_end(browser: httpx.AsyncClient, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """GQ-17: it is told how long to wait, on the list, in the feed and at a poster's link."""
    row = await post(water(town, "Amselweg 2"))
    monkeypatch.setattr(traffic, "ADDRESS", Limit(Kind.REQUEST_ADDRESS, 1, 60))
    monkeypatch.setattr(traffic, "_known", {})
    paths = ("/stoerungen", "/stoerungen.atom", link(row), "/stoerungen/gartenstadt")
    assert [(await browser.get(path)).status_code for path in paths] == [200, 200, 429, 429]
