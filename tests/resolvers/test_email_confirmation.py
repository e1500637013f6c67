"""SM-19: a member proves that the address works again."""

from datetime import timedelta

import pytest

from models import clock, codes, keyring
from models.account import EmailConfirmation, MailedToken
from models.audit import ActorKind, AuditAction, AuditEntry
from models.delivery import Broadcast, Message
from models.member import EmailState, Member, MemberStatus
from models.suppression import Suppression, SuppressionCause
from push.bounces import addresses
from push.bounces.addresses import Bounce, address_hash
from resolvers import account, email_confirmation
from resolvers.access import Tenant
from resolvers.email_confirmation import LinkState
from resolvers.errors import Code, Conflict, CredentialsRefused, TooManyAttempts, WeakPassword
from tests.support.accounts import EMAIL, OTHER_PASSWORD, REQUEST, activated, invited, letter, person, settled, tenant

pytestmark = pytest.mark.usefixtures("portal")


async def bounced() -> Tenant:
    """A signed-in member whose address was suppressed."""
    viewer = tenant(await settled())
    await addresses.suppress([Bounce(address_hash(keyring.current(), EMAIL), "550 5.1.1")], SuppressionCause.HARD_BOUNCE)
    await addresses.mark([EMAIL])
    return viewer


async def asked(viewer: Tenant, delivery_id: int = 1) -> str:
    """The token of a confirmation mail, minted as the worker does."""
    await email_confirmation.request(viewer)
    row = await EmailConfirmation.get(confirmed_at=None)
    return (await codes.mint_confirmation_token(delivery_id=delivery_id, confirmation_id=row.id)).secret


async def state(viewer: Tenant) -> EmailState:
    return (await Member.get(id=viewer.member_id)).email_state


async def test_the_link_lifts_for_everybody_who_has_the_address() -> None:
    """SM-19: asking and looking change nothing, confirming does, once; noted in the audit log."""
    viewer = await bounced()
    spouse = await person("p-spouse")
    await Member.filter(id=spouse.id).update(email=EMAIL, email_state=EmailState.SUPPRESSED)
    token = await asked(viewer)
    assert (await Broadcast.filter(message=Message.EMAIL_CONFIRMATION).get()).member_id == viewer.member_id
    assert await email_confirmation.look(token) == email_confirmation.Link(LinkState.OPEN, EMAIL)
    assert await state(viewer) is EmailState.SUPPRESSED
    await email_confirmation.confirm(REQUEST, token)
    assert {row.email_state for row in await Member.filter(email=EMAIL)} == {EmailState.VERIFIED}
    assert await Suppression.all().count() == 0
    entry = await AuditEntry.get(action=AuditAction.EMAIL_CONFIRMED)
    assert (entry.actor_kind, entry.actor_id) == (ActorKind.TENANT, str(viewer.member_id))
    with pytest.raises(CredentialsRefused) as refusal:
        await email_confirmation.confirm(REQUEST, token)
    assert refusal.value.code is Code.LINK_USED
    assert await AuditEntry.filter(action=AuditAction.EMAIL_CONFIRMED).count() == 1


async def test_nothing_to_confirm_sends_nothing() -> None:
    """The address works."""
    viewer = tenant(await settled())
    before = await Broadcast.all().count()
    with pytest.raises(Conflict):
        await email_confirmation.request(viewer)
    assert (await Broadcast.all().count(), await EmailConfirmation.all().count()) == (before, 0)


async def test_five_mails_a_day() -> None:
    """The mailbox of a stranger is not filled either."""
    viewer = await bounced()
    before = await Broadcast.all().count()
    for _ in range(5):
        await email_confirmation.request(viewer)
    with pytest.raises(TooManyAttempts):
        await email_confirmation.request(viewer)
    assert await Broadcast.all().count() == before + 5


async def refused(token: str, viewer: Tenant) -> None:
    """The link is refused as expired and changes nothing."""
    with pytest.raises(CredentialsRefused) as refusal:
        await email_confirmation.confirm(REQUEST, token)
    assert refusal.value.code is Code.LINK_EXPIRED
    assert await state(viewer) is EmailState.SUPPRESSED
    assert await AuditEntry.filter(action=AuditAction.EMAIL_CONFIRMED).count() == 0


async def test_old_replaced_and_invented_links_lift_nothing() -> None:
    """Seven days; the newest mail counts."""
    viewer = await bounced()
    first = await asked(viewer)
    second = await asked(viewer, 2)
    await refused(first, viewer)
    await refused("invented", viewer)
    clock.shift(timedelta(days=7, seconds=1))
    assert (await email_confirmation.look(second)).state is LinkState.EXPIRED
    await refused(second, viewer)


async def test_a_link_to_an_address_the_member_has_left_lifts_nothing() -> None:
    """And no mail is minted to one any more."""
    viewer = await bounced()
    token = await asked(viewer)
    await Member.filter(id=viewer.member_id).update(email="neu@example.org")
    assert (await email_confirmation.look(token)).state is LinkState.EXPIRED
    await refused(token, viewer)
    row = await EmailConfirmation.get()
    with pytest.raises(codes.NothingToMint):
        await codes.mint_confirmation_token(delivery_id=9, confirmation_id=row.id)


async def test_the_link_of_a_person_who_died_lifts_nothing() -> None:
    """DS-19a."""
    viewer = await bounced()
    token = await asked(viewer)
    await Member.filter(id=viewer.member_id).update(status=MemberStatus.DECEASED)
    await refused(token, viewer)


async def test_the_link_is_no_other_link() -> None:
    """It neither sets a password nor confirms a registration, nor does theirs confirm an address."""
    viewer = await bounced()
    token = await asked(viewer)
    with pytest.raises(CredentialsRefused):
        await account.reset_password(REQUEST, token=token, new_password=OTHER_PASSWORD)
    with pytest.raises(CredentialsRefused):
        await account.activate(REQUEST, token)
    assert (await account.look(token)).state is account.LinkState.UNKNOWN
    reset = await codes.mint_reset_token(delivery_id=3, account_id=viewer.account_id)
    await refused(reset.secret, viewer)
    assert await MailedToken.filter(used_at__isnull=True).count() == 2
    with pytest.raises(WeakPassword):
        await account.reset_password(REQUEST, token=reset.secret, new_password="kurz")


async def test_a_new_registration_with_the_address_lifts_as_well() -> None:
    """SM-19: its link stood in a mail that arrived."""
    post = await invited()
    await settled(post=post)
    await addresses.suppress([Bounce(address_hash(keyring.current(), EMAIL), "550")], SuppressionCause.HARD_BOUNCE)
    await addresses.mark([EMAIL])
    await activated(await letter(post.member, post.number))
    assert (await Member.get(id=post.member.id)).email_state is EmailState.VERIFIED
    assert await Suppression.all().count() == 0
