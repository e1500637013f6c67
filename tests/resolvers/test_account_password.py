"""Own passwords: changed, and set anew by a mailed link."""

from datetime import timedelta

import pytest

from models import clock, codes
from models.account import MailedToken
from models.audit import AuditAction, AuditEntry
from models.delivery import Message
from models.event import Event, Topic
from models.session import Session, SessionKind
from resolvers import account, session
from resolvers.errors import Code, CredentialsRefused, TooManyAttempts, WeakPassword
from tests.support.accounts import (
    EMAIL,
    OTHER_PASSWORD,
    PASSWORD,
    REQUEST,
    activated,
    announced,
    invited,
    settled,
    sign_in,
    tenant,
)
from tests.support.logins import refuses_login

pytestmark = pytest.mark.usefixtures("portal")

NUMBER = "0012345"


async def test_changing_asks_for_the_current_password_and_ends_other_sessions() -> None:
    """AU-08, AU-10: one notice mail; every earlier session is gone, its sockets are told."""
    one = await settled(NUMBER)
    other = await sign_in(NUMBER, PASSWORD, kind=SessionKind.BEARER)
    for wrong in (None, "", "wrong"):
        with pytest.raises(CredentialsRefused) as caught:
            await account.change_password(tenant(one), new_password=OTHER_PASSWORD, current_password=wrong)
        assert caught.value.field == "currentPassword"
    with pytest.raises(WeakPassword):
        await account.change_password(tenant(one), new_password=PASSWORD, current_password=PASSWORD)
    assert len(await announced()) == 2
    assert await session.authenticate(other.token) == other.viewer
    changed = await account.change_password(tenant(one), new_password=OTHER_PASSWORD, current_password=PASSWORD)
    assert (await announced())[2:] == [(Message.PASSWORD_CHANGED, tenant(one).account_id)]
    assert await session.authenticate(one.token) is None
    assert await session.authenticate(other.token) is None
    assert await session.authenticate(changed.token) == changed.viewer
    told = {event.subject_id for event in await Event.filter(topic=Topic.SESSION)}
    assert {one.session.id, other.session.id} <= told
    await refuses_login(NUMBER, PASSWORD)


async def test_guessing_the_current_password_is_limited() -> None:
    """AU-10: five in five minutes, then not even the right one is tried."""
    entry = tenant(await settled(NUMBER))
    for _ in range(5):
        with pytest.raises(CredentialsRefused):
            await account.change_password(entry, new_password=OTHER_PASSWORD, current_password="wrong")
    with pytest.raises(TooManyAttempts):
        await account.change_password(entry, new_password=OTHER_PASSWORD, current_password=PASSWORD)
    await sign_in(NUMBER, PASSWORD)


async def test_a_reset_request_tells_nothing() -> None:
    """AU-06: every request looks the same from outside; only number and address together send a mail, at most five a day."""
    entry = tenant(await settled(NUMBER))
    before = await announced()
    for number, email in [("0099999", EMAIL), (NUMBER, "other@example.org"), (NUMBER, ""), ("", "")]:
        await account.request_reset(REQUEST, number=number, email=email)
    assert await announced() == before
    for _ in range(5):
        await account.request_reset(REQUEST, number=NUMBER, email=EMAIL.upper())
    assert (await announced())[len(before) :] == [(Message.PASSWORD_RESET, entry.account_id)] * 3
    assert await AuditEntry.filter(action=AuditAction.PASSWORD_RESET_REQUESTED).count() == 9
    await sign_in(NUMBER, PASSWORD)


async def test_who_never_set_a_password_gets_a_new_one_time_password() -> None:
    """AU-25: renewable by the person; no new letter."""
    owner = await activated(await invited(NUMBER))
    await account.request_reset(REQUEST, number=NUMBER, email=EMAIL)
    assert (await announced())[2:] == [(Message.ONE_TIME_PASSWORD, owner.id)]


async def test_a_reset_link_sets_a_password_once() -> None:
    """AU-07, AU-08: single use, other sessions end, a notice mail, nobody is signed in; a refused password leaves the link open."""
    entry = await settled(NUMBER)
    owner = tenant(entry).account_id
    token = (await codes.mint_reset_token(delivery_id=7, account_id=owner)).secret
    with pytest.raises(WeakPassword):
        await account.reset_password(REQUEST, token=token, new_password="passwort1")
    assert await session.authenticate(entry.token) == entry.viewer
    before = await Session.all().count()
    await account.reset_password(REQUEST, token=token, new_password=OTHER_PASSWORD)
    assert await Session.all().count() == before
    assert await session.authenticate(entry.token) is None
    assert (await announced())[-1] == (Message.PASSWORD_CHANGED, owner)
    with pytest.raises(CredentialsRefused) as caught:
        await account.reset_password(REQUEST, token=token, new_password=PASSWORD)
    assert caught.value.code is Code.LINK_USED
    await refuses_login(NUMBER, PASSWORD)
    await sign_in(NUMBER, OTHER_PASSWORD)


async def test_a_reset_link_dies() -> None:
    """AU-07: after an hour, at a login, at a password change, by a newer mail; an activation link never resets a password."""
    entry = tenant(await settled(NUMBER))

    async def mint(delivery: int) -> str:
        return (await codes.mint_reset_token(delivery_id=delivery, account_id=entry.account_id)).secret

    async def is_dead(token: str) -> bool:
        with pytest.raises(CredentialsRefused) as caught:
            await account.reset_password(REQUEST, token=token, new_password=OTHER_PASSWORD)
        return caught.value.code is Code.LINK_EXPIRED

    older, newer = await mint(1), await mint(2)
    assert await is_dead(older)
    await sign_in(NUMBER, PASSWORD)
    assert await is_dead(newer)
    late = await mint(3)
    clock.shift(timedelta(hours=1, seconds=1))
    assert await is_dead(late)
    assert await is_dead("invented")
    for row in await MailedToken.filter(account_id=None):
        assert row.registration_id is not None
    await sign_in(NUMBER, PASSWORD)
