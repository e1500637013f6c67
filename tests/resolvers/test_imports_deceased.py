"""DS-19a: the ERP says that somebody died; from this moment nothing reaches them and nobody gets in."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from models import clock
from models.account import Account, ActivationCode, MailedToken, OneTimePassword
from models.audit import AuditAction, AuditEntry
from models.delivery import Broadcast, Channel, Delivery, DeliveryState, Lane, Message, Reason
from models.device import Device, DeviceKind
from models.event import Event, Topic
from models.member import Member, MemberStatus, MemberTask, MemberTaskKind
from models.session import Session
from resolvers import member_access
from resolvers.access import Operator
from resolvers.imports import Report, import_stock
from tests.support.stockfile import contract, house, person, row, stock, unit

pytestmark = pytest.mark.usefixtures("database")

HOME = (house(), unit(), contract())


async def say(status: str, *, dry_run: bool = False) -> Report:
    rows = [row(*HOME, person("P1", Status=status)), row(*HOME, person("P2", Vorname="Kurt"))]
    return await import_stock(Operator(), stock(*rows).encode(), dry_run=dry_run)


async def live(member: Member) -> UUID:
    """Give a member everything the portal can hold; returns the session."""
    now = await clock.now()
    later = now + timedelta(days=30)
    account = await Account.create(member=member, activated_at=now)
    session = await Session.create(
        token_hash=str(uuid4()), account=account, created_at=now, authenticated_at=now, last_seen_at=now, idle_expires_at=later,
        expires_at=later,
    )  # fmt: skip
    await OneTimePassword.create(account=account, password_hash="-", created_at=now, expires_at=later)
    await ActivationCode.create(member=member, code_hash=str(uuid4()), issued_at=now, expires_at=later)
    await MailedToken.create(account=account, token_hash=str(uuid4()), delivery_id=1, created_at=now, expires_at=later)
    device = await Device.create(
        member=member, kind=DeviceKind.WEBPUSH, installation_id="i", endpoint="https://push.example/1", endpoint_hash=str(uuid4()),
        origin="https://push.example", created_at=now, last_seen_at=now,
    )  # fmt: skip
    broadcast = await Broadcast.create(
        message=Message.NOTICE_PUBLISHED, lane=Lane.BULK, member=member, created_at=now, not_before=now, valid_until=later
    )
    states = [(Channel.MAIL, "mail", DeliveryState.LEASED), (Channel.WEBPUSH, str(device.id), DeliveryState.QUEUED)]
    for channel, target, state in [*states, (Channel.FCM, "x", DeliveryState.ACCEPTED)]:
        await Delivery.create(
            broadcast=broadcast, member=member, channel=channel, target=target, lane=Lane.BULK, state=state, created_at=now, due_at=now,
            is_open=state is not DeliveryState.ACCEPTED, valid_until=later, lease_token="t" if state is DeliveryState.LEASED else None,
        )  # fmt: skip
    return session.id


async def facts(member: Member) -> dict[str, object]:
    now = await clock.now()
    account = await Account.get(member_id=member.id)
    return {
        "locked": account.locked_at is not None,
        "sessions": await Session.filter(account_id=account.id, revoked_at__isnull=True).count(),
        "passwords": await OneTimePassword.filter(account_id=account.id).count(),
        "codes": await ActivationCode.filter(member_id=member.id, voided_at__isnull=True).count(),
        "links": await MailedToken.filter(account_id=account.id, expires_at__gt=now).count(),
        "devices": await Device.filter(member_id=member.id).count(),
        "deliveries": [
            (row.channel, row.state, row.reason, row.is_open, row.lease_token)
            for row in await Delivery.filter(member_id=member.id).order_by("channel")
        ],
    }


async def test_everything_stops_at_once_for_the_deceased_and_for_nobody_else() -> None:
    await say("aktiv")
    dead, spouse = await Member.get(external_id="P1"), await Member.get(external_id="P2")
    session = await live(dead)
    await live(spouse)
    before = await facts(spouse)
    assert before["devices"] == 1
    report = await say("verstorben")
    assert (report.applied, report.updated, report.deceased) == (True, 1, 1)
    assert await facts(dead) == {
        "locked": True,
        "sessions": 0,
        "passwords": 0,
        "codes": 0,
        "links": 0,
        "devices": 0,
        "deliveries": [
            (Channel.FCM, DeliveryState.ACCEPTED, None, False, None),
            (Channel.MAIL, DeliveryState.SUPPRESSED, Reason.DECEASED, False, None),
            (Channel.WEBPUSH, DeliveryState.SUPPRESSED, Reason.DECEASED, False, None),
        ],
    }
    assert await facts(spouse) == before
    assert (await Member.get(id=dead.id)).status is MemberStatus.DECEASED
    entry = await AuditEntry.get(action=AuditAction.MEMBER_DECEASED)
    assert entry.object_id == str(dead.id)
    assert [event.subject_id for event in await Event.filter(topic=Topic.SESSION)] == [session]


async def test_a_dry_run_stops_nothing() -> None:
    await say("aktiv")
    member = await Member.get(external_id="P1")
    await live(member)
    before = await facts(member)
    report = await say("verstorben", dry_run=True)
    assert (report.applied, report.deceased) == (False, 1)
    assert await facts(member) == before
    assert not await AuditEntry.exists(action=AuditAction.MEMBER_DECEASED)


async def test_it_is_recorded_once() -> None:
    await say("aktiv")
    await say("verstorben")
    report = await say("verstorben")
    assert (report.updated, report.deceased) == (0, 0)
    assert await AuditEntry.filter(action=AuditAction.MEMBER_DECEASED).count() == 1


async def test_a_death_in_a_file_makes_one_task_for_staff() -> None:
    """DS-19a: "Bitte Erben oder Mitmieter klären", once, about the deceased alone."""
    await say("aktiv")
    await say("verstorben")
    await say("verstorben")
    dead = await Member.get(external_id="P1")
    assert [(task.kind, task.member_id, task.settled_at) for task in await MemberTask.all()] == [
        (MemberTaskKind.CLARIFY_HEIRS, dead.id, None)
    ]


async def test_a_file_that_has_not_heard_of_it_brings_nobody_back() -> None:
    """DS-19a: the desk knew first; tonight's import must not start the mails again. An administrator takes it back."""
    await say("aktiv")
    member = await Member.get(external_id="P1")
    await live(member)
    await member_access.report_death(Operator(), member.id)
    await say("aktiv")
    assert (await Member.get(id=member.id)).status is MemberStatus.DECEASED
    assert (await facts(member))["locked"] is True
    await member_access.withdraw_death(Operator(), member.id, reason="Verwechslung mit dem Bruder.")
    await say("ausgeschieden")
    assert (await Member.get(id=member.id)).status is MemberStatus.ENDED
    assert (await facts(member))["locked"] is False
