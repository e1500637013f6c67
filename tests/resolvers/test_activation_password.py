"""The safer option: the own password is set behind the activation mail, and none is ever mailed (AU-27)."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from models import clock
from models.account import Account, ActivationCode, MailedToken, OneTimePassword
from models.consent import Consent
from models.delivery import Message
from models.member import EmailState, Member
from models.session import SessionScope
from resolvers import account, session
from resolvers.account import LinkState, Options
from resolvers.errors import Code, CredentialsRefused, WeakPassword
from tests.support.accounts import (
    EMAIL,
    OTHER_PASSWORD,
    PASSWORD,
    REQUEST,
    activation_token,
    announced,
    invited,
    letter,
    membership,
    person,
    register,
    settled,
    sign_in,
    tenant,
)
from tests.support.logins import refuses_login

NUMBER = "0012345"
ON = Options(own_password_at_activation=True)


@pytest.fixture(autouse=True)
async def switched_on(portal: str) -> AsyncIterator[None]:
    """MIETERPORTAL_OWN_PASSWORD_AT_ACTIVATION=true."""
    account.use_options(ON)
    yield
    account.use_options(Options())


async def test_the_link_sets_the_own_password() -> None:
    """AU-27: account, address, code and evidence as ever; one mail in all, and the password opens everything."""
    post = await invited(NUMBER)
    registered = await register(post)
    token = await activation_token(registered.status.registration_id)
    opened = await account.activate(REQUEST, token, own_password=PASSWORD)
    assert [message for message, _ in await announced()] == [Message.ACTIVATION]
    member = await Member.get(id=post.member.id)
    assert (member.email, member.email_state) == (EMAIL, EmailState.VERIFIED)
    assert (await ActivationCode.get()).used_at is not None
    assert await Consent.filter(member_id=member.id).count() == 2
    assert opened.password_changed_at is not None
    assert await OneTimePassword.all().count() == 0
    assert tenant(await sign_in(NUMBER, PASSWORD)).scope is SessionScope.FULL
    with pytest.raises(CredentialsRefused) as caught:
        await account.activate(REQUEST, token, own_password=OTHER_PASSWORD)
    assert caught.value.code is Code.LINK_USED
    await refuses_login(NUMBER, OTHER_PASSWORD)


@pytest.mark.parametrize("own_password", [None, "", "kurz", "passwort1", "0012345aa", "erika.beispiel", "bcdfg-23456-hjkmn", "x" * 129])
async def test_no_step_without_a_good_password(own_password: str | None) -> None:
    """AU-27, AU-21, AU-02: nothing is confirmed, and the link stays open."""
    registered = await register(await invited(NUMBER))
    token = await activation_token(registered.status.registration_id)
    with pytest.raises(WeakPassword) as caught:
        await account.activate(REQUEST, token, own_password=own_password)
    assert caught.value.field == "newPassword"
    assert (await account.look(token)).state is LinkState.OPEN
    assert (await Account.all().count(), (await MailedToken.get()).used_at, len(await announced())) == (0, None, 1)


async def test_strangers_are_not_told_what_a_good_password_is() -> None:
    """AU-27, AU-21: an invented, an expired and a used link give their own answer, whatever the password."""
    registered = await register(await invited(NUMBER))
    token = await activation_token(registered.status.registration_id)
    for wrong in ("invented", token):
        for own_password in ("kurz", PASSWORD):
            with pytest.raises(CredentialsRefused) as caught:
                await account.activate(REQUEST, wrong, own_password=own_password)
            assert caught.value.code is Code.LINK_EXPIRED
        clock.shift(timedelta(days=7, seconds=1))
    assert await Account.all().count() == 0
    await account.renew(REQUEST, token)
    newest = await activation_token(registered.status.registration_id, 2)
    assert (await account.activate(REQUEST, newest, own_password=PASSWORD)).password_hash is not None
    with pytest.raises(CredentialsRefused) as caught:
        await account.resend_password_mail(REQUEST, newest)
    assert caught.value.code is Code.LINK_USED


async def test_the_other_person_on_the_number_chooses_another_one() -> None:
    """AU-27: two persons on a number are told apart by their passwords."""
    one, two = await person("p1"), await person("p2", "Max")
    await membership(NUMBER, one, two)
    for member, own_password in ((one, PASSWORD), (two, OTHER_PASSWORD)):
        registered = await register(await letter(member, NUMBER))
        token = await activation_token(registered.status.registration_id, 1)
        if member is two:
            with pytest.raises(WeakPassword):
                await account.activate(REQUEST, token, own_password=PASSWORD)
        await account.activate(REQUEST, token, own_password=own_password)
    assert tenant(await sign_in(NUMBER, PASSWORD)).member_id == one.id
    assert tenant(await sign_in(NUMBER, OTHER_PASSWORD)).member_id == two.id


async def test_a_new_letter_replaces_the_password() -> None:
    """AU-27, AU-15: as without the switch, sessions end."""
    account.use_options(Options())
    post = await invited(NUMBER)
    entry = await settled(post=post)
    account.use_options(ON)
    registered = await register(await letter(post.member, NUMBER))
    await account.activate(REQUEST, await activation_token(registered.status.registration_id, 9), own_password=OTHER_PASSWORD)
    assert await session.authenticate(entry.token) is None
    await refuses_login(NUMBER, PASSWORD)
    assert tenant(await sign_in(NUMBER, OTHER_PASSWORD)).scope is SessionScope.FULL


async def test_without_the_switch_a_password_is_ignored() -> None:
    """AU-27: off by default; the password comes by mail, and the link alone sets no password."""
    account.use_options(Options())
    registered = await register(await invited(NUMBER))
    opened = await account.activate(REQUEST, await activation_token(registered.status.registration_id), own_password=PASSWORD)
    assert opened.password_hash is None
    assert [message for message, _ in await announced()] == [Message.ACTIVATION, Message.ONE_TIME_PASSWORD]
    await refuses_login(NUMBER, PASSWORD)
