"""What has gone wrong in portals elsewhere, each trap as a test of its name: with real mails and pushes, on both databases."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from tortoise.exceptions import IntegrityError

from models import bulk, clock
from models.audience import AudienceMember, AudienceScope
from models.consent import Preference
from models.contract import Contract, ContractPerson
from models.delivery import Broadcast, Delivery, DeliveryState, Lane, Reason
from models.member import EmailState, Member
from models.notice import Notice, NoticeKind, Urgency
from models.place import House, Unit
from models.session import SessionScope
from models.staff import StaffRole
from models.suppression import Suppression
from push import fanout, outbox
from push.bounces.intake import Taken, take
from push.channels.mail_message import return_path
from push.recheck import load, verdict
from push.render import Renderer
from resolvers import caretaker, delivery, notice
from resolvers.access import Operator, Staff
from resolvers.audience import Rule
from resolvers.errors import InvalidInput, NotFound
from resolvers.notice import Phase
from tests.push.test_render import HOME, member
from tests.push.test_render import notice as row_of
from tests.push.world import BASE_URL, COOPERATIVE
from tests.traps.scene import HOUR, Scene

GARDEN = ("Anna", "Bert", "Cora", "Dora")


async def reasons(notice_id: object, name: str, scene: Scene) -> set[tuple[str, str | None]]:
    """State and reason of a person's rows."""
    rows = await Delivery.filter(broadcast__notice_id=notice_id, member_id=scene.town.members[name].id)
    return {(str(row.state), row.reason and str(row.reason)) for row in rows}


@pytest.mark.parametrize("urgency", list(Urgency))
async def test_preview_differs_from_sent(scene: Scene, urgency: Urgency) -> None:
    """Elsewhere the number before sending came from another query than the sending. Here both are counted at the servers."""
    await scene.sign_in("Anna", "Cora", "Dora", "Emil")
    await scene.give_browser("Anna", "Bert", "Emil")
    await Preference.create(member=scene.town.members["Cora"], outage_mail=False)
    district = Rule(AudienceScope.DISTRICT, id=scene.town.districts["Gartenstadt"].id)
    person = Rule(AudienceScope.MEMBER, id=scene.town.members["Hans"].id)
    form = scene.water(urgency=urgency, audience=(district, person, scene.house("Amselweg 12", is_exclusion=True)))
    before = (await notice.preview(Operator(), form)).reach
    said = await notice.rendered(form, before, Renderer(COOPERATIVE, BASE_URL))
    notice_id = await scene.publish(form)
    await scene.work()
    snapshot = await AudienceMember.filter(notice_id=notice_id)
    assert before.members == len({row.member_id for row in snapshot}) == 4
    assert before.households == len({row.household for row in snapshot}) == 3
    assert before.by_mail == len(scene.mailed) == (1 if urgency is Urgency.ORDINARY else 2)
    assert before.by_push == sum(number > 0 for number in scene.pushed.values()) == 2
    figures = await delivery.progress(Operator(), notice_id)
    assert figures is not None
    assert before.paper_households == figures.households.paper
    assert said.mail.title == next(mail.subject for mail in scene.mail.mails if mail.recipient.startswith("anna"))
    assert said.push.title == scene.push.received(scene.browsers["Anna"])[0].decoded["title"]


async def test_audience_widens_after_deletion(scene: Scene) -> None:
    """Elsewhere a deleted house left an empty filter, and an empty filter means everybody."""
    await scene.sign_in()
    notice_id = await scene.publish(scene.water("Amselweg 2", "Amselweg 12"))
    with pytest.raises(IntegrityError):
        await House.filter(id=scene.town.houses["Amselweg 12"].id).delete()
    await scene.work()
    assert scene.mailed == {"Anna": 1, "Cora": 1, "Dora": 1}
    before = await Broadcast.all().count()
    stock, gone = Rule(AudienceScope.STOCK), uuid4()
    for audience in ((Rule(AudienceScope.HOUSE, id=gone),), (stock, Rule(AudienceScope.HOUSE, is_exclusion=True, id=gone))):
        with pytest.raises(InvalidInput):
            await scene.publish(scene.water(audience=audience, title="Noch eine"))
        with pytest.raises(InvalidInput):
            await notice.change(Operator(), notice_id, scene.water(audience=audience), str(uuid4()))
    only_exclusions = (scene.house("Amselweg 2", is_exclusion=True),)
    with pytest.raises(InvalidInput):
        await scene.publish(scene.water(audience=only_exclusions, title="Niemand"))
    assert await Broadcast.all().count() == before
    assert await AudienceMember.filter(notice_id=notice_id).count() == 4


async def test_over_100_targets(scene: Scene) -> None:
    """Elsewhere the list of targets was cut after the first page. Here 1,300 houses and single persons, each told once."""
    people = [uuid4() for _ in range(1300)]
    houses, units, contracts = ([uuid4() for _ in range(700)] for _ in range(3))
    await bulk.insert(Member, [{"id": one, "external_id": str(one), "last_name": "Viel"} for one in people])
    place = {"street": "Lange Straße", "postal_code": "90402", "city": "Nürnberg"}
    await bulk.insert(House, [{"id": one, "external_id": str(one), "number": str(number), **place} for number, one in enumerate(houses)])
    await bulk.insert(
        Unit, [{"id": one, "external_id": str(one), "house_id": of, "number": "1"} for one, of in zip(units, houses, strict=True)]
    )
    await bulk.insert(
        Contract,
        [
            {"id": one, "external_id": str(one), "number": str(one)[:20], "unit_id": of, "starts_on": date(2020, 1, 1)}
            for one, of in zip(contracts, units, strict=True)
        ],
    )
    await ContractPerson.bulk_create([ContractPerson(contract_id=one, member_id=of) for one, of in zip(contracts, people, strict=False)])
    rules = (
        *(Rule(AudienceScope.HOUSE, id=one) for one in houses),
        *(Rule(AudienceScope.MEMBER, id=one) for one in people[700:]),
    )
    form = scene.water(audience=rules)
    assert (await notice.preview(Operator(), form)).reach.members == 1300
    notice_id = await scene.publish(form)
    while await fanout.advance(Lane.BULK, chunk=400):
        pass
    told = [row["member_id"] for row in await Delivery.filter(broadcast__notice_id=notice_id).values("member_id")]
    assert len(told) == len(set(told)) == 1300


async def test_member_with_two_flats_gets_two_mails(scene: Scene) -> None:
    """Elsewhere each contract was a recipient. Here a person with two flats is told once, of both houses."""
    await scene.town.move_in("Anna", "Amselweg 12", "7")
    await scene.sign_in("Anna")
    await scene.give_browser("Anna")
    await scene.alert("Amselweg 2", "Amselweg 12")
    await scene.work()
    assert (scene.mailed, scene.pushed) == ({"Anna": 1}, {"Anna": 1})
    assert all(address in scene.mail.mails[0].text for address in ("Amselweg 2", "Amselweg 12"))


async def test_spouse_not_registered(scene: Scene) -> None:
    """Elsewhere a couple counted as reached when nobody was, or as missed when one was. A household is reached by any of its people."""
    await scene.sign_in("Anna")
    notice_id = await scene.alert()
    await scene.work()
    assert scene.mailed == {"Anna": 1}
    assert await reasons(notice_id, "Bert", scene) == {("skipped", "no_channel")}
    figures = await delivery.progress(Operator(), notice_id)
    assert figures is not None
    assert (figures.total_households, figures.households.mail, figures.households.paper) == (2, 1, 1)
    missed = (await delivery.not_reached(Operator(), notice_id, first=10)).items
    assert {(row.member_name, row.household_reached) for row in missed} == {("Bert Amsel", True), ("Cora Condé", False)}


async def test_throttle_drops_the_second_alert(scene: Scene) -> None:
    """Elsewhere a limit for spam swallowed the second alert of an evening. Here it waits for its turn at most."""
    await scene.sign_in("Anna", "Cora")
    await scene.give_browser("Anna")
    first, second = await scene.alert(), await scene.alert(kind=NoticeKind.HEATING, title="Heizung")
    minute = 0
    while await Delivery.filter(is_open=True).exists() or await Broadcast.filter(fanned_out_at=None).exists():
        await scene.work(per_minute=1)
        minute += 2
        clock.shift(timedelta(minutes=minute))
        assert minute < 20, "something never goes"
    assert (scene.mailed, scene.pushed) == ({"Anna": 2, "Cora": 2}, {"Anna": 2})
    assert len({message.topic for message in scene.push.received(scene.browsers["Anna"])}) == 2, "one does not replace the other"
    for notice_id in (first, second):
        assert await reasons(notice_id, "Cora", scene) == {("accepted", None)}


async def test_all_clear_to_people_never_told(scene: Scene) -> None:
    """Elsewhere people read "the water is back" who had never heard that it was off."""
    await scene.sign_in("Anna", "Cora")
    scene.mail.reply("cora@example.org", "451 4.3.0 Try again later")
    notice_id = await scene.alert(starts_at=scene.town.now - HOUR)
    await scene.work()
    await notice.end(Operator(), notice_id)
    scene.mail.recover("cora@example.org")
    clock.shift(2 * HOUR)
    await scene.work()
    assert scene.mailed == {"Anna": 2}
    assert await reasons(notice_id, "Cora", scene) == {("cancelled", "withdrawn")}


async def test_planned_end_read_as_all_clear(scene: Scene) -> None:
    """Elsewhere the planned end passed and the page said it was over. Only staff say that; until then there is no word yet."""
    await scene.sign_in("Anna")
    notice_id = await scene.alert(starts_at=scene.town.now - HOUR, ends_at=scene.town.now + HOUR)
    await scene.work()
    clock.shift(2 * HOUR)
    await scene.work()
    assert scene.mailed == {"Anna": 1}, "nothing is sent at the planned end"
    view = await notice.get(await scene.town.tenant("Anna"), notice_id)
    assert view is not None
    assert (view.phase, view.notice.ended_at) == (Phase.OVERRUN, None)
    await notice.end(Operator(), notice_id)
    view = await notice.get(await scene.town.tenant("Anna"), notice_id)
    assert view is not None
    assert view.phase is Phase.ENDED


async def test_expired_shown_as_active(scene: Scene) -> None:
    """Elsewhere a phone that was off for a day woke up with yesterday's alert. What is out of date is neither sent nor shown as running."""
    await scene.sign_in("Anna")
    await scene.give_browser("Anna")
    notice_id = await scene.alert(starts_at=scene.town.now - HOUR, ends_at=scene.town.now + HOUR)
    clock.shift(2 * HOUR)
    await scene.work()
    assert (scene.mailed, scene.pushed) == ({}, {"Anna": 0})
    assert await reasons(notice_id, "Anna", scene) == {("expired", "expired")}
    assert notice.phase(await Notice.get(id=notice_id), await clock.now()) is Phase.OVERRUN
    clock.shift(timedelta(days=8))
    anna = await scene.town.tenant("Anna")
    assert (await notice.board(anna, first=10)).items == []
    assert [view.is_archived for view in (await notice.board(anna, first=10, archived=True)).items] == [True]


@pytest.mark.parametrize(
    ("start", "end", "hours", "words"),
    [
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), datetime(2026, 10, 25, 4, 30, tzinfo=UTC), 6, "So 25.10., 0:30–5:30 Uhr"),
        (datetime(2027, 3, 27, 23, 30, tzinfo=UTC), datetime(2027, 3, 28, 3, 30, tzinfo=UTC), 4, "So 28.3., 0:30–5:30 Uhr"),
    ],
)
def test_dst_inside_the_window(start: datetime, end: datetime, hours: int, words: str) -> None:
    """Elsewhere the night the clocks change moved the end by an hour. Both nights say half past midnight to half past five in Berlin."""
    found = row_of(starts_at=start, ends_at=end, published_at=start - timedelta(days=2))
    letter = Renderer(COOPERATIVE, BASE_URL).notice_mail(member(), found, HOME)
    assert words in letter.subject
    lines = letter.attachments[0].text.split("\r\n")
    assert {f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{end:%Y%m%dT%H%M%SZ}"} <= set(lines)
    assert end - start == timedelta(hours=hours)
    second = timedelta(seconds=1)
    phases = [notice.phase(found, moment) for moment in (start - second, start, end - second, end)]
    assert phases == [Phase.COMING, Phase.RUNNING, Phase.RUNNING, Phase.OVERRUN]


async def test_moved_out_tenant_keeps_seeing_notices(scene: Scene) -> None:
    """Elsewhere former tenants read on about their old house. What is posted after they left is not theirs, nor what had not gone yet."""
    await scene.sign_in("Anna", "Cora")
    waiting = await scene.alert()
    yesterday = scene.town.today - timedelta(days=1)
    contract = scene.town.contracts["Amselweg 2/1/-1000"]
    await Contract.filter(id=contract.id).update(ends_on=yesterday)
    await scene.work()
    assert scene.mailed == {"Cora": 1}
    assert await reasons(waiting, "Anna", scene) == {("suppressed", "moved_out")}
    later = await scene.alert(title="Danach")
    anna = await scene.town.tenant("Anna")
    assert await notice.get(anna, later) is None
    assert later not in [view.notice.id for view in (await notice.board(anna, first=10)).items]
    await scene.work()
    assert scene.mailed == {"Cora": 2}


async def test_bounce_of_one_address_suppresses_another(scene: Scene) -> None:
    """Elsewhere one dead mailbox silenced a family, or the new address of who had moved on from it."""
    await scene.sign_in("Anna", "Cora")
    notice_id = await scene.alert()
    await scene.work()
    await Member.filter(id=scene.town.members["Anna"].id).update(email="anna.neu@example.org")
    row = await Delivery.get(broadcast__notice_id=notice_id, member_id=scene.town.members["Anna"].id, channel="mail")
    domain = scene.mail.mails[0].message["Message-ID"].rpartition("@")[2].rstrip(">")
    path = return_path(scene.keyring, row.id, domain)
    report = (
        f"Return-Path: <>\r\nFrom: MAILER-DAEMON@relay.example\r\nTo: {path}\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/plain\r\n\r\nGone.\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; relay.example\r\n\r\nFinal-Recipient: rfc822; anna@example.org\r\nAction: failed\r\n"
        "Status: 5.1.1\r\n\r\n--x--\r\n"
    )
    assert await take(report.encode(), scene.keyring, path) is Taken.BOUNCED
    assert await Suppression.filter(suppressed_at__isnull=False).count() == 1
    for name in ("Anna", "Cora"):
        assert (await Member.get(id=scene.town.members[name].id)).email_state is EmailState.VERIFIED
    await scene.alert(title="Danach")
    await scene.work()
    assert sorted(mail.recipient for mail in scene.mail.mails[2:]) == ["anna.neu@example.org", "cora@example.org"]


async def test_cancelled_one_second_before_sending(scene: Scene) -> None:
    """Elsewhere what was in the queue went out anyway. It does not: neither what waits, nor what a worker has in its hands already."""
    await scene.sign_in("Anna", "Cora")
    await scene.give_browser("Anna")
    waiting = await scene.alert()
    await fanout.advance(Lane.URGENT)
    await notice.cancel(Operator(), waiting)
    clock.shift(timedelta(minutes=5))
    await scene.work()
    assert (scene.mailed, scene.pushed) == ({}, {"Anna": 0})
    assert {state for name in ("Anna", "Cora") for state, _ in await reasons(waiting, name, scene)} == {"cancelled"}
    taken = await scene.alert(title="Noch eine")
    await fanout.advance(Lane.URGENT)
    in_hand = await outbox.claim(Lane.URGENT, 1, 30)
    await notice.cancel(Operator(), taken)
    verdicts = [verdict(job) for job in await load(in_hand)]
    assert [(ended.state, ended.reason) for ended in verdicts if ended] == [(DeliveryState.CANCELLED, Reason.WITHDRAWN)]
    clock.shift(timedelta(minutes=10))
    await scene.work()
    # Whoever may have been told by the row in hand hears that it is called off, and nothing else.
    assert all("Abgesagt" in mail.subject for mail in scene.mail.mails)


async def test_urgent_at_0300_with_quiet_hours(scene: Scene) -> None:
    """Elsewhere quiet hours held back a burst pipe until breakfast. They hold back what is ordinary, and lose nothing of it."""
    await scene.sign_in("Anna")
    await scene.give_browser("Anna")
    # The push service looks at its own watch, so the night lies around now instead of now in the night.
    here = scene.town.now.astimezone(clock.BERLIN)
    minute, day = here.hour * 60 + here.minute, 24 * 60
    await Preference.create(member=scene.town.members["Anna"], quiet_from=(minute - 5 * 60) % day, quiet_until=(minute + 4 * 60) % day)
    window = {"starts_at": scene.town.now + 12 * HOUR, "ends_at": scene.town.now + 20 * HOUR}
    ordinary = await scene.publish(scene.water(**window, title="Zähler"))
    await scene.work()
    assert scene.pushed == {"Anna": 0}
    await scene.alert(**window)
    await scene.work()
    assert scene.pushed == {"Anna": 1}
    clock.shift(4 * HOUR + timedelta(minutes=1))
    await scene.work()
    assert scene.pushed == {"Anna": 2}
    assert await reasons(ordinary, "Anna", scene) == {("accepted", None)}


async def test_confirmation_after_the_caretakers_list_was_made(scene: Scene) -> None:
    """Elsewhere the caretaker rang at a door that had just confirmed on the phone. The next look is without it."""
    notice_id = await scene.alert(starts_at=scene.town.now - HOUR)
    await scene.work()
    row = await scene.town.staff(StaffRole.CARETAKER, houses=("Amselweg 2",))
    karl = Staff(row.session_id, row.staff_id, row.role, row.districts, row.houses, SessionScope.WORK_LIST)
    listed = (await caretaker.work_list(karl, first=10)).items
    assert [entry.unit for entry in listed] == ["1", "2"]
    await notice.confirm(await scene.town.tenant("Cora"), notice_id)
    assert [entry.unit for entry in (await caretaker.work_list(karl, first=10)).items] == ["1"]
    with pytest.raises(NotFound):
        await caretaker.mark(karl, listed[1].id, is_told=True)
    figures = await delivery.progress(Operator(), notice_id)
    assert figures is not None
    assert (figures.households.confirmed, figures.told_in_person) == (1, 0)
