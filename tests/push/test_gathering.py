"""Ordinary notices and documents of ten minutes come as one mail; nothing that presses waits, nothing is lost or said twice."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from models import clock
from models.delivery import Delivery, DeliveryAttempt, DeliveryState, Lane
from models.keyring import Keyring
from models.member import Member
from models.notice import Notice, NoticeKind, NoticeState, Urgency
from push import fanout, outbox
from push.bounces.intake import Taken, take
from push.channels.mail_message import message_id, return_path
from push.worker import Worker
from tests.push.world import World, worker
from tests.servers.answers import Manner
from tests.servers.mail_server import MailServer
from tests.servers.push_service import PushService
from tests.support.waiting import eventually

ERIKA = "erika@muster.example"
TEN_MINUTES = 600.0
LEASE = 120.0


class Post:
    """A worker whose mails wait ten minutes; `after` is the time since the test began, in minutes."""

    def __init__(self, world: World, keyring: Keyring, server: MailServer, push: PushService | None = None) -> None:
        self.world, self.keyring, self.server = world, keyring, server
        self._push = push

    async def work(self, *, after: float | None = None) -> None:
        """Everything that is due."""
        if after is not None:
            clock.shift(timedelta(minutes=after))
        found = worker(self.keyring, mail=self.server, push=self._push, gather_seconds=TEN_MINUTES)
        await found.run_until_idle()
        await found.close()

    async def bulletin(self, title: str, *members: Member, **given: Any) -> Notice:
        """A notice on the board, and its rows."""
        values: dict[str, Any] = {"kind": NoticeKind.BULLETIN, "cause": "", "body": f"{title}: alles dazu.", "title": title}
        values |= {"starts_at": None, "ends_at": None}
        notice = await self.world.publish(list(members), **values | given)
        while await fanout.advance(Lane.BULK, gather_seconds=TEN_MINUTES):
            pass
        return notice

    @property
    def subjects(self) -> list[str]:
        """Of the mails that arrived."""
        return [mail.subject for mail in self.server.mails]

    def text(self, number: int = 0) -> str:
        """The words of a mail."""
        found = self.server.mails[number].message.get_body(("plain",))
        assert found is not None
        return found.get_content()


@pytest.fixture
def post(world: World, keyring: Keyring, mail_server: MailServer) -> Post:
    """With a real mail server."""
    return Post(world, keyring, mail_server)


async def states(notice: Notice) -> list[tuple[str, str | None]]:
    """State and reason of the rows of a notice."""
    found = await Delivery.filter(broadcast__notice_id=notice.id).order_by("id")
    return [(str(row.state), row.reason and str(row.reason)) for row in found]


async def test_what_comes_within_ten_minutes_is_one_mail(post: Post) -> None:
    """Both are in it, in the order they came, and both rows say that the server took it."""
    erika, karl = await post.world.member("Muster", email=ERIKA), await post.world.member("Beispiel", email="karl@muster.example")
    first = await post.bulletin("Hoffest", erika, karl)
    await post.work(after=9)
    second = await post.bulletin("Fahrräder", erika)
    await post.work()
    assert post.subjects == []
    await post.work(after=10.1)
    assert sorted((mail.recipient, mail.subject) for mail in post.server.mails) == [
        (ERIKA, "2 neue Aushänge für Ihr Haus"),
        ("karl@muster.example", "Neuer Aushang für Ihr Haus: Hoffest"),
    ]
    text = next(post.text(number) for number, mail in enumerate(post.server.mails) if mail.recipient == ERIKA)
    assert (
        0
        < text.index("1. Hoffest")
        < text.index("Hoffest: alles dazu.")
        < text.index("2. Fahrräder")
        < text.index("Fahrräder: alles dazu.")
    )
    assert all(f"/aushaenge/{notice.id}" in text for notice in (first, second))
    assert await states(first) == [("accepted", None)] * 2
    assert await states(second) == [("accepted", None)]
    await post.work(after=60)
    assert len(post.server.mails) == 2


async def test_what_comes_later_begins_anew(post: Post) -> None:
    """Nobody waits longer than ten minutes, and what went is not said again."""
    erika = await post.world.member("Muster", email=ERIKA)
    await post.bulletin("Hoffest", erika)
    await post.work(after=10.1)
    await post.bulletin("Fahrräder", erika)
    await post.work(after=15)
    assert post.subjects == ["Neuer Aushang für Ihr Haus: Hoffest"]
    await post.work(after=20.2)
    assert post.subjects[1:] == ["Neuer Aushang für Ihr Haus: Fahrräder"]


async def test_alerts_outages_and_what_begins_soon_never_wait(post: Post) -> None:
    """While a bulletin waits, each of them goes at once as a mail of its own."""
    erika = await post.world.member("Muster", email=ERIKA)
    waiting = await post.bulletin("Hoffest", erika)
    now = await clock.now()
    await post.bulletin("Alarm", erika, urgency=Urgency.URGENT)
    await post.world.publish([erika], starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=1, hours=6))
    await post.bulletin("Treffen", erika, kind=NoticeKind.EVENT, starts_at=now + timedelta(hours=1))
    await post.work()
    assert len(post.subjects) == 3
    assert not any("Hoffest" in subject or "neue Aushänge" in subject for subject in post.subjects)
    assert await states(waiting) == [("queued", None)]
    await post.work(after=10.1)
    assert post.subjects[3:] == ["Neuer Aushang für Ihr Haus: Hoffest"]


async def test_pushes_never_wait(post: Post, push_service: PushService) -> None:
    """Two notices are two notifications, at once."""
    erika = await post.world.member("Muster", email=ERIKA)
    browser = await post.world.browser(erika, push_service)
    post = Post(post.world, post.keyring, post.server, push_service)
    await post.bulletin("Hoffest", erika)
    await post.bulletin("Fahrräder", erika)
    await post.work()
    assert {message.decoded["body"] for message in push_service.received(browser)} == {"Hoffest", "Fahrräder"}
    assert len({message.topic for message in push_service.received(browser)}) == 2
    assert post.subjects == []


async def test_what_was_taken_back_meanwhile_is_not_in_it(post: Post) -> None:
    """The others go without it, and one alone as it always does."""
    erika = await post.world.member("Muster", email=ERIKA)
    gone = await post.bulletin("Irrtum", erika)
    stays = await post.bulletin("Hoffest", erika)
    await Notice.filter(id=gone.id).update(state=NoticeState.RETRACTED)
    await post.work(after=10.1)
    assert post.subjects == ["Neuer Aushang für Ihr Haus: Hoffest"]
    assert "Irrtum" not in post.text()
    assert await states(gone) == [("cancelled", "withdrawn")]
    assert await states(stays) == [("accepted", None)]


async def test_documents_wait_for_documents_and_notices_for_notices(post: Post) -> None:
    """Each kind is switched off by itself, so each is a mail by itself."""
    erika = await post.world.member("Muster", email=ERIKA)
    for title in ("Nachzahlung", "Brief"):
        await post.world.document(member=erika, title=title)
        await post.bulletin(title, erika)
    await post.work(after=10.1)
    assert sorted(post.subjects) == ["2 neue Aushänge für Ihr Haus", "2 neue Dokumente liegen für Sie im Mieterportal"]
    links = {mail.message["List-Unsubscribe"] for mail in post.server.mails}
    assert len(links) == 2
    assert all("Nachzahlung" not in mail.message.as_string() for mail in post.server.mails if "Dokumente" in mail.subject)


async def test_a_second_try_is_the_same_mail(post: Post) -> None:
    """The server was busy: the same two go again under the same Message-ID, and what came meanwhile goes by itself (SM-07)."""
    erika = await post.world.member("Muster", email=ERIKA)
    first, second = await post.bulletin("Hoffest", erika), await post.bulletin("Fahrräder", erika)
    post.server.reply(ERIKA, "451 4.3.0 Try again later", times=1)
    await post.work(after=10.1)
    assert post.subjects == []
    third = await post.bulletin("Keller", erika)
    await post.work(after=30)
    lead = min([row.id for row in await Delivery.filter(broadcast__notice_id=first.id)])
    by_subject = {mail.subject: mail for mail in post.server.mails}
    assert sorted(by_subject) == ["2 neue Aushänge für Ihr Haus", "Neuer Aushang für Ihr Haus: Keller"]
    both = by_subject["2 neue Aushänge für Ihr Haus"].message
    assert both["Message-ID"] == message_id(post.keyring, lead, both["Message-ID"].rpartition("@")[2].rstrip(">"))
    for notice in (first, second, third):
        assert await states(notice) == [("accepted", None)]


async def test_after_a_crash_the_same_mail_goes_again(post: Post) -> None:
    """The worker died before it wrote the answer down. What came meanwhile must not hide in a mail that is known already."""
    erika = await post.world.member("Muster", email=ERIKA)
    await post.bulletin("Hoffest", erika)
    await post.bulletin("Fahrräder", erika)
    clock.shift(timedelta(minutes=10.1))
    lost = await outbox.claim(Lane.BULK, 1, LEASE)
    assert len(lost) == 2, "the second comes with the first, whatever the limit"
    await post.bulletin("Keller", erika)
    await post.work(after=25)
    assert sorted(post.subjects) == ["2 neue Aushänge für Ihr Haus", "Neuer Aushang für Ihr Haus: Keller"]
    assert {row.same_mail_as for row in await Delivery.filter(id__in=[claimed.id for claimed in lost])} == {lost[0].id}
    outcomes = [row.outcome for row in await DeliveryAttempt.filter(delivery_id=lost[1].id).order_by("id")]
    assert outcomes == ["lost", "accepted"]


async def test_given_back_they_stay_together(post: Post) -> None:
    """OB-20: a worker that stops gives back each of them, and the next sends them as one."""
    erika = await post.world.member("Muster", email=ERIKA)
    await post.bulletin("Hoffest", erika)
    await post.bulletin("Fahrräder", erika)
    clock.shift(timedelta(minutes=10.1))
    await outbox.release(await outbox.claim(Lane.BULK, 10, LEASE))
    await post.work()
    assert post.subjects == ["2 neue Aushänge für Ihr Haus"]
    assert {row.attempt for row in await Delivery.all()} == {1}


async def test_a_stopped_worker_gives_back_the_whole_mail(post: Post) -> None:
    """OB-20: also of a mail that was under way and never answered."""
    erika = await post.world.member("Muster", email=ERIKA)
    await post.bulletin("Hoffest", erika)
    await post.bulletin("Fahrräder", erika)
    clock.shift(timedelta(minutes=10.1))
    post.server.misbehave(ERIKA, Manner.HANG)
    work = worker(post.keyring, mail=post.server, gather_seconds=TEN_MINUTES, mail_given={"timeout": 60})
    await _run_until_leased_and_stop(work, post)
    assert {(row.state, row.attempt) for row in await Delivery.all()} == {(DeliveryState.QUEUED, 0)}


async def _run_until_leased_and_stop(work: Worker, post: Post) -> None:
    task = asyncio.create_task(work.run())

    async def is_under_way() -> bool:
        return await Delivery.filter(state=DeliveryState.LEASED).count() == 2 and post.server.connections_made > 0

    await eventually(is_under_way, 20)
    work.stop()
    work.stop()
    await task


async def test_mails_that_kill_workers_go_apart(post: Post) -> None:
    """OB-11: after several losses each is a mail of its own, so that the poisoned one is found and the other arrives."""
    erika = await post.world.member("Muster", email=ERIKA)
    good, poison = await post.bulletin("Hoffest", erika), await post.bulletin("Gift", erika)
    bad = await Delivery.get(broadcast__notice_id=poison.id)
    seconds = TEN_MINUTES + 1
    for _ in range(60):
        clock.shift(timedelta(seconds=seconds))
        claims = await outbox.claim(Lane.BULK, 10, LEASE)
        if [claimed.id for claimed in claims if claimed.id != bad.id] and bad.id not in {claimed.id for claimed in claims}:
            await outbox.release(claims)
            break
        seconds += LEASE + 1 if claims else 5
    await Delivery.filter(id=bad.id).update(due_at=await clock.now() + timedelta(hours=1))
    await post.work()
    assert post.subjects == ["Neuer Aushang für Ihr Haus: Hoffest"]
    assert await states(good) == [("accepted", None)]


async def test_a_bounce_ends_everything_that_was_in_the_mail(post: Post) -> None:
    """SM-18: the report names one row; the other was in the same mail. What went in another is left as it is."""
    erika = await post.world.member("Muster", email=ERIKA)
    before = await post.bulletin("Gestern", erika)
    await post.work(after=10.1)
    both = [await post.bulletin("Hoffest", erika), await post.bulletin("Fahrräder", erika)]
    await post.work(after=25)
    lead = min(row.id for row in await Delivery.filter(broadcast__notice_id=both[0].id))
    report = (
        f"Return-Path: <>\r\nFrom: MAILER-DAEMON@relay.example\r\nTo: {return_path(post.keyring, lead, 'bounces.noris.example')}\r\n"
        "Subject: Undelivered\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/plain\r\n\r\nGone.\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; relay.example\r\n\r\nFinal-Recipient: rfc822; {ERIKA}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--x--\r\n"
    )
    found = await take(report.encode(), post.keyring, return_path(post.keyring, lead, "bounces.noris.example"))
    assert found is Taken.BOUNCED
    for notice in both:
        assert await states(notice) == [("bounced", "address_refused")]
    assert await states(before) == [("accepted", None)]


async def test_who_switched_them_off_meanwhile_gets_none(post: Post) -> None:
    """OB-15: the last look is at each of them."""
    erika = await post.world.member("Muster", email=ERIKA)
    notices = [await post.bulletin(title, erika) for title in ("Hoffest", "Fahrräder")]
    await post.world.prefers(erika, notice_mail=False)
    await post.work(after=10.1)
    assert post.subjects == []
    for notice in notices:
        assert await states(notice) == [("suppressed", "opted_out")]


async def test_an_operator_may_switch_it_off(post: Post) -> None:
    """With 0 every mail goes at once and by itself."""
    erika = await post.world.member("Muster", email=ERIKA)
    for title in ("Hoffest", "Fahrräder"):
        await post.world.publish([erika], kind=NoticeKind.BULLETIN, title=title, starts_at=None, ends_at=None)
    work = worker(post.keyring, mail=post.server, gather_seconds=0)
    await work.run_until_idle()
    await work.close()
    assert sorted(post.subjects) == [f"Neuer Aushang für Ihr Haus: {title}" for title in ("Fahrräder", "Hoffest")]
