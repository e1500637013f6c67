"""A one-time password ran out: another by mail, until only a letter helps (AU-25)."""

from datetime import timedelta

import pytest

from models import clock, codes, passwords
from models.account import Account, OneTimePassword
from models.delivery import Message
from models.member import EmailState, Member, MemberTask, MemberTaskKind
from models.session import Session, SessionScope
from resolvers import account
from resolvers.errors import Code, CredentialsRefused, TooManyAttempts
from tests.support.accounts import (
    EMAIL,
    PASSWORD,
    REQUEST,
    activated,
    activation_token,
    announced,
    invited,
    letter,
    one_time_password,
    register,
    sign_in,
    tenant,
)

pytestmark = pytest.mark.usefixtures("portal")

NUMBER = "0012345"
THREE_DAYS = timedelta(hours=72, seconds=1)


async def renew(password: str, number: str = NUMBER) -> Code | None:
    """The code of the refusal, or None where a mail was put into the outbox."""
    before = await announced()
    try:
        await account.renew_one_time_password(REQUEST, number=number, password=password)
    except CredentialsRefused as error:
        assert await announced() == before
        return error.code
    assert [message for message, _ in (await announced())[len(before) :]] == [Message.ONE_TIME_PASSWORD]
    return None


async def ran_out(owner: Account, delivery: int, after: timedelta) -> str:
    """A one-time password that nobody used for three days; `after` is where the clock stands."""
    mailed = await one_time_password(owner, delivery)
    clock.shift(after + THREE_DAYS)
    return mailed


async def test_the_login_page_renews_one_that_ran_out() -> None:
    """AU-25: told to whoever has it; the new one goes to the address that was verified, and opens as ever."""
    owner = await activated(await invited(NUMBER))
    mailed = await ran_out(owner, 2, timedelta())
    with pytest.raises(CredentialsRefused) as caught:
        await sign_in(NUMBER, mailed)
    assert caught.value.code is Code.PASSWORD_EXPIRED
    assert await renew(mailed) is None
    assert (await announced())[-1] == (Message.ONE_TIME_PASSWORD, owner.id)
    fresh = await one_time_password(owner, 3)
    entry = await sign_in(NUMBER, fresh)
    assert tenant(entry).scope is SessionScope.CHANGE_PASSWORD
    await account.change_password(tenant(entry), new_password=PASSWORD)
    assert (await Account.get(id=owner.id)).unused_passwords == 0


async def guess_on(password: str) -> None:
    """One after the other, until there is a limit."""
    for _ in range(20):
        await renew(password)


async def test_strangers_renew_nothing() -> None:
    """AU-25, AU-03: wrong ones, live ones, other numbers: one answer at the cost of a login; and the limits of a login."""
    owner = await activated(await invited(NUMBER))
    live = await one_time_password(owner)
    for number, password in [(NUMBER, live), (NUMBER, codes.new_one_time_password()), ("0099999", live), (NUMBER, PASSWORD)]:
        before = passwords.computations()
        assert await renew(password, number) is Code.CREDENTIALS_REFUSED
        assert passwords.computations() - before == 2
    with pytest.raises(TooManyAttempts):
        await guess_on(live)
    assert await Session.all().count() == 0
    assert tenant(await sign_in(NUMBER, live, address="203.0.113.9")).account_id == owner.id


async def test_five_mails_a_day() -> None:
    """AU-25, AU-06: the limit of the password mail."""
    owner = await activated(await invited(NUMBER))
    mailed = await ran_out(owner, 2, timedelta())
    for _ in range(5):
        assert await renew(mailed) is None
    with pytest.raises(TooManyAttempts):
        await renew(mailed)
    assert (await Account.get(id=owner.id)).unused_passwords == 1


async def test_after_three_that_ran_out_a_letter_is_needed() -> None:
    """AU-25: three failures, whichever way they were asked for anew; then no mail on any way, and one task for the desk."""
    registered = await register(await invited(NUMBER))
    token = await activation_token(registered.status.registration_id)
    owner = await account.activate(REQUEST, token)
    assert await renew(await ran_out(owner, 2, timedelta())) is None
    await ran_out(owner, 3, THREE_DAYS)
    before = len(await announced())
    await account.request_reset(REQUEST, number=NUMBER, email=EMAIL)
    assert len(await announced()) == before + 1
    last = await ran_out(owner, 4, THREE_DAYS * 2)
    for _ in range(2):
        assert await renew(last) is Code.LETTER_REQUIRED
    await account.request_reset(REQUEST, number=NUMBER, email=EMAIL)
    with pytest.raises(CredentialsRefused) as caught:
        await account.resend_password_mail(REQUEST, token)
    assert caught.value.code is Code.LETTER_REQUIRED
    assert len(await announced()) == before + 1
    task = await MemberTask.get()
    assert (task.kind, str(task.member_id)) == (MemberTaskKind.NEW_LETTER, str(owner.member_id))


async def test_a_new_letter_begins_anew() -> None:
    """AU-25: the failures are forgotten with the registration it opens."""
    post = await invited(NUMBER)
    owner = await activated(post)
    await Account.filter(id=owner.id).update(unused_passwords=3)
    mailed = await ran_out(owner, 2, timedelta())
    assert await renew(mailed) is Code.LETTER_REQUIRED
    again = await activated(await letter(post.member, NUMBER))
    assert (again.id, again.unused_passwords) == (owner.id, 0)
    assert await renew(mailed) is Code.CREDENTIALS_REFUSED
    assert await renew(await ran_out(again, 9, THREE_DAYS)) is None


@pytest.mark.parametrize("state", [EmailState.VERIFIED, EmailState.UNVERIFIED])
async def test_another_address_needs_a_letter(state: EmailState) -> None:
    """AU-25: what goes to an address that did not confirm the registration proves nothing, even where it was confirmed since."""
    owner = await activated(await invited(NUMBER))
    mailed = await ran_out(owner, 2, timedelta())
    await Member.filter(id=owner.member_id).update(email="other@example.org", email_state=state)
    before = await announced()
    assert await renew(mailed) is Code.LETTER_REQUIRED
    await account.request_reset(REQUEST, number=NUMBER, email="other@example.org")
    assert await announced() == before


async def test_an_address_that_bounced_is_tried_again() -> None:
    """AU-25, SM-19: a full mailbox costs no letter."""
    owner = await activated(await invited(NUMBER))
    mailed = await ran_out(owner, 2, timedelta())
    await Member.filter(id=owner.member_id).update(email_state=EmailState.SUPPRESSED)
    assert await renew(mailed) is None


async def test_what_strangers_do_is_no_failure() -> None:
    """AU-25: neither wrong passwords nor mails asked for within the three days bring anybody nearer to a letter."""
    owner = await activated(await invited(NUMBER))
    live = await one_time_password(owner)
    for turn in range(5):
        await account.request_reset(REQUEST, number=NUMBER, email=EMAIL)
        with pytest.raises(CredentialsRefused):
            await sign_in(NUMBER, codes.new_one_time_password(), address=f"198.51.100.{turn}")
    assert (await Account.get(id=owner.id)).unused_passwords == 0
    assert await OneTimePassword.all().count() == 1
    await sign_in(NUMBER, live)
