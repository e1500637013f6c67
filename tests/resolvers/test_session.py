"""Sessions: who a secret belongs to, and until when."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from models import clock, codes
from models.account import Account
from models.audit import AuditAction
from models.database import transaction
from models.device import Device
from models.event import Event, Topic
from models.member import Member, MemberStatus
from models.place import District, House
from models.session import Session, SessionKind, SessionScope
from models.staff import Staff, StaffArea, StaffRole
from models.token import TokenScope
from resolvers import account, document, recent, session
from resolvers.access import Integrator, Operator, Tenant
from resolvers.access import Staff as StaffViewer
from resolvers.errors import Code, CredentialsRefused, NotAllowed, NotFound, TooManyAttempts
from resolvers.session import Issued, Renewed
from tests.support.accounts import (
    OTHER_PASSWORD,
    PASSWORD,
    activated,
    device_of,
    invited,
    one_time_password,
    settled,
    sign_in,
    tenant,
)
from tests.support.audit import logged
from tests.support.factors import colleague

pytestmark = pytest.mark.usefixtures("portal")

NUMBER = "0012345"


async def employee(role: StaffRole = StaffRole.EDITOR) -> Issued:
    """An employee who is signed in with an own password and a second factor."""
    return (await colleague(role)).session


def signed(issued: Issued) -> Tenant | StaffViewer:
    """The person of a session."""
    return issued.viewer


async def is_open(issued: Issued) -> bool:
    """Whether the session still says who it is."""
    return await session.authenticate(issued.token) == issued.viewer


def lasts(row: Session) -> tuple[timedelta, timedelta]:
    """Idle and absolute time of a fresh session."""
    return row.idle_expires_at - row.created_at, row.expires_at - row.created_at


async def test_a_session_is_256_bit_and_stored_as_a_hash() -> None:
    """AU-09: the secret is in no row and in no repr."""
    entry = await settled(NUMBER)
    assert len(entry.token) == 43
    assert entry.session.token_hash == codes.token_hash(entry.token)
    assert entry.token not in repr(entry)
    assert await session.authenticate(entry.session.token_hash) is None
    assert await session.authenticate("") is None


async def test_how_long_sessions_last() -> None:
    """AU-09: 90 and 180 days for members, 30 minutes and 12 hours for staff, one hour to set the first password."""
    entry, app = await settled(NUMBER), await sign_in(NUMBER, PASSWORD, kind=SessionKind.BEARER)
    assert lasts(entry.session) == lasts(app.session) == (timedelta(days=90), timedelta(days=180))
    assert lasts((await employee()).session) == (timedelta(minutes=30), timedelta(hours=12))
    owner = await activated(await invited("0067890"))
    first = await sign_in("0067890", await one_time_password(owner))
    assert first.session.scope is SessionScope.CHANGE_PASSWORD
    assert lasts(first.session) == (timedelta(hours=1), timedelta(hours=1))


async def test_use_keeps_a_session_open_until_its_absolute_end() -> None:
    """AU-09: a member who comes every two months is asked again after 180 days."""
    entry = await settled(NUMBER)
    for days in (60, 120, 179):
        clock.shift(timedelta(days=days))
        assert await is_open(entry), days
    clock.shift(timedelta(days=180))
    assert not await is_open(entry)


async def test_an_unused_session_ends() -> None:
    """AU-09: after 90 days for members, 30 minutes for staff."""
    entry, desk = await settled(NUMBER), await employee()
    clock.shift(timedelta(minutes=29))
    assert await is_open(desk)
    clock.shift(timedelta(minutes=29 + 31))
    assert not await is_open(desk)
    clock.shift(timedelta(days=90, seconds=1))
    assert not await is_open(entry)


async def test_use_does_not_prolong_the_time_to_set_a_password() -> None:
    """AU-24: one hour, whatever happens."""
    owner = await activated(await invited(NUMBER))
    first = await sign_in(NUMBER, await one_time_password(owner))
    clock.shift(timedelta(minutes=50))
    assert await is_open(first)
    clock.shift(timedelta(minutes=61))
    assert not await is_open(first)


async def test_a_session_is_touched_at_most_once_a_minute() -> None:
    """One write a minute, not one a request."""
    entry = await settled(NUMBER)

    async def seen() -> datetime:
        return (await Session.get(id=entry.session.id)).last_seen_at

    assert await is_open(entry)
    assert await seen() == entry.session.last_seen_at
    clock.shift(timedelta(seconds=61))
    assert await is_open(entry)
    touched = await seen()
    assert touched - entry.session.last_seen_at >= timedelta(seconds=61)
    assert await is_open(entry)
    assert await seen() == touched


async def test_a_lock_counts_at_once() -> None:
    """DS-19a: locked, deceased and dismissed persons are nobody at their next request."""
    locked, dead, desk = await settled("1"), await settled("2"), await employee()
    await Account.filter(id=tenant(locked).account_id).update(locked_at=await clock.now())
    await Member.filter(id=tenant(dead).member_id).update(status=MemberStatus.DECEASED)
    await Staff.all().update(is_active=False)
    assert [await session.authenticate(issued.token) for issued in (locked, dead, desk)] == [None, None, None]


async def test_ending_a_session_is_told_once() -> None:
    """GQ-13: open sockets hear of it, in the transaction that ends it."""
    entry, other = await settled(NUMBER), await sign_in(NUMBER, PASSWORD)
    before = await Event.filter(topic=Topic.SESSION).count()
    async with transaction():
        assert await session.revoke(entry.session.id)
        assert not await session.revoke(entry.session.id)
    assert not await is_open(entry)
    assert await is_open(other)
    assert await Event.filter(topic=Topic.SESSION).count() == before + 1
    async with transaction():
        assert await session.revoke_account(tenant(other).account_id) == 1
    assert not await is_open(other)


async def test_staff_come_with_their_areas() -> None:
    """AU-13: districts and houses a role is limited to; read anew at every request."""
    desk = await employee(StaffRole.EDITOR)
    assert isinstance(desk.viewer, StaffViewer)
    district = await District.create(external_id="d1", name="Gartenstadt")
    house = await House.create(external_id="h1", street="Amselweg", number="12", postal_code="90402", city="Nürnberg")
    await StaffArea.create(staff_id=desk.viewer.staff_id, district=district)
    await StaffArea.create(staff_id=desk.viewer.staff_id, house=house)
    viewer = await session.authenticate(desk.token)
    assert isinstance(viewer, StaffViewer)
    assert (viewer.districts, viewer.houses) == (frozenset({district.id}), frozenset({house.id}))
    await Staff.all().update(role=StaffRole.READER)
    viewer = await session.authenticate(desk.token)
    assert isinstance(viewer, StaffViewer)
    assert viewer.role is StaffRole.READER


async def test_the_idle_end_of_a_session_takes_no_device() -> None:
    """WP-34: who signs in rarely still gets alerts; their page opens without a login."""
    entry = await settled(NUMBER)
    kept = await device_of(await Member.get(id=tenant(entry).member_id))
    clock.shift(timedelta(days=91))
    assert await session.authenticate(entry.token) is None
    assert [row.id for row in await Device.all()] == [kept.id]


def following(issued: Issued, renewed: Renewed | None) -> Issued:
    """The session with the secret its cookie has now."""
    assert renewed is not None
    return replace(issued, token=renewed.secret)


async def demanded(issued: Issued, code: Code = Code.REAUTHENTICATION_REQUIRED) -> None:
    """A sensitive change is refused."""
    with pytest.raises(NotAllowed) as caught:
        await recent.require(issued.viewer)
    assert caught.value.code is code


async def test_sensitive_changes_need_a_fresh_confirmation() -> None:
    """AU-10: five minutes after login or confirmation, for members and staff alike; a use in between prolongs nothing."""
    for begun in (await settled(NUMBER), await employee()):
        clock.shift(timedelta())
        entry = following(begun, await session.confirm(signed(begun)))
        await recent.require(entry.viewer)
        clock.shift(timedelta(minutes=4, seconds=50))
        assert await is_open(entry)
        await recent.require(entry.viewer)
        clock.shift(timedelta(minutes=5, seconds=1))
        await demanded(entry)
        entry = following(entry, await account.confirm_password(signed(entry), password=PASSWORD))
        await recent.require(entry.viewer)
        clock.shift(timedelta(minutes=10, seconds=5))
        await demanded(entry)
    with pytest.raises(NotAllowed):
        await recent.require(None)
    with pytest.raises(NotAllowed):
        await recent.require(Integrator(uuid4(), frozenset(TokenScope)))
    await recent.require(Operator())


async def test_who_confirms_has_a_new_secret() -> None:
    """AU-09: the old one opens nothing from then on; the session is the same one, until the same end, and its sockets hear of no end."""
    entry, app = await settled(NUMBER), await sign_in(NUMBER, PASSWORD, kind=SessionKind.BEARER)
    told = await Event.filter(topic=Topic.SESSION).count()
    clock.shift(timedelta(days=1))
    renewed = await account.confirm_password(tenant(entry), password=PASSWORD)
    assert renewed is not None
    assert (len(renewed.secret), renewed.secret in repr(renewed)) == (43, False)
    assert await session.authenticate(entry.token) is None
    assert await session.authenticate(renewed.secret) == entry.viewer
    row = await Session.get(id=entry.session.id)
    assert (row.token_hash, row.expires_at) == (codes.token_hash(renewed.secret), entry.session.expires_at)
    assert timedelta(days=178, hours=23) < timedelta(seconds=renewed.seconds) <= timedelta(days=179)
    assert await Event.filter(topic=Topic.SESSION).count() == told
    assert await account.confirm_password(tenant(app), password=PASSWORD) is None
    assert await is_open(app)


async def test_a_wrong_password_confirms_nothing() -> None:
    """AU-10: five tries in five minutes; the session goes on, unconfirmed."""
    entry = await settled(NUMBER)
    clock.shift(timedelta(minutes=6))
    for _ in range(5):
        with pytest.raises(CredentialsRefused) as caught:
            await account.confirm_password(tenant(entry), password=OTHER_PASSWORD)
        assert caught.value.field == "password"
    with pytest.raises(TooManyAttempts):
        await account.confirm_password(tenant(entry), password=PASSWORD)
    await demanded(entry)
    assert await is_open(entry)


async def test_the_first_session_cannot_be_confirmed() -> None:
    """AU-24: a one-time password opens the page for an own one and nothing else."""
    owner = await activated(await invited(NUMBER))
    secret = await one_time_password(owner)
    first = await sign_in(NUMBER, secret)
    with pytest.raises(NotAllowed):
        await account.confirm_password(tenant(first), password=secret)


async def test_the_list_of_own_sessions() -> None:
    """AU-09: open ones only, the one that asks first; nobody else's."""
    here, there = await settled(NUMBER), await sign_in(NUMBER, PASSWORD)
    await settled("0067890")
    gone = await sign_in(NUMBER, PASSWORD)
    await session.revoke(gone.session.id)
    assert [row.id for row in await session.own(tenant(here))] == [here.session.id, there.session.id]
    assert [row.id for row in await session.own(tenant(there))] == [there.session.id, here.session.id]
    clock.shift(timedelta(days=91))
    assert await session.own(tenant(here)) == []


async def test_one_of_the_own_sessions_is_ended() -> None:
    """AU-09, WP-34: its sockets hear of it, its device gets nothing more; a foreign id looks like a missing one."""
    here, there, stranger = await settled(NUMBER), await sign_in(NUMBER, PASSWORD), await settled("0067890")
    member = await Member.get(id=tenant(here).member_id)
    kept, lost = await device_of(member, "here-here"), await device_of(member, "there-there")
    await session.remember_installation(tenant(here), "here-here")
    await session.remember_installation(tenant(there), "there-there")
    await session.end_own(tenant(here), there.session.id)
    assert not await is_open(there)
    assert await is_open(here)
    assert [row.id for row in await Device.all()] == [kept.id]
    assert lost.id != kept.id
    assert await Event.filter(topic=Topic.SESSION, subject_id=there.session.id).count() == 1
    for ended in (stranger.session.id, there.session.id, uuid4()):
        with pytest.raises(NotFound):
            await session.end_own(tenant(here), ended)
    assert await is_open(stranger)
    assert [entry[:2] for entry in await logged(AuditAction.SESSION_REVOKED)] == [("session_revoked", "tenant")]


async def test_all_other_sessions_are_ended() -> None:
    """AU-09: the one that asks stays."""
    here, there, app = await settled(NUMBER), await sign_in(NUMBER, PASSWORD), await sign_in(NUMBER, PASSWORD, kind=SessionKind.BEARER)
    assert await session.end_others(tenant(here)) == 2
    assert [await is_open(issued) for issued in (here, there, app)] == [True, False, False]
    assert await session.end_others(tenant(here)) == 0
    desk = await employee()
    assert await session.end_others(signed(desk)) == 0
    assert await is_open(here)


async def test_documents_want_a_login_of_the_last_two_weeks() -> None:
    """AU-09: after 14 days the password is asked for again, the session stays; employees sign in every day anyway."""
    entry, desk = await settled(NUMBER), await employee()
    clock.shift(timedelta(days=13, hours=23))
    await session.require_fresh_for_documents(entry.viewer)
    clock.shift(timedelta(days=14, minutes=1))
    with pytest.raises(NotAllowed) as caught:
        await document.find_for_download(entry.viewer, uuid4())
    assert caught.value.code is Code.REAUTHENTICATION_REQUIRED
    assert await is_open(entry)
    await account.confirm_password(tenant(entry), password=PASSWORD)
    with pytest.raises(NotFound):
        await document.find_for_download(entry.viewer, uuid4())
    await session.require_fresh_for_documents(desk.viewer)


async def test_every_login_has_a_new_id() -> None:
    """AU-09: also setting a password, which opens more than the session before it."""
    owner = await activated(await invited(NUMBER))
    first = await sign_in(NUMBER, await one_time_password(owner))
    opened = await account.change_password(tenant(first), new_password=PASSWORD)
    again = await sign_in(NUMBER, PASSWORD)
    assert len({issued.session.id for issued in (first, opened, again)}) == 3
    assert len({issued.token for issued in (first, opened, again)}) == 3
    assert not await is_open(first)
