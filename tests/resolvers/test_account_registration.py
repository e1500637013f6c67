"""Erstanmeldung: the form, the waiting page and the link of the activation mail."""

from datetime import timedelta
from uuid import uuid4

import pytest

from models import clock, codes
from models.account import Account, ActivationCode, MailedToken, OneTimePassword, Registration
from models.consent import Consent, ConsentPurpose, LegalKind
from models.delivery import Message
from models.device import Device
from models.member import EmailState, Member, MemberStatus
from resolvers import account, legal
from resolvers.account import LinkState, RequestInfo
from resolvers.errors import Code, CredentialsRefused, InvalidInput, NotFound, TooManyAttempts
from tests.support.accounts import (
    EMAIL,
    REQUEST,
    Letter,
    activated,
    activation_token,
    announced,
    contract,
    device_of,
    invited,
    letter,
    membership,
    person,
    register,
    registration_of,
    settled,
)

pytestmark = pytest.mark.usefixtures("portal")


async def refused(post: Letter, **changed: str | bool) -> Code:
    """The code of the refusal; afterwards nothing may have changed and nothing may be under way."""
    values: dict[str, str | bool] = {
        "number": post.number,
        "activation_password": post.code,
        "email": EMAIL,
        "accepts_privacy": True,
        "accepts_terms": True,
    }
    before = (await Registration.all().count(), await announced(), (await Member.get(id=post.member.id)).email)
    with pytest.raises((CredentialsRefused, InvalidInput)) as caught:
        await account.register(REQUEST, **(values | changed))  # pyright: ignore[reportArgumentType] - the values are those of the parameters
    assert (await Registration.all().count(), await announced(), (await Member.get(id=post.member.id)).email) == before
    return caught.value.code


async def test_the_form_sends_one_activation_mail_and_changes_nothing_else() -> None:
    """AU-21: the address counts only after it was confirmed."""
    post = await invited()
    registered = await register(post)
    assert await announced() == [(Message.ACTIVATION, registered.status.registration_id)]
    assert registered.status.email == EMAIL
    assert not registered.status.is_confirmed
    member = await Member.get(id=post.member.id)
    assert (member.email, member.email_state) == (None, EmailState.NONE)
    assert await Account.all().count() == 0


async def test_spaces_case_and_look_alikes_do_not_matter() -> None:
    """AU-18: the code is taken as people type it, the number keeps its leading zeros."""
    post = await invited("0012345")
    typed = post.code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    await register(Letter(post.member, " 0012345 ", typed))
    assert await refused(Letter(post.member, "12345", post.code)) is Code.REGISTRATION_REFUSED


async def test_strangers_get_one_answer() -> None:
    """AU-19: unknown number, wrong code, somebody else's code, a typing error and a deceased person look alike."""
    post, other = await invited("0012345"), await invited("0067890")
    assert await refused(post, number="0099999") is Code.REGISTRATION_REFUSED
    assert await refused(post, activation_password=codes.new_code()) is Code.REGISTRATION_REFUSED
    assert await refused(post, activation_password=other.code) is Code.REGISTRATION_REFUSED
    assert await refused(post, activation_password="nonsense") is Code.REGISTRATION_REFUSED
    await Member.filter(id=post.member.id).update(status=MemberStatus.DECEASED)
    assert await refused(post) is Code.REGISTRATION_REFUSED


async def test_a_throttled_number_answers_like_an_unknown_one() -> None:
    """AU-20: five failures an hour for a number, then even the right code is refused, but never burnt (AU-18)."""
    post = await invited()
    for _ in range(5):
        assert await refused(post, activation_password=codes.new_code()) is Code.REGISTRATION_REFUSED
    assert await refused(post) is Code.REGISTRATION_REFUSED
    clock.shift(timedelta(hours=1, seconds=1))
    await register(post)


async def test_an_address_that_tries_many_numbers_is_stopped() -> None:
    """AU-20: per address of the network; other addresses go on."""
    post = await invited()
    for number in range(30):
        assert await refused(post, number=f"9{number}") is Code.REGISTRATION_REFUSED
    with pytest.raises(TooManyAttempts) as caught:
        await register(post)
    assert 0 < caught.value.retry_after_seconds <= 3600
    assert await announced() == []
    await register(post, request=RequestInfo(address="192.0.2.99"))


async def test_only_the_right_code_learns_that_it_expired() -> None:
    """AU-19: code_expired after 90 days, and for a code that a newer letter replaced."""
    post = await invited()
    clock.shift(timedelta(days=90, seconds=1))
    assert await refused(post) is Code.CODE_EXPIRED
    assert await refused(post, activation_password=codes.new_code()) is Code.REGISTRATION_REFUSED
    newer = await letter(post.member, post.number)
    assert await refused(post) is Code.CODE_EXPIRED
    await register(newer)


async def test_only_the_right_code_learns_that_it_was_used() -> None:
    """AU-19, AU-18: one use."""
    post = await invited()
    await activated(post)
    assert await refused(post) is Code.CODE_USED


async def test_boxes_and_address_are_checked_first() -> None:
    """DS-01: both boxes are needed; nothing about number or code is said."""
    post = await invited()
    assert await refused(post, accepts_privacy=False) is Code.INVALID_INPUT
    assert await refused(post, accepts_terms=False) is Code.INVALID_INPUT
    for address in ["erika", "erika@", "erika@example", "erika@example.org\r\nBcc: x@example.org", "a b@example.org"]:
        assert await refused(post, email=address) is Code.INVALID_EMAIL


async def test_who_has_no_membership_number_uses_the_contract_number() -> None:
    """AU-19: the Vertragsnummer opens registration only for persons without a Mitgliedsnummer."""
    member, other = await person("p1"), await person("p2", "Max")
    await contract("V-1001", member, other)
    await membership("0012345", other)
    await register(await letter(member, "V-1001"))
    assert await refused(await letter(other, "V-1001")) is Code.REGISTRATION_REFUSED


async def test_spouses_on_one_number_are_told_apart_by_their_codes() -> None:
    """AU-19, DS-19: two persons share a number and even an address of mail, and get two accounts."""
    one, two = await person("p1"), await person("p2", "Max")
    await membership("0012345", one, two)
    first, second = await activated(await letter(one, "0012345")), await activated(await letter(two, "0012345"))
    assert [first.member_id, second.member_id] == [one.id, two.id]
    assert await Member.filter(email=EMAIL).count() == 2


async def test_a_second_form_replaces_the_first() -> None:
    """A mistyped address must not be able to confirm later."""
    post = await invited()
    first = await register(post, "mistyped@example.org")
    token = await activation_token(first.status.registration_id)
    second = await register(post)
    assert await announced() == [(Message.ACTIVATION, second.status.registration_id)]
    with pytest.raises(CredentialsRefused) as caught:
        await account.activate(REQUEST, token)
    assert caught.value.code is Code.LINK_EXPIRED
    assert await Account.all().count() == 0
    with pytest.raises(codes.NothingToMint):
        await codes.mint_activation_token(delivery_id=9, registration_id=first.status.registration_id)


async def test_the_waiting_page_belongs_to_one_browser() -> None:
    """Without the page's secret a registration is not there."""
    registered = await register(await invited())
    identity, secret = registered.status.registration_id, registered.page_secret
    assert (await account.status(identity, secret)).email == EMAIL
    for wrong in [(identity, "guess"), (uuid4(), secret)]:
        with pytest.raises(NotFound):
            await account.status(*wrong)
        with pytest.raises(NotFound):
            await account.resend(*wrong)
        with pytest.raises(NotFound):
            await account.correct_email(*wrong, "other@example.org")
    assert len(await announced()) == 1


async def test_sending_again_ends_the_earlier_link() -> None:
    """ "Es gilt die neueste." A retry of the same delivery ends nothing."""
    registered = await register(await invited())
    identity = registered.status.registration_id
    first, retried = await activation_token(identity, 1), await activation_token(identity, 1)
    assert (await account.look(first)).state is LinkState.OPEN
    assert (await account.look(retried)).state is LinkState.OPEN
    await account.resend(identity, registered.page_secret)
    assert len(await announced()) == 2
    newest = await activation_token(identity, 2)
    assert [(await account.look(token)).state for token in (first, retried, newest)] == [
        LinkState.EXPIRED,
        LinkState.EXPIRED,
        LinkState.OPEN,
    ]


async def test_ten_activation_mails_a_day() -> None:
    """AU-20: the page cannot be used to fill a stranger's mailbox."""
    registered = await register(await invited())
    for _ in range(10):
        await account.resend(registered.status.registration_id, registered.page_secret)
    with pytest.raises(TooManyAttempts):
        await account.resend(registered.status.registration_id, registered.page_secret)
    with pytest.raises(TooManyAttempts):
        await account.correct_email(registered.status.registration_id, registered.page_secret, "other@example.org")
    assert len(await announced()) == 11
    assert (await registration_of(registered)).email == EMAIL


async def test_a_corrected_address_ends_the_link_in_the_wrong_mailbox() -> None:
    """AU-21: who reads the wrong mailbox cannot confirm."""
    registered = await register(await invited(), "mistyped@example.org")
    identity = registered.status.registration_id
    wrong = await activation_token(identity)
    status = await account.correct_email(identity, registered.page_secret, EMAIL)
    assert status.email == EMAIL
    with pytest.raises(CredentialsRefused):
        await account.activate(REQUEST, wrong)
    confirmed = await account.activate(REQUEST, await activation_token(identity, 2))
    assert (await Member.get(id=confirmed.member_id)).email == EMAIL


async def test_looking_changes_nothing() -> None:
    """AU-21: a mail scanner may open the link as often as it likes."""
    registered = await register(await invited())
    token = await activation_token(registered.status.registration_id)
    for _ in range(3):
        assert (await account.look(token)).state is LinkState.OPEN
    assert (await registration_of(registered)).confirmed_at is None
    assert (await MailedToken.get()).used_at is None


async def test_confirming_opens_the_account_and_sends_the_password_mail() -> None:
    """AU-21, AU-22, DS-02: account, verified address, used code, evidence of both boxes, one password mail."""
    post = await invited()
    registered = await register(post)
    opened = await account.activate(REQUEST, await activation_token(registered.status.registration_id))
    assert opened.password_hash is None
    assert (await announced())[1:] == [(Message.ONE_TIME_PASSWORD, opened.id)]
    member = await Member.get(id=post.member.id)
    assert (member.email, member.email_state) == (EMAIL, EmailState.VERIFIED)
    assert (await ActivationCode.get()).used_at is not None
    assert await OneTimePassword.all().count() == 0
    evidence = {row.purpose: (row.text_version, row.text_sha256) for row in await Consent.filter(member_id=member.id)}
    privacy, terms = await legal.current(LegalKind.PRIVACY), await legal.current(LegalKind.TERMS)
    assert evidence == {
        ConsentPurpose.PRIVACY_NOTICE: (privacy.version, privacy.sha256),
        ConsentPurpose.TERMS: (terms.version, terms.sha256),
    }
    assert (await account.status(registered.status.registration_id, registered.page_secret)).is_confirmed


async def test_a_link_confirms_once() -> None:
    """AU-21: single use, and the second time the answer is clear."""
    registered = await register(await invited())
    token, twin = [await activation_token(registered.status.registration_id) for _ in range(2)]
    await account.activate(REQUEST, token)
    for again in (token, twin):
        with pytest.raises(CredentialsRefused) as caught:
            await account.activate(REQUEST, again)
        assert caught.value.code is Code.LINK_USED
    assert len(await announced()) == 2
    assert await Account.all().count() == 1


async def test_an_expired_link_can_be_renewed_from_its_page() -> None:
    """AU-21: seven days; then a new mail, not a new letter."""
    registered = await register(await invited())
    token = await activation_token(registered.status.registration_id)
    clock.shift(timedelta(days=7, seconds=1))
    with pytest.raises(CredentialsRefused) as caught:
        await account.activate(REQUEST, token)
    assert caught.value.code is Code.LINK_EXPIRED
    assert (await Account.all().count(), len(await announced())) == (0, 1)
    await account.renew(REQUEST, token)
    assert len(await announced()) == 2
    await account.activate(REQUEST, await activation_token(registered.status.registration_id, 2))


async def test_an_invented_link_does_nothing() -> None:
    """AU-21: guessing gives the answer of an expired link, and sends nothing."""
    for call in (account.activate, account.renew, account.resend_password_mail):
        with pytest.raises(CredentialsRefused) as caught:
            await call(REQUEST, "invented")
        assert caught.value.code is Code.LINK_EXPIRED
    assert await announced() == []


async def test_the_password_mail_can_be_sent_again_until_a_password_is_set() -> None:
    """AU-25: five a day, only from the page that confirmed, and never again once an own password exists."""
    registered = await register(await invited())
    token = await activation_token(registered.status.registration_id)
    with pytest.raises(CredentialsRefused):
        await account.resend_password_mail(REQUEST, token)
    opened = await account.activate(REQUEST, token)
    for _ in range(5):
        await account.resend_password_mail(REQUEST, token)
    with pytest.raises(TooManyAttempts):
        await account.resend_password_mail(REQUEST, token)
    assert len(await announced()) == 7
    clock.shift(timedelta(days=1, seconds=1))
    await Account.filter(id=opened.id).update(password_hash="set")
    with pytest.raises(CredentialsRefused) as caught:
        await account.resend_password_mail(REQUEST, token)
    assert caught.value.code is Code.LINK_USED
    assert len(await announced()) == 7


async def test_a_new_letter_starts_the_account_anew() -> None:
    """AU-15, DS-19a, WP-34: a second registration takes password, sessions and devices from whoever had them, and from nobody else."""
    post = await invited()
    await settled(post=post)
    for member in (post.member, await person("P9")):
        await device_of(member)
    again = await activated(await letter(post.member, post.number), "new@example.org")
    assert again.password_hash is None
    assert (await Member.get(id=post.member.id)).email == "new@example.org"
    assert await Account.all().count() == 1
    assert [row.member_id for row in await Device.all()] == [(await Member.get(external_id="P9")).id]
