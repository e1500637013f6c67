"""A member's dates in their own calendar: theirs alone, as they stand now, read by two parsers of RFC 5545."""

import subprocess
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import httpx
import orjson
import pytest
from icalendar import Calendar

from models.calendar_feed import CalendarFeed
from models.member import Member, MemberStatus
from models.notice import Notice, NoticeKind, Urgency
from models.staff import StaffRole
from resolvers import calendar_feed, member_access, notice
from resolvers.access import Operator
from resolvers.errors import NotAllowed
from tests.resolvers.test_notice_update import house, water
from tests.support.town import Town, integrator
from tests.web.conftest import browsing
from web import calendars
from web.server import masked

pytestmark = pytest.mark.usefixtures("portal")

HOUR = timedelta(hours=1)
PWA = Path(__file__).parents[2] / "web/pwa"
NODE = Path(__file__).parents[2] / ".venv/nodejs/bin/node"
SECOND_PARSER = """
import ICAL from "ical.js";
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const root = new ICAL.Component(ICAL.parse(Buffer.concat(chunks).toString("utf8")));
const events = root.getAllSubcomponents("vevent").map((one) => {
  const event = new ICAL.Event(one);
  return [event.summary, event.location, event.sequence, one.getFirstPropertyValue("status"), event.startDate.toJSDate().toISOString()];
});
console.log(JSON.stringify(events));
"""


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    async with browsing(calendars.routes) as client:
        yield client


async def post(form: notice.NoticeInput) -> Notice:
    return (await notice.publish(Operator(), form, uuid4().hex)).notice


async def address(town: Town, name: str) -> str:
    made = await calendar_feed.make(await town.tenant(name))
    assert made.path is not None
    return made.path


def events(answer: httpx.Response) -> list[dict[str, Any]]:
    """What the icalendar library reads."""
    calendar = cast("Any", Calendar.from_ical(answer.content))
    assert calendar.errors == []
    return [
        {
            "summary": str(event["SUMMARY"]),
            "location": str(event["LOCATION"]),
            "sequence": event["SEQUENCE"],
            "status": str(event["STATUS"]),
            "start": event["DTSTART"].dt,
        }
        for event in calendar.walk("VEVENT")
    ]


async def test_it_holds_what_the_member_may_read_and_nothing_of_others(browser: httpx.AsyncClient, town: Town) -> None:
    """Dated ones only; who asks for it needs nothing but the address."""
    form = water(town, "Amselweg 2", "Amselweg 12")
    await post(form)
    await post(water(town, "Ringstraße 1", kind=NoticeKind.POWER))
    await post(replace(water(town, kind=NoticeKind.BULLETIN, starts_at=None, ends_at=None), body="Ohne Datum."))
    answer = await browser.get(await address(town, "Anna"))
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "no-cache" in answer.headers["cache-control"]
    [event] = events(answer)
    assert form.starts_at is not None
    assert (event["summary"], event["location"], event["sequence"], event["status"]) == ("Wasserabschaltung", "Amselweg 2", 0, "CONFIRMED")
    assert event["start"] == form.starts_at.replace(microsecond=0)


async def test_a_second_parser_reads_the_same(browser: httpx.AsyncClient, town: Town) -> None:
    """npm ical.js; commas, semicolons, umlauts and lines longer than 75 octets."""
    title = "Sommerfest; mit Kuchen, Kaffee und Käse – für alle, die gerne kommen möchten und noch mehr Übermut haben"
    start = town.now + 48 * HOUR
    form = replace(water(town, kind=NoticeKind.EVENT, title=title, starts_at=start, ends_at=None), urgency=Urgency.ORDINARY, body="Kommt.")
    await post(form)
    answer = await browser.get(await address(town, "Anna"))
    read = subprocess.run(  # noqa: ASYNC221 - a test's own parser
        [str(NODE), "--input-type=module", "--eval", SECOND_PARSER],
        input=answer.content,
        cwd=PWA,
        capture_output=True,
        check=True,
        timeout=60,
    )
    [[summary, location, sequence, status, begins]] = orjson.loads(read.stdout)
    [event] = events(answer)
    assert (summary, location, sequence, status) == (title, "Amselweg 2", 0, "CONFIRMED")
    assert event["summary"] == title
    assert begins == event["start"].strftime("%Y-%m-%dT%H:%M:%S.000Z")


async def test_changes_follow_and_what_is_off_is_cancelled(browser: httpx.AsyncClient, town: Town) -> None:
    """SEQUENCE rises; who is let go and who is called off both read CANCELLED; what was an error is gone."""
    form = water(town, "Amselweg 2", "Amselweg 12")
    row = await post(form)
    anna, dora = await address(town, "Anna"), await address(town, "Dora")
    assert form.starts_at
    assert form.ends_at
    moved = replace(form, starts_at=form.starts_at + HOUR, ends_at=form.ends_at + HOUR, audience=(house(town, "Amselweg 2"),))
    await notice.change(Operator(), row.id, moved, "change-1")
    assert [(event["sequence"], event["status"]) for event in events(await browser.get(anna))] == [(1, "CONFIRMED")]
    assert [(event["sequence"], event["status"]) for event in events(await browser.get(dora))] == [(1, "CANCELLED")]
    await notice.cancel(Operator(), row.id)
    assert [(event["sequence"], event["status"]) for event in events(await browser.get(anna))] == [(2, "CANCELLED")]
    other = await post(water(town, kind=NoticeKind.HEATING))
    await notice.retract(Operator(), other.id)
    assert len(events(await browser.get(anna))) == 1


async def test_a_new_address_voids_the_one_before_and_ending_it_all(browser: httpx.AsyncClient, town: Town) -> None:
    anna = await town.tenant("Anna")
    assert await calendar_feed.find(anna) is None
    first, second = await address(town, "Anna"), await address(town, "Anna")
    assert [(await browser.get(path)).status_code for path in (first, second)] == [404, 200]
    kept = await calendar_feed.find(anna)
    assert kept is not None
    assert kept.path is None, "only its hash is stored"
    assert second.split("/")[-1].removesuffix(".ics") not in repr(await CalendarFeed.all().values())
    assert await calendar_feed.end(anna) is True
    assert await calendar_feed.end(anna) is False
    assert (await browser.get(second)).status_code == 404


@pytest.mark.parametrize("ends", ["locked", "given anew", "deceased"])
async def test_it_ends_with_the_access(browser: httpx.AsyncClient, town: Town, ends: str) -> None:
    """AU-15, DS-19: nobody goes on reading by an old address."""
    path, anna = await address(town, "Anna"), town.members["Anna"]
    desk = await town.fresh(StaffRole.ADMIN)
    if ends == "locked":
        await member_access.lock(desk, anna.id, reason="Streit um den Zugang")
    elif ends == "given anew":
        await member_access.regrant(desk, anna.id, reason="Trennung", client_mutation_id="1")
        assert not await CalendarFeed.exists()
    else:
        await Member.filter(id=anna.id).update(status=MemberStatus.DECEASED)
    assert (await browser.get(path)).status_code == 404


async def test_what_is_no_address_leads_nowhere_and_no_log_holds_one(browser: httpx.AsyncClient, town: Town) -> None:
    for path in ("/kalender/x.ics", f"/kalender/{uuid4()}.ics", "/kalender/%00.ics", "/kalender/ä.ics"):
        assert (await browser.get(path)).status_code == 404
    assert masked(await address(town, "Anna")) == "/kalender/…"


async def test_only_members_have_one(town: Town) -> None:
    for viewer in (None, Operator(), integrator(), await town.staff(StaffRole.ADMIN)):
        for ask in (calendar_feed.find, calendar_feed.make, calendar_feed.end):
            with pytest.raises(NotAllowed):
                await ask(viewer)
    assert not await CalendarFeed.exists()


async def test_a_program_that_has_it_already_is_told_so(browser: httpx.AsyncClient, town: Town) -> None:
    path = await address(town, "Anna")
    first = await browser.get(path)
    again = await browser.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    await post(water(town))
    assert (await browser.get(path, headers={"If-None-Match": first.headers["etag"]})).status_code == 200
