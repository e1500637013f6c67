"""The second factor of employees: set up, asked for at each login, used once, limited, replaced by a printed code."""

import asyncio
import base64
from datetime import timedelta
from uuid import uuid4

import pytest
from pyotp.totp import TOTP

from models import clock, keyring
from models.audit import AuditAction, AuditEntry
from models.database import transaction
from models.keyring import KeyringError
from models.second_factor import RecoveryCode, Totp
from models.session import Session, SessionScope
from models.staff import Staff, StaffRole
from resolvers import account, second_factor, session
from resolvers.access import Operator, require_staff
from resolvers.errors import Code, Conflict, CredentialsRefused, NotAllowed, TooManyAttempts
from tests.support.accounts import OTHER_PASSWORD, PASSWORD, REQUEST
from tests.support.audit import logged
from tests.support.factors import EMAIL, ISSUER, at_desk, colleague, newcomer, shown, sign_in

pytestmark = pytest.mark.usefixtures("portal")


async def test_without_a_factor_nothing_opens_but_setting_one_up() -> None:
    """AU-14: outside the demo, right after the first own password."""
    entry = await newcomer(StaffRole.ADMIN)
    assert at_desk(entry).scope is SessionScope.ENROL_FACTOR
    with pytest.raises(NotAllowed) as caught:
        require_staff(entry.viewer, list(StaffRole))
    assert caught.value.code is Code.SECOND_FACTOR_SETUP_REQUIRED
    for work in (
        account.change_password(at_desk(entry), new_password=OTHER_PASSWORD, current_password=PASSWORD),
        account.confirm_password(at_desk(entry), password=PASSWORD),
        second_factor.enter_totp(REQUEST, at_desk(entry), code="000000"),
    ):
        with pytest.raises(NotAllowed):
            await work
    clock.shift(timedelta(hours=1, seconds=1))
    assert await session.authenticate(entry.token) is None


async def test_the_demo_asks_for_none() -> None:
    """AU-14: only there; whoever has set one up is asked there too."""
    second_factor.use(is_mandatory=False)
    entry = await newcomer()
    assert at_desk(entry).scope is SessionScope.FULL
    enrolment = await second_factor.begin_totp(at_desk(entry), issuer=ISSUER)
    opened = await second_factor.confirm_totp(REQUEST, at_desk(entry), code=await shown(enrolment.secret))
    assert opened.issued is None
    assert at_desk(await sign_in()).scope is SessionScope.SECOND_FACTOR


async def test_setting_up_an_app_opens_a_new_session() -> None:
    """AU-14, AU-09: secret, drawn code and ten recovery codes are shown once; the session gets a new id."""
    waiting = await newcomer()
    enrolment = await second_factor.begin_totp(at_desk(waiting), issuer=ISSUER)
    assert len(enrolment.secret) == 32
    assert enrolment.secret not in repr(enrolment)
    assert enrolment.size >= 21 + 8
    assert enrolment.path.startswith("M4 4h1v1h-1z")
    opened = await second_factor.confirm_totp(REQUEST, at_desk(waiting), code=await shown(enrolment.secret))
    assert opened.issued is not None
    assert at_desk(opened.issued).scope is SessionScope.FULL
    assert opened.issued.session.id != waiting.session.id
    assert await session.authenticate(waiting.token) is None
    assert await session.authenticate(opened.issued.token) == opened.issued.viewer
    assert len(set(opened.recovery_codes)) == 10
    stored = [row.code_hash for row in await RecoveryCode.all()]
    assert len(stored) == 10
    assert not {code.replace("-", "") for code in opened.recovery_codes} & set(stored)
    found = await second_factor.factors(at_desk(waiting).staff_id)
    assert (found.totp_since is not None, found.passkeys, found.recovery_codes_left) == (True, 0, 10)
    anna = str(at_desk(waiting).staff_id)
    assert await logged(AuditAction.STAFF_CREATED, AuditAction.TOTP_SET_UP, AuditAction.RECOVERY_CODES_MADE) == [
        ("staff_created", "operator", "", "staff", anna),
        ("totp_set_up", "staff", anna, "staff", anna),
        ("recovery_codes_made", "staff", anna, "staff", anna),
    ]


async def test_the_secret_is_sealed() -> None:
    """AU-14: encrypted with a key derived from the server key, for this employee and this use alone."""
    anna = await colleague()
    row = await Totp.get()
    assert row.secret is not None
    assert anna.secret not in row.secret
    ring, owner = keyring.current(), str(anna.viewer.staff_id)
    assert ring.unseal("totp-secret", owner, row.secret).decode() == anna.secret
    for purpose, whose, sealed in (
        ("other", owner, row.secret),
        ("totp-secret", str(uuid4()), row.secret),
        ("totp-secret", owner, ring.seal("other", owner, b"x")),
    ):
        with pytest.raises(KeyringError):
            ring.unseal(purpose, whose, sealed)


async def test_the_login_takes_two_steps() -> None:
    """AU-14: the first opens ten minutes for the second; the second opens a new session."""
    anna = await colleague()
    waiting = await sign_in()
    assert at_desk(waiting).scope is SessionScope.SECOND_FACTOR
    with pytest.raises(NotAllowed) as caught:
        require_staff(waiting.viewer, list(StaffRole))
    assert caught.value.code is Code.SECOND_FACTOR_REQUIRED
    for work in (
        account.change_password(at_desk(waiting), new_password=OTHER_PASSWORD),
        second_factor.begin_totp(at_desk(waiting), issuer=ISSUER),
        second_factor.new_recovery_codes(at_desk(waiting)),
    ):
        with pytest.raises(NotAllowed):
            await work
    clock.shift(timedelta(seconds=60))
    entry = await second_factor.enter_totp(REQUEST, at_desk(waiting), code=await shown(anna.secret))
    assert at_desk(entry).scope is SessionScope.FULL
    assert await session.authenticate(waiting.token) is None
    assert await session.authenticate(entry.token) == entry.viewer
    late = await sign_in()
    clock.shift(timedelta(minutes=11, seconds=1))
    assert await session.authenticate(late.token) is None


async def test_each_time_step_counts_once() -> None:
    """AU-14: one step of drift to either side; a code that was seen over a shoulder is worth nothing."""
    anna = await colleague()
    clock.shift(timedelta(minutes=5))
    code = await shown(anna.secret)
    waiting, other = await sign_in(), await sign_in()
    await second_factor.enter_totp(REQUEST, at_desk(waiting), code=f" {code[:3]} {code[3:]} ")
    with pytest.raises(CredentialsRefused):
        await second_factor.enter_totp(REQUEST, at_desk(other), code=code)
    with pytest.raises(CredentialsRefused):
        await second_factor.enter_totp(REQUEST, at_desk(other), code=await shown(anna.secret, steps=-1))
    await second_factor.enter_totp(REQUEST, at_desk(other), code=await shown(anna.secret, steps=1))
    clock.shift(timedelta(minutes=10))
    third = await sign_in()
    for steps in (-2, 2):
        with pytest.raises(CredentialsRefused) as caught:
            await second_factor.enter_totp(REQUEST, at_desk(third), code=await shown(anna.secret, steps=steps))
        assert caught.value.field == "code"
    assert await AuditEntry.filter(action=AuditAction.SECOND_FACTOR_REFUSED).count() == 4
    await second_factor.enter_totp(REQUEST, at_desk(third), code=await shown(anna.secret, steps=-1))


async def test_of_two_logins_with_one_code_one_gets_in() -> None:
    """AU-14: also at the same moment."""
    anna = await colleague()
    clock.shift(timedelta(minutes=5))
    code = await shown(anna.secret)
    waiting = [await sign_in(), await sign_in()]
    tries = [second_factor.enter_totp(REQUEST, at_desk(one), code=code) for one in waiting]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["CredentialsRefused", "Issued"]


@pytest.mark.parametrize(("passed", "most"), [(timedelta(), 5), (timedelta(minutes=6), 20), (timedelta(hours=2), 50)])
async def test_guessing_ends(passed: timedelta, most: int) -> None:
    """AU-14: 5 in five minutes, 20 an hour, 50 a day; the right code too has to wait then, and nothing is locked for good."""
    anna, start = await colleague(), timedelta(minutes=5)
    for number in range(most // 5):
        clock.shift(start + number * passed)
        waiting = at_desk(await sign_in())
        for _ in range(5):
            with pytest.raises(CredentialsRefused):
                await second_factor.enter_totp(REQUEST, waiting, code="12345")
    clock.shift(start + most // 5 * passed)
    waiting = at_desk(await sign_in())
    with pytest.raises(TooManyAttempts):
        await second_factor.enter_totp(REQUEST, waiting, code=await shown(anna.secret))
    with pytest.raises(TooManyAttempts):
        await second_factor.enter_recovery_code(REQUEST, waiting, code=anna.recovery_codes[0])
    clock.shift(start + timedelta(days=1, minutes=10))
    await second_factor.enter_totp(REQUEST, at_desk(await sign_in()), code=await shown(anna.secret))


async def test_a_recovery_code_opens_once() -> None:
    """AU-14: typed as it stands on paper, in any case; gone afterwards, and nobody else's."""
    anna, bert = await colleague(), await colleague(email="bert@noris.example.org")
    waiting = at_desk(await sign_in())
    with pytest.raises(CredentialsRefused):
        await second_factor.enter_recovery_code(REQUEST, waiting, code=bert.recovery_codes[0])
    entry = await second_factor.enter_recovery_code(REQUEST, waiting, code=f" {anna.recovery_codes[3].upper()} ")
    assert at_desk(entry).scope is SessionScope.FULL
    with pytest.raises(CredentialsRefused):
        await second_factor.enter_recovery_code(REQUEST, at_desk(await sign_in()), code=anna.recovery_codes[3])
    assert (await second_factor.factors(anna.viewer.staff_id)).recovery_codes_left == 9
    fresh = await second_factor.new_recovery_codes(at_desk(entry))
    assert len(fresh) == 10
    with pytest.raises(CredentialsRefused):
        await second_factor.enter_recovery_code(REQUEST, at_desk(await sign_in()), code=anna.recovery_codes[4])
    assert await RecoveryCode.filter(staff_id=bert.viewer.staff_id).count() == 10


async def test_changing_factors_needs_a_fresh_confirmation() -> None:
    """AU-10: five minutes after the login; a new app replaces the old one and ends all other sessions."""
    anna = await colleague()
    elsewhere = await second_factor.enter_recovery_code(REQUEST, at_desk(await sign_in()), code=anna.recovery_codes[0])
    clock.shift(timedelta(minutes=6))
    for work in (
        second_factor.begin_totp(anna.viewer, issuer=ISSUER),
        second_factor.remove_totp(anna.viewer),
        second_factor.new_recovery_codes(anna.viewer),
    ):
        with pytest.raises(NotAllowed) as caught:
            await work
        assert caught.value.code is Code.REAUTHENTICATION_REQUIRED
    await account.confirm_password(anna.viewer, password=PASSWORD)
    enrolment = await second_factor.begin_totp(anna.viewer, issuer=ISSUER)
    waiting = at_desk(await sign_in())
    await second_factor.enter_totp(REQUEST, waiting, code=await shown(anna.secret))
    with pytest.raises(CredentialsRefused):
        await second_factor.confirm_totp(REQUEST, anna.viewer, code=await shown(anna.secret))
    opened = await second_factor.confirm_totp(REQUEST, anna.viewer, code=await shown(enrolment.secret))
    assert (opened.issued, opened.recovery_codes) == (None, [])
    assert await session.authenticate(elsewhere.token) is None
    assert await session.viewer_of(anna.viewer.session_id) == anna.viewer
    clock.shift(timedelta(minutes=8))
    with pytest.raises(CredentialsRefused):
        await second_factor.enter_totp(REQUEST, at_desk(await sign_in()), code=await shown(anna.secret))
    await second_factor.enter_totp(REQUEST, at_desk(await sign_in()), code=await shown(enrolment.secret))


async def test_the_only_factor_cannot_be_removed() -> None:
    """AU-14: mandatory means mandatory."""
    anna = await colleague()
    with pytest.raises(Conflict):
        await second_factor.remove_totp(anna.viewer)
    assert (await second_factor.factors(anna.viewer.staff_id)).is_set_up
    second_factor.use(is_mandatory=False)
    await second_factor.remove_totp(anna.viewer)
    assert not (await second_factor.factors(anna.viewer.staff_id)).is_set_up
    assert [entry[0] for entry in await logged(AuditAction.TOTP_REMOVED)] == ["totp_removed"]


async def test_lost_factors_are_set_up_anew() -> None:
    """AU-14, AU-15: an administrator takes them away and sees no secret; sessions end, the next login sets up anew."""
    anna = await colleague()
    async with transaction():
        await second_factor.forget(Operator(), anna.viewer.staff_id)
    assert await session.authenticate(anna.session.token) is None
    assert at_desk(await sign_in()).scope is SessionScope.ENROL_FACTOR
    assert await RecoveryCode.all().count() == 0
    assert await logged(AuditAction.SECOND_FACTORS_FORGOTTEN) == [
        ("second_factors_forgotten", "operator", "", "staff", str(anna.viewer.staff_id))
    ]


async def test_a_locked_employee_does_not_get_through_the_second_step() -> None:
    """AU-03: locked between the two steps; removing a factor does not unlock."""
    anna = await colleague()
    waiting = at_desk(await sign_in())
    await Staff.filter(email=EMAIL).update(is_active=False)
    before = await Session.all().count()
    clock.shift(timedelta(minutes=1))
    with pytest.raises(NotAllowed):
        await second_factor.enter_totp(REQUEST, waiting, code=await shown(anna.secret))
    with pytest.raises(NotAllowed):
        await second_factor.remove_totp(anna.viewer)
    assert await Session.all().count() == before
    assert not (await Staff.get(email=EMAIL)).is_active


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238 appendix B, SHA-1, the last six digits."""
    totp = TOTP(base64.b32encode(b"12345678901234567890").decode())
    assert [totp.at(moment) for moment in (59, 1111111109, 2000000000)] == ["287082", "081804", "279037"]
