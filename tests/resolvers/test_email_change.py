"""AU-10: a member changes the address: the link in a mail to the new one decides, the one of before is told."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from models import clock, codes, keyring
from models.account import Account, EmailChange, EmailConfirmation, MailedToken
from models.audit import AuditAction, AuditEntry
from models.delivery import Broadcast, Message
from models.member import EmailState, Member, MemberStatus
from models.suppression import Suppression, SuppressionCause
from push.bounces import addresses
from push.bounces.addresses import Bounce, address_hash
from resolvers import account, email_change, email_confirmation, member_access, session
from resolvers.access import Operator, Tenant
from resolvers.errors import Code, Conflict, CredentialsRefused, InvalidEmail, TooManyAttempts
from resolvers.schedule.registry import purge_ledger
from tests.support.accounts import EMAIL, PASSWORD, REQUEST, membership, person, settled, sign_in, tenant
from tests.support.accounts import letter as posted
from tests.support.audit import logged

pytestmark = pytest.mark.usefixtures("portal")

NEW = "erika.neu@example.org"
CHANGES = [Message.EMAIL_CHANGE, Message.EMAIL_CHANGE_ASKED, Message.EMAIL_CHANGED, Message.EMAIL_LEFT]


async def someone() -> Tenant:
    """A member who has just signed in."""
    return tenant(await settled())


async def link(change: EmailChange, delivery_id: int = 7) -> str:
    """The token of the mail to the new address, minted as the worker does."""
    return (await codes.mint_change_token(delivery_id=delivery_id, change_id=change.id)).secret


async def mails() -> list[tuple[Message, UUID | None]]:
    """What goes out about changes, by the name of the message."""
    found = await Broadcast.filter(message__in=CHANGES, cancelled_at=None)
    return sorted((row.message, row.subject_id) for row in found)


async def address(viewer: Tenant) -> tuple[str | None, EmailState]:
    member = await Member.get(id=viewer.member_id)
    return member.email, member.email_state


async def refused(token: str, code: Code = Code.LINK_EXPIRED) -> None:
    """The link is refused, and leaves everything as it is."""
    before = ([(row.email, row.email_state) for row in await Member.all()], await mails(), await AuditEntry.all().count())
    with pytest.raises(CredentialsRefused) as caught:
        await email_change.confirm(REQUEST, token)
    assert caught.value.code is code
    assert ([(row.email, row.email_state) for row in await Member.all()], await mails(), await AuditEntry.all().count()) == before


async def test_the_new_address_counts_from_its_link_on() -> None:
    """AU-10, AU-21: asking changes nothing but tells the old address; confirming tells both; once. The log names no address."""
    viewer = await someone()
    change = await email_change.request(viewer, f" {NEW} ")
    assert await address(viewer) == (EMAIL, EmailState.VERIFIED)
    assert await mails() == [(Message.EMAIL_CHANGE, change.id), (Message.EMAIL_CHANGE_ASKED, change.id)]
    token = await link(change)
    assert len(token) == 43
    assert (await MailedToken.get(change_id=change.id)).token_hash == codes.token_hash(token)
    await email_change.confirm(REQUEST, token)
    assert await address(viewer) == (NEW, EmailState.VERIFIED)
    assert await mails() == sorted((message, change.id) for message in CHANGES)
    assert (await EmailChange.get()).old_email == EMAIL
    assert await email_change.pending(viewer.member_id) is None
    await refused(token, Code.LINK_USED)
    written = await logged(AuditAction.EMAIL_CHANGE_ASKED, AuditAction.EMAIL_CHANGED)
    me = ("tenant", str(viewer.member_id), "member", str(viewer.member_id))
    assert written == [("email_change_asked", *me), ("email_changed", *me)]
    kept = str([dict(row) for row in await AuditEntry.all().values()])
    assert NEW not in kept
    assert EMAIL not in kept


async def test_links_to_the_old_mailbox_end() -> None:
    """AU-07: a link to a new password, and the mail that would bring one, die with the address; so does a confirmation of it."""
    viewer = await someone()
    await account.request_reset(REQUEST, number="0012345", email=EMAIL)
    reset = (await codes.mint_reset_token(delivery_id=3, account_id=viewer.account_id)).secret
    change = await email_change.request(viewer, NEW)
    await EmailConfirmation.create(member_id=viewer.member_id, email=EMAIL, created_at=await clock.now())
    await email_change.confirm(REQUEST, await link(change))
    with pytest.raises(CredentialsRefused) as caught:
        await account.reset_password(REQUEST, token=reset, new_password="Drei Eulen im Keller")
    assert caught.value.code is Code.LINK_EXPIRED
    assert await Broadcast.filter(message=Message.PASSWORD_RESET, cancelled_at=None).count() == 0
    assert await EmailConfirmation.all().count() == 0
    assert tenant(await sign_in("0012345", PASSWORD)).member_id == viewer.member_id


async def test_a_newer_request_ends_the_older() -> None:
    """AU-21: one waits at a time; the mail of the older one is not sent any more."""
    viewer = await someone()
    first = await email_change.request(viewer, NEW)
    token = await link(first)
    second = await email_change.request(viewer, "zweite@example.org")
    waiting = await email_change.pending(viewer.member_id)
    assert waiting is not None
    assert (waiting.id, waiting.email) == (second.id, "zweite@example.org")
    assert (Message.EMAIL_CHANGE, first.id) not in await mails()
    await refused(token)
    with pytest.raises(codes.NothingToMint):
        await link(first, 8)
    await email_change.confirm(REQUEST, await link(second, 9))
    assert (await address(viewer))[0] == "zweite@example.org"


async def test_a_change_is_cancelled() -> None:
    """Also by somebody whom the mail warned: without a password, twice without harm, and from every device."""
    viewer = await someone()
    token = await link(await email_change.request(viewer, NEW))
    clock.shift(timedelta(minutes=10))
    await email_change.cancel(viewer)
    await email_change.cancel(viewer)
    assert await email_change.pending(viewer.member_id) is None
    await refused(token)
    assert await AuditEntry.filter(action=AuditAction.EMAIL_CHANGE_CANCELLED).count() == 1
    with pytest.raises(Conflict):
        await email_change.resend(viewer)


async def test_the_link_is_sent_again_and_the_newest_counts() -> None:
    """AU-21: a day from the newest mail; five mails a day, of both kinds together."""
    viewer = await someone()
    change = await email_change.request(viewer, NEW)
    first = await link(change)
    clock.shift(timedelta(hours=23))
    await email_change.resend(viewer)
    second = await link(change, 8)
    clock.shift(timedelta(hours=25))
    await refused(first)
    assert (await email_change.pending(viewer.member_id)) is not None
    await email_change.confirm(REQUEST, second)
    assert (await address(viewer))[0] == NEW


async def test_a_change_nobody_confirms_ends_and_is_forgotten() -> None:
    """After a day it waits no more; after a week the address is gone."""
    viewer = await someone()
    change = await email_change.request(viewer, NEW)
    token = await link(change)
    clock.shift(timedelta(days=1, seconds=2))
    assert await email_change.pending(viewer.member_id) is None
    await refused(token)
    await refused("invented")
    with pytest.raises(Conflict):
        await email_change.resend(viewer)
    await purge_ledger()
    assert await EmailChange.all().count() == 1
    clock.shift(timedelta(days=8, seconds=2))
    await purge_ledger()
    assert (await EmailChange.all().count(), await MailedToken.filter(change_id__isnull=False).count()) == (0, 0)


async def test_limits() -> None:
    """Five mails a day for one member, ten to one address whoever asks and however it is spelled: no mailbox is filled."""
    viewer = await someone()
    await email_change.request(viewer, NEW)
    for _ in range(4):
        await email_change.resend(viewer)
    before = (await mails(), await EmailChange.all().count())
    with pytest.raises(TooManyAttempts):
        await email_change.resend(viewer)
    with pytest.raises(TooManyAttempts):
        await email_change.request(viewer, "andere@example.org")
    assert (await mails(), await EmailChange.all().count()) == before
    for number in ("0000001", "0000002"):
        other = tenant(await settled(number))
        if number == "0000001":
            for _ in range(5):
                await email_change.request(other, NEW)
    with pytest.raises(TooManyAttempts):
        await email_change.request(other, NEW.upper())  # pyright: ignore[reportPossiblyUnboundVariable] - bound by the loop


@pytest.mark.parametrize("wrong", ["", "erika", "erika@", "a@b@example.org", "erika@example.org\nBcc: x@example.org"])
async def test_what_is_no_address_is_refused(wrong: str) -> None:
    viewer = await someone()
    with pytest.raises(InvalidEmail):
        await email_change.request(viewer, wrong)
    assert (await mails(), await EmailChange.all().count()) == ([], 0)


async def test_the_address_that_is_there_is_no_change() -> None:
    viewer = await someone()
    with pytest.raises(Conflict):
        await email_change.request(viewer, EMAIL.title())
    assert (await mails(), await EmailChange.all().count()) == ([], 0)


async def test_spouses_may_have_one_address() -> None:
    """DS-19: who confirms an address another member has gets it too, and changes nothing of theirs."""
    erika, emil = await person("erika"), await person("emil", "Emil")
    await membership("0012345", erika, emil)
    first = tenant(await settled(post=await posted(erika, "0012345"), email="erika@example.org"))
    second = tenant(await settled(post=await posted(emil, "0012345"), email="emil@example.org", password="Drei Eulen im Keller"))
    change = await email_change.request(second, "erika@example.org")
    await email_change.confirm(REQUEST, await link(change))
    assert await address(first) == await address(second) == ("erika@example.org", EmailState.VERIFIED)


async def bounced(*emails: str) -> None:
    """Mails to these addresses came back."""
    await addresses.suppress([Bounce(address_hash(keyring.current(), one), "550 5.1.1") for one in emails], SuppressionCause.HARD_BOUNCE)
    await addresses.mark(list(emails))


async def test_a_dead_mailbox_is_left_behind() -> None:
    """AU-10, SM-19: the old address bounces and is written to no more; the new one begins without a history of bounces."""
    viewer = await someone()
    await bounced(EMAIL, NEW)
    change = await email_change.request(viewer, NEW)
    assert await mails() == [(Message.EMAIL_CHANGE, change.id)]
    await email_change.confirm(REQUEST, await link(change))
    assert await address(viewer) == (NEW, EmailState.VERIFIED)
    assert await mails() == [(Message.EMAIL_CHANGE, change.id), (Message.EMAIL_CHANGED, change.id)]
    left = [row.address_hash for row in await Suppression.all()]
    assert left == [address_hash(keyring.current(), EMAIL)]


@pytest.mark.parametrize("what", ["locked", "deceased", "ended"])
async def test_no_link_opens_a_closed_access(what: str) -> None:
    """DS-19a: locked, died, or ended between mail and tap."""
    viewer = await someone()
    token = await link(await email_change.request(viewer, NEW))
    if what == "locked":
        await Account.filter(id=viewer.account_id).update(locked_at=await clock.now())
    elif what == "deceased":
        await Member.filter(id=viewer.member_id).update(status=MemberStatus.DECEASED)
    else:
        await member_access.end_access(Operator(), viewer.member_id)
        assert (await EmailChange.all().count(), await mails()) == (0, [])
    await refused(token)


async def test_who_signs_in_with_the_address_signs_in_with_the_new_one() -> None:
    """DS-19a: a second reader has no number; an address somebody else signs in with is refused, and the link stays open."""
    viewer, other = await someone(), tenant(await settled("0000001", email="andere@example.org"))
    await Account.filter(id=viewer.account_id).update(login_email=EMAIL)
    await Account.filter(id=other.account_id).update(login_email=NEW)
    token = await link(await email_change.request(viewer, NEW.upper()))
    with pytest.raises(Conflict):
        await email_change.confirm(REQUEST, token)
    assert await address(viewer) == (EMAIL, EmailState.VERIFIED)
    await Account.filter(id=other.account_id).update(login_email=None)
    await email_change.confirm(REQUEST, token)
    assert (await Account.get(id=viewer.account_id)).login_email == NEW


async def test_two_taps_change_once() -> None:
    """AU-17: of two confirmations at the same time one is refused."""
    viewer = await someone()
    token = await link(await email_change.request(viewer, NEW))
    results = await asyncio.gather(*(email_change.confirm(REQUEST, token) for _ in range(2)), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["CredentialsRefused", "NoneType"]
    assert await AuditEntry.filter(action=AuditAction.EMAIL_CHANGED).count() == 1


async def test_the_link_is_no_other_link() -> None:
    """It sets no password and confirms no bounced address; nor does a link of those change one."""
    viewer = await someone()
    token = await link(await email_change.request(viewer, NEW))
    with pytest.raises(CredentialsRefused):
        await account.reset_password(REQUEST, token=token, new_password="Drei Eulen im Keller")
    with pytest.raises(CredentialsRefused):
        await email_confirmation.confirm(REQUEST, token)
    await refused((await codes.mint_reset_token(delivery_id=9, account_id=viewer.account_id)).secret)
    assert await session.viewer_of(viewer.session_id) == viewer
    await email_change.confirm(REQUEST, token)
