"""SM-02, SM-03, SM-04, SM-19: what the relay's answers do to an address, to everybody who has it, and to the next mail."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from models import clock
from models.account import Account, EmailConfirmation
from models.delivery import Delivery, DeliveryState, Lane, Message, Reason
from models.keyring import Keyring
from models.member import EmailState, Member
from models.notice import Notice, Urgency
from models.suppression import Suppression, SuppressionCause
from push import outbox
from push.bounces import addresses
from push.bounces.addresses import Bounce, address_hash, is_full
from push.channels import smtp_answers
from push.worker import Worker
from tests.push.world import World, ledger, worker
from tests.servers.mail_server import MailServer
from tests.servers.push_service import PushService

ERIKA = "erika@muster.example"


async def deliver(work: Worker) -> None:
    """Everything that is due, then goodbye."""
    await work.run_until_idle()
    await work.close()


async def state(member: Member) -> EmailState:
    return (await Member.get(id=member.id)).email_state


@pytest.mark.parametrize("reply", ["550 5.1.1 User unknown", "553 5.1.3 bad syntax"])
async def test_a_hard_bounce_suppresses_the_address_for_everybody_who_has_it(
    reply: str, world: World, keyring: Keyring, mail_server: MailServer
) -> None:
    """SM-02: bounced at once, no retry, "unreachable by mail"; a couple shares the address, the neighbour does not."""
    status = {"550": "550 5.1.1", "553": "553 5.1.3"}[reply[:3]]
    members = [await world.member(name, email=email) for name, email in (("A", ERIKA), ("B", ERIKA), ("C", "c@muster.example"))]
    mail_server.reply(ERIKA, reply)
    notice = await world.publish(members[:1] + members[2:])
    await deliver(worker(keyring, mail=mail_server))
    assert await ledger(notice) == [("A", "mail", "bounced", "address_refused"), ("C", "mail", "accepted", None)]
    assert [await state(member) for member in members] == [EmailState.SUPPRESSED, EmailState.SUPPRESSED, EmailState.VERIFIED]
    row = await Suppression.get()
    assert (row.address_hash, row.cause, row.last_status) == (address_hash(keyring, ERIKA), SuppressionCause.HARD_BOUNCE, status)
    assert row.suppressed_at is not None
    clock.shift(timedelta(hours=5))
    await deliver(worker(keyring, mail=mail_server))
    assert [mail.recipient for mail in mail_server.mails] == ["c@muster.example"]


async def test_a_suppressed_address_is_not_contacted(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """SM-19: neither what is queued already nor what comes later; alerts too; who is on the list for paper is told by the row."""
    member = await world.member("Muster", email=ERIKA)
    queued = await world.publish([member])
    await deliver_nothing_yet(keyring, mail_server)
    await addresses.suppress([Bounce(address_hash(keyring, ERIKA), "550")], SuppressionCause.HARD_BOUNCE)
    await addresses.mark([ERIKA])
    later = await world.publish([member], urgency=Urgency.URGENT)
    await deliver(worker(keyring, mail=mail_server))
    assert mail_server.mails == []
    assert await ledger(queued) == [("Muster", "mail", "suppressed", "address_refused")]
    ((_, channel, result, _),) = await ledger(later)
    assert (channel, result) == ("paper", "skipped")


async def deliver_nothing_yet(keyring: Keyring, mail_server: MailServer) -> None:
    """The fan-out alone: rows are queued while nobody sends."""
    mail_server.refuse_connections("421 busy", times=1)
    await deliver(worker(keyring, mail=mail_server))
    clock.shift(timedelta(hours=1))


@pytest.mark.parametrize(
    ("message", "is_tried"),
    [
        (Message.PASSWORD_CHANGED, False),
        (Message.PASSWORD_RESET, True),
        (Message.ONE_TIME_PASSWORD, True),
        (Message.EMAIL_CONFIRMATION, True),
    ],
)
async def test_only_the_way_back_in_is_tried_at_a_suppressed_address(
    message: Message, is_tried: bool, world: World, keyring: Keyring, mail_server: MailServer
) -> None:  # fmt: skip
    """SM-19: a password reset may try once more, and the mail that proves the address must."""
    member = await world.member("Muster", email=ERIKA)
    await Member.filter(id=member.id).update(email_state=EmailState.SUPPRESSED)
    account = await Account.get(member=member)
    confirmation = await EmailConfirmation.create(member=member, email=ERIKA, created_at=await clock.now())
    subject = confirmation.id if message is Message.EMAIL_CONFIRMATION else account.id
    await outbox.announce(message, lane=Lane.URGENT, valid_for=timedelta(hours=1), member_id=member.id, subject_id=subject)
    await deliver(worker(keyring, mail=mail_server))
    row = await Delivery.get()
    if is_tried:
        assert (row.state, [mail.recipient for mail in mail_server.mails]) == (DeliveryState.ACCEPTED, [ERIKA])
    else:
        assert (row.state, row.reason, mail_server.mails) == (DeliveryState.SUPPRESSED, Reason.ADDRESS_REFUSED, [])
    assert await state(member) is EmailState.SUPPRESSED, "trying lifts nothing"


async def full(world: World, keyring: Keyring, server: MailServer, member: Member) -> Notice:
    """One notice whose mail finds the mailbox full once; the row is then ended, as its validity would."""
    notice = await world.publish([member])
    server.reply(ERIKA, "552 5.2.2 Mailbox full", times=1)
    await deliver(worker(keyring, mail=server))
    row = await Delivery.get(broadcast__notice_id=notice.id)
    assert (row.state, row.last_status) == (DeliveryState.QUEUED, "552 5.2.2")
    await Delivery.filter(id=row.id).update(state=DeliveryState.EXPIRED, is_open=False)
    return notice


async def test_the_sixth_soft_bounce_in_a_row_suppresses(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """SM-03, SM-04: five are borne, the sixth is one too many."""
    member = await world.member("Muster", email=ERIKA)
    for number in range(1, 6):
        await full(world, keyring, mail_server, member)
        row = await Suppression.get()
        assert (row.soft_bounces, row.suppressed_at, await state(member)) == (number, None, EmailState.VERIFIED)
    await full(world, keyring, mail_server, member)
    row = await Suppression.get()
    assert (row.cause, row.last_status, await state(member)) == (SuppressionCause.SOFT_BOUNCES, "552 5.2.2", EmailState.SUPPRESSED)


async def test_one_delivery_resets_the_count(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """SM-04: after five soft bounces one accepted mail; five more are borne again."""
    member = await world.member("Muster", email=ERIKA)
    for _ in range(5):
        await full(world, keyring, mail_server, member)
    await world.publish([member])
    await deliver(worker(keyring, mail=mail_server))
    assert [mail.recipient for mail in mail_server.mails] == [ERIKA]
    for number in range(1, 6):
        await full(world, keyring, mail_server, member)
        assert (await Suppression.get()).soft_bounces == number
    assert await state(member) is EmailState.VERIFIED
    await full(world, keyring, mail_server, member)
    assert await state(member) is EmailState.SUPPRESSED


@pytest.mark.parametrize("reply", ["452 4.2.2 over quota", "554 5.7.1 blocked"])
async def test_what_is_no_soft_bounce_counts_nothing(reply: str, world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """SM-01, SM-05: greylisting is tried again, policy is ours; no address is counted or suppressed."""
    member = await world.member("Muster", email=ERIKA)
    await world.publish([member])
    mail_server.reply(ERIKA, reply)
    work = worker(keyring, mail=mail_server)
    for _ in range(3):
        await work.run_until_idle()
        clock.shift(timedelta(hours=1))
    await work.close()
    assert await Suppression.all().count() == 0
    assert await state(member) is EmailState.VERIFIED


async def test_a_mail_under_way_to_the_old_address_blames_the_old_address(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """SM-02: the address was changed between claiming and the answer; the new one has done nothing, the spouse still has the old one."""
    member, spouse = await world.member("Muster", email=ERIKA), await world.member("Gatte", email=ERIKA)
    await world.publish([member])
    await deliver_nothing_yet(keyring, mail_server)
    (claimed,) = await outbox.claim(Lane.BULK, 1, 120)
    await Member.filter(id=member.id).update(email="neu@muster.example")
    answered = outbox.Result(
        claimed, smtp_answers.Gone("550 5.1.1"), await clock.now(), target_hash=address_hash(keyring, ERIKA), address=ERIKA
    )
    assert await outbox.settle([answered]) == {claimed.id}
    assert [await state(one) for one in (member, spouse)] == [EmailState.VERIFIED, EmailState.SUPPRESSED]
    assert (await Suppression.get()).address_hash == address_hash(keyring, ERIKA)


async def test_the_ledger_holds_the_hash_of_the_normalised_address(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """SM-15: one address however its domain is written; never the address itself."""
    assert address_hash(keyring, "post@MÜLLER.example") == address_hash(keyring, "post@xn--mller-kva.example")
    assert address_hash(keyring, "Post@muster.example") != address_hash(keyring, "post@muster.example"), "local parts are the server's"
    assert len({address_hash(keyring, odd) for odd in ("", "@", "no-at", "a\nb@x")}) == 4
    member = await world.member("Muster", email=ERIKA)
    mail_server.reply(ERIKA, "550 5.1.1 gone")
    await world.publish([member])
    await deliver(worker(keyring, mail=mail_server))
    assert ERIKA not in str([dict(row) for row in await Suppression.all().values()])


async def test_answers_of_many_mails_are_added_up(world: World, keyring: Keyring) -> None:
    """Counts of one batch are added up; two batches at the same time lose nothing."""
    hashes = [f"{number:064x}" for number in range(40)]
    batch = [Bounce(one, "552", number) for number, one in enumerate(hashes)]
    await asyncio.gather(*(addresses.count(batch) for _ in range(4)))
    assert {row.soft_bounces for row in await Suppression.all()} == {4}
    assert sorted(await addresses.count([*batch, *batch[:10]])) == hashes[:10], "five of thirty, six of ten"
    assert await Suppression.filter(suppressed_at__isnull=False).count() == 10


def test_full_mailboxes_are_told_apart() -> None:
    """SM-03."""
    assert [is_full(text) for text in ("552", "552 5.2.2", "550 5.2.2", "5.2.2", "452 4.2.2", "550 5.1.1", "5520", "")] == [
        True, True, True, True, False, False, False, False,
    ]  # fmt: skip


async def test_an_alert_that_bounces_leaves_the_member_on_other_channels(
    world: World, keyring: Keyring, mail_server: MailServer, push_service: PushService, tmp_path: Path
) -> None:
    """SM-02: the phone still rings."""
    member = await world.member("Muster", email=ERIKA)
    await world.browser(member, push_service)
    mail_server.reply(ERIKA, "550 5.1.1 gone")
    await world.publish([member], urgency=Urgency.URGENT)
    await deliver(worker(keyring, mail=mail_server, push=push_service))
    assert len(push_service.messages) == 1
    assert await state(member) is EmailState.SUPPRESSED
