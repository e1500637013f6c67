"""What the form of the Erstanmeldung tells a stranger: one answer, for the same work (AU-19)."""

from collections import Counter
from datetime import timedelta

import pytest

from models import clock, codes, passwords
from models.account import ActivationCode, Registration
from models.audit import AuditAction, AuditEntry
from models.member import MemberTask, MemberTaskKind
from resolvers import account
from resolvers.errors import Code, Conflict, CredentialsRefused
from tests.support.accounts import EMAIL, REQUEST, Letter, activated, announced, invited, letter
from tests.support.statements import counted

pytestmark = pytest.mark.usefixtures("portal")

UNKNOWN = "0099999"


async def work(number: str, code: str) -> tuple[Counter[str], int, tuple[Code, str | None, str]]:
    """Statements, argon2 computations and the answer of a refused form."""
    before = passwords.computations()
    with counted() as statements, pytest.raises(CredentialsRefused) as caught:
        await account.register(REQUEST, number=number, activation_password=code, email=EMAIL, accepts_privacy=True, accepts_terms=True)
    return statements, passwords.computations() - before, (caught.value.code, caught.value.field, str(caught.value))


async def test_strangers_cost_the_same_whatever_they_meet() -> None:
    """AU-19: unknown number, wrong code, another person's code, noise, a throttled number, a used and an expired code's number."""
    post, other, used = await invited("0012345"), await invited("0067890"), await invited("0011111")
    await activated(used)
    await work(UNKNOWN, codes.new_code())
    reference = await work(UNKNOWN, codes.new_code())
    assert reference[1] == 0
    assert reference[2] == (Code.REGISTRATION_REFUSED, None, "Number and activation code do not belong together.")
    assert sum(reference[0].values()) > 3
    for number, code in [
        (post.number, codes.new_code()),
        (post.number, other.code),
        (post.number, "noise"),
        (used.number, codes.new_code()),
        (UNKNOWN, post.code),
    ]:
        assert await work(number, code) == reference, (number, code)
    for _ in range(2):
        assert await work(post.number, codes.new_code()) == reference
    throttled = await work(post.number, post.code)
    assert throttled == reference
    clock.shift(timedelta(days=91))
    assert await work(post.number, codes.new_code()) == reference
    assert await Registration.filter(confirmed_at=None).count() == 0
    assert await AuditEntry.filter(action=AuditAction.REGISTRATION_REFUSED).count() == 11


async def test_only_the_right_code_hears_of_its_fate() -> None:
    """AU-19: expired or used is said to whoever presents it on its own number, and to nobody else."""
    post, used = await invited("0012345"), await invited("0067890")
    await activated(used)
    assert (await work(used.number, used.code))[2][0] is Code.CODE_USED
    assert (await work(post.number, used.code))[2][0] is Code.REGISTRATION_REFUSED
    clock.shift(timedelta(days=90, seconds=1))
    assert (await work(post.number, post.code))[2][0] is Code.CODE_EXPIRED
    assert (await work(used.number, post.code))[2][0] is Code.REGISTRATION_REFUSED


async def order(post: Letter, code: str) -> None:
    await account.order_letter(REQUEST, number=post.number, activation_password=code)


async def test_whoever_holds_an_expired_code_orders_a_letter() -> None:
    """AU-19: the desk gets one task however often it is asked; no code is made, and no mail goes out."""
    post = await invited()
    with pytest.raises(Conflict):
        await order(post, post.code)
    clock.shift(timedelta(days=90, seconds=1))
    for _ in range(2):
        await order(post, post.code)
    task = await MemberTask.get()
    assert (task.kind, str(task.member_id), task.settled_at) == (MemberTaskKind.NEW_LETTER, str(post.member.id), None)
    assert (await ActivationCode.all().count(), await announced()) == (1, [])


async def test_strangers_order_no_letters() -> None:
    """AU-19, AU-20: the answer and the limits of the form; a registered person is told so."""
    post, used = await invited("0012345"), await invited("0067890")
    await activated(used)
    clock.shift(timedelta(days=90, seconds=1))
    for number, code in [(UNKNOWN, post.code), (post.number, codes.new_code()), (post.number, "noise"), (used.number, post.code)]:
        with pytest.raises(CredentialsRefused) as caught:
            await account.order_letter(REQUEST, number=number, activation_password=code)
        assert caught.value.code is Code.REGISTRATION_REFUSED
    with pytest.raises(CredentialsRefused) as caught:
        await order(used, used.code)
    assert caught.value.code is Code.CODE_USED
    newer = await letter(post.member, post.number)
    with pytest.raises(Conflict):
        await order(newer, newer.code)
    for _ in range(4):
        with pytest.raises(CredentialsRefused):
            await order(post, codes.new_code())
    with pytest.raises(CredentialsRefused) as caught:
        await order(post, post.code)
    assert caught.value.code is Code.REGISTRATION_REFUSED
    assert await MemberTask.all().count() == 0
