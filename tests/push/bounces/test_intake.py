"""SM-18: a report changes its row and its address once; whatever cannot be believed changes nothing."""

import asyncio
from datetime import timedelta

import pytest

from models import clock
from models.account import ActivationCode, Registration
from models.delivery import Delivery, DeliveryAttempt, DeliveryState, Lane, Message, Reason
from models.event import Event, Topic
from models.keyring import Keyring
from models.member import EmailState, Member
from models.suppression import Suppression, SuppressionCause
from push import outbox
from push.bounces.addresses import address_hash
from push.bounces.intake import Taken, take
from push.channels.mail_message import return_path
from tests.push.bounces.conftest import DOMAIN, Fill
from tests.push.world import World, worker
from tests.servers.mail_server import MailServer

ERIKA = "erika@muster.example"


async def sent(world: World, keyring: Keyring, server: MailServer, member: Member) -> Delivery:
    """One accepted mail to this member, over real SMTP."""
    notice = await world.publish([member])
    work = worker(keyring, mail=server)
    await work.run_until_idle()
    await work.close()
    row = await Delivery.get(broadcast__notice_id=notice.id, channel="mail")
    assert row.state is DeliveryState.ACCEPTED
    return row


async def everything() -> tuple[list[object], ...]:
    """What a refused report must leave as it is."""
    return (
        list(await Delivery.all().order_by("id").values()),
        list(await DeliveryAttempt.all().order_by("id").values()),
        list(await Suppression.all().values()),
        list(await Member.all().order_by("id").values()),
        list(await Event.all().values()),
    )


@pytest.mark.parametrize("name", ["postfix_unknown", "exim_prose"])
async def test_a_bounce_ends_its_row_and_suppresses_its_address(
    name: str, world: World, keyring: Keyring, mail_server: MailServer, report: Fill
) -> None:
    """SM-18, SM-02: accepted becomes bounced with its reason and an attempt in the ledger; open boards hear of it."""
    member, other = await world.member("Muster", email=ERIKA), await world.member("Fremd", email="fremd@muster.example")
    row = await sent(world, keyring, mail_server, member)
    before = await Event.filter(topic=Topic.DELIVERY).count()
    assert await take(report(name, row.id), keyring) is Taken.BOUNCED
    found = await Delivery.get(id=row.id)
    assert (found.state, found.reason, found.is_open) == (DeliveryState.BOUNCED, Reason.ADDRESS_REFUSED, False)
    first, second = await DeliveryAttempt.filter(delivery_id=row.id).order_by("id")
    assert (first.outcome, second.outcome, second.target_hash) == ("accepted", "bounced", address_hash(keyring, ERIKA))
    assert second.status == found.last_status
    assert second.status in {"550 5.1.1", "550"}
    suppression = await Suppression.get()
    assert (suppression.address_hash, suppression.cause) == (address_hash(keyring, ERIKA), SuppressionCause.HARD_BOUNCE)
    assert (await Member.get(id=member.id)).email_state is EmailState.SUPPRESSED
    assert (await Member.get(id=other.id)).email_state is EmailState.VERIFIED
    assert await Event.filter(topic=Topic.DELIVERY).count() == before + 1


@pytest.mark.parametrize("name", ["exim_full", "postfix_delayed", "complaint"])
async def test_the_same_report_twice_changes_nothing(
    name: str, world: World, keyring: Keyring, mail_server: MailServer, report: Fill
) -> None:
    """SM-18: handed over again, also by two processes at once; counted once."""
    row = await sent(world, keyring, mail_server, await world.member("Muster", email=ERIKA))
    first, second = await asyncio.gather(take(report(name, row.id), keyring), take(report(name, row.id), keyring))
    assert sorted((first, second)).count(Taken.REPEATED) == 1
    after = await everything()
    assert await take(report(name, row.id), keyring) is Taken.REPEATED
    assert await everything() == after
    assert await DeliveryAttempt.filter(delivery_id=row.id).count() == 2


async def test_a_second_report_about_a_bounced_row_counts_nothing(
    world: World, keyring: Keyring, mail_server: MailServer, report: Fill
) -> None:
    """SM-18: some servers send two reports of one failure; the address is not blamed twice."""
    row = await sent(world, keyring, mail_server, await world.member("Muster", email=ERIKA))
    assert await take(report("exim_full", row.id), keyring) is Taken.SOFT
    assert await take(report("exim_full", row.id, QUEUE_ID="other"), keyring) is Taken.REPEATED
    assert (await Suppression.get()).soft_bounces == 1


async def test_forged_and_unknown_reports_change_nothing(world: World, keyring: Keyring, mail_server: MailServer, report: Fill) -> None:
    """SM-18: a guessed signature, a row that is not there, a push, a mail without our name in it."""
    member = await world.member("Muster", email=ERIKA)
    row = await sent(world, keyring, mail_server, member)
    before = await everything()
    names = {"VERP": f"bounce+{row.id}.{'0' * 16}@{DOMAIN}", "MESSAGE_ID": f"<{row.id}.{'0' * 12}@{DOMAIN}>"}
    assert await take(report("postfix_unknown", row.id, **names), keyring) is Taken.FORGED
    assert await take(report("postfix_unknown", row.id + 1), keyring) is Taken.UNKNOWN
    assert await take(report("postfix_unknown", 999_999_999_999_999_999), keyring) is Taken.UNKNOWN
    assert await take(report("postfix_unknown", 1, VERP="postmaster@noris.example", MESSAGE_ID="<x@y>"), keyring) is Taken.UNKNOWN
    assert await everything() == before


@pytest.mark.parametrize("name", ["vacation", "human", "postfix_delivered"])
async def test_answers_that_are_no_bounce_change_nothing(
    name: str, world: World, keyring: Keyring, mail_server: MailServer, report: Fill
) -> None:
    """SM-18: holiday notes, people who answer, and reports of success, although they name the row."""
    row = await sent(world, keyring, mail_server, await world.member("Muster", email=ERIKA))
    before = await everything()
    expected = {"vacation": Taken.AUTO_REPLY, "human": Taken.NO_REPORT, "postfix_delivered": Taken.DELIVERED}
    assert await take(report(name, row.id), keyring) is expected[name]
    assert await everything() == before


async def test_the_envelope_names_the_row_where_the_headers_do_not(
    world: World, keyring: Keyring, mail_server: MailServer, report: Fill
) -> None:
    """A pipe gets the recipient as an argument; a server may write anything into To."""
    row = await sent(world, keyring, mail_server, await world.member("Muster", email=ERIKA))
    content = report("postfix_unknown", row.id, VERP="undisclosed-recipients:;", MESSAGE_ID="<rewritten@relay.example>")
    assert await take(content, keyring) is Taken.UNKNOWN
    assert await take(content, keyring, return_path(keyring, row.id, DOMAIN)) is Taken.BOUNCED


@pytest.mark.parametrize("name", ["complaint_redacted"])
async def test_a_spam_complaint_suppresses_and_the_row_stays_accepted(
    name: str, world: World, keyring: Keyring, mail_server: MailServer, report: Fill
) -> None:
    """SM-18, RFC 5965: the mail did arrive; also where the complaint names nothing but our Message-ID."""
    member = await world.member("Muster", email=ERIKA)
    row = await sent(world, keyring, mail_server, member)
    assert await take(report(name, row.id), keyring) is Taken.COMPLAINT
    assert (await Delivery.get(id=row.id)).state is DeliveryState.ACCEPTED
    assert (await Suppression.get()).cause is SuppressionCause.COMPLAINT
    assert (await Member.get(id=member.id)).email_state is EmailState.SUPPRESSED


async def test_a_refusal_of_our_server_blames_no_address(world: World, keyring: Keyring, mail_server: MailServer, report: Fill) -> None:
    """SM-05: 5.7.x is about us; the mail is lost, the address is not."""
    member = await world.member("Muster", email=ERIKA)
    row = await sent(world, keyring, mail_server, member)
    assert await take(report("gmail_policy", row.id), keyring) is Taken.REFUSED
    found = await Delivery.get(id=row.id)
    assert (found.state, found.reason) == (DeliveryState.BOUNCED, Reason.CONFIGURATION)
    assert await Suppression.all().count() == 0
    assert (await Member.get(id=member.id)).email_state is EmailState.VERIFIED


async def test_delays_of_six_mails_in_a_row_suppress(world: World, keyring: Keyring, mail_server: MailServer, report: Fill) -> None:
    """SM-04: each counts once, and the relay still tries, so that no row is ended by it."""
    member = await world.member("Muster", email=ERIKA)
    for number in range(1, 7):
        assert (await Member.get(id=member.id)).email_state is EmailState.VERIFIED, number
        row = await sent(world, keyring, mail_server, member)
        assert await take(report("postfix_delayed", row.id, QUEUE_ID=f"q{number}"), keyring) is Taken.DELAYED
        assert (await Suppression.get()).soft_bounces == number
        assert (await Delivery.get(id=row.id)).state is DeliveryState.ACCEPTED
    assert (await Suppression.get()).cause is SuppressionCause.SOFT_BOUNCES
    assert (await Member.get(id=member.id)).email_state is EmailState.SUPPRESSED


@pytest.mark.parametrize("name", ["exim_full", "postfix_unknown"])
async def test_one_mail_reported_late_again_and_again_counts_once_in_the_end(
    name: str, world: World, keyring: Keyring, mail_server: MailServer, report: Fill
) -> None:
    """SM-04, SM-18: each report is in the ledger; the failure ends the row, and a late word about the delay adds nothing."""
    row = await sent(world, keyring, mail_server, await world.member("Muster", email=ERIKA))
    assert await take(report("postfix_delayed", row.id, QUEUE_ID="q0"), keyring) is Taken.DELAYED
    for number in range(1, 6):
        assert await take(report("postfix_delayed", row.id, QUEUE_ID=f"q{number}"), keyring) is Taken.REPEATED
    assert ((await Suppression.get()).soft_bounces, await DeliveryAttempt.filter(outcome="delayed").count()) == (1, 6)
    taken, cause = {"exim_full": (Taken.SOFT, None), "postfix_unknown": (Taken.BOUNCED, SuppressionCause.HARD_BOUNCE)}[name]
    assert await take(report(name, row.id, QUEUE_ID="end"), keyring) is taken
    assert (await Delivery.get(id=row.id)).state is DeliveryState.BOUNCED
    assert await take(report("postfix_delayed", row.id, QUEUE_ID="late"), keyring) is Taken.REPEATED
    suppression = await Suppression.get()
    assert (suppression.soft_bounces, suppression.cause) == (1, cause)


async def test_a_delay_told_after_the_failure_counts_nothing(world: World, keyring: Keyring, mail_server: MailServer, report: Fill) -> None:
    """SM-04: reports overtake each other; the mail is counted as the failure it is."""
    row = await sent(world, keyring, mail_server, await world.member("Muster", email=ERIKA))
    assert await take(report("exim_full", row.id), keyring) is Taken.SOFT
    assert await take(report("postfix_delayed", row.id), keyring) is Taken.REPEATED
    assert (await Suppression.get()).soft_bounces == 1


async def test_six_mails_in_a_row_that_a_relay_took_and_bounced_suppress(
    world: World, keyring: Keyring, mail_server: MailServer, report: Fill
) -> None:
    """SM-04: behind a relay every mail is accepted first; an acceptance that bounces later is no delivery and resets nothing."""
    member = await world.member("Muster", email=ERIKA)
    for number in range(6):
        assert (await Member.get(id=member.id)).email_state is EmailState.VERIFIED, number
        row = await sent(world, keyring, mail_server, member)
        assert await take(report("exim_full", row.id, QUEUE_ID=f"q{number}"), keyring) is Taken.SOFT
    assert (await Suppression.get()).cause is SuppressionCause.SOFT_BOUNCES
    assert (await Member.get(id=member.id)).email_state is EmailState.SUPPRESSED


async def test_one_delivery_between_bounces_resets_the_count(world: World, keyring: Keyring, mail_server: MailServer, report: Fill) -> None:
    """SM-04: a mail that a later mail's bounce shows to have arrived."""
    member = await world.member("Muster", email=ERIKA)
    rows = [await sent(world, keyring, mail_server, member) for _ in range(5)]
    for number, row in enumerate(rows):
        await take(report("exim_full", row.id, QUEUE_ID=f"q{number}"), keyring)
    assert (await Suppression.get()).soft_bounces == 5
    await sent(world, keyring, mail_server, member)
    last = await sent(world, keyring, mail_server, member)
    await take(report("exim_full", last.id, QUEUE_ID="last"), keyring)
    assert (await Suppression.get()).soft_bounces == 1
    assert (await Member.get(id=member.id)).email_state is EmailState.VERIFIED


async def test_a_burst_that_bounces_as_a_whole_is_counted_as_a_whole(
    world: World, keyring: Keyring, mail_server: MailServer, report: Fill
) -> None:
    """SM-04: several mails were accepted before the first report came."""
    member = await world.member("Muster", email=ERIKA)
    first = await sent(world, keyring, mail_server, member)
    await take(report("exim_full", first.id, QUEUE_ID="q0"), keyring)
    rows = [await sent(world, keyring, mail_server, member) for _ in range(5)]
    for number, row in enumerate(rows, 1):
        assert (await Member.get(id=member.id)).email_state is EmailState.VERIFIED
        await take(report("exim_full", row.id, QUEUE_ID=f"q{number}"), keyring)
    assert (await Member.get(id=member.id)).email_state is EmailState.SUPPRESSED


async def test_an_address_changed_in_flight_is_not_blamed(world: World, keyring: Keyring, mail_server: MailServer, report: Fill) -> None:
    """SM-02: the report is about where the mail went; what the member has by now has done nothing."""
    member = await world.member("Muster", email=ERIKA)
    row = await sent(world, keyring, mail_server, member)
    await Member.filter(id=member.id).update(email="neu@muster.example")
    assert await take(report("postfix_unknown", row.id), keyring) is Taken.BOUNCED
    assert (await Suppression.get()).address_hash == address_hash(keyring, ERIKA)
    assert (await Member.get(id=member.id)).email_state is EmailState.VERIFIED


async def test_a_bounced_activation_mail_blames_no_confirmed_address(
    world: World, keyring: Keyring, mail_server: MailServer, report: Fill
) -> None:
    """SM-02: also when the form named the very address that somebody has confirmed."""
    member = await world.member("Muster", email=ERIKA)
    now = await clock.now()
    code = await ActivationCode.create(member=member, code_hash="c", issued_at=now, expires_at=now + timedelta(days=90))
    form = await Registration.create(
        member=member, code=code, login_number="1", email=ERIKA, page_hash="p", privacy_version="1", terms_version="1", created_at=now
    )
    await outbox.announce(Message.ACTIVATION, lane=Lane.URGENT, valid_for=timedelta(hours=1), member_id=member.id, subject_id=form.id)
    work = worker(keyring, mail=mail_server)
    await work.run_until_idle()
    await work.close()
    row = await Delivery.get()
    assert await take(report("postfix_unknown", row.id), keyring) is Taken.BOUNCED
    assert (await Delivery.get()).state is DeliveryState.BOUNCED
    assert await Suppression.all().count() == 0
    assert (await Member.get(id=member.id)).email_state is EmailState.VERIFIED


async def test_a_bounce_ends_a_row_that_waits_for_another_try(
    world: World, keyring: Keyring, mail_server: MailServer, report: Fill
) -> None:
    """SM-06: the reply was lost, the mail was not; its bounce spares the second try."""
    member = await world.member("Muster", email=ERIKA)
    row = await sent(world, keyring, mail_server, member)
    await Delivery.filter(id=row.id).update(state=DeliveryState.QUEUED, is_open=True, settled_at=None)
    assert await take(report("postfix_unknown", row.id), keyring) is Taken.BOUNCED
    found = await Delivery.get(id=row.id)
    assert (found.state, found.is_open) == (DeliveryState.BOUNCED, False)
    assert found.settled_at is not None
