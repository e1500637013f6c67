"""AU-10: whoever changes what somebody signs in with has just shown who they are, and whom it concerns is told by mail."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from models import clock
from models.database import Dialect, dialect, rows
from models.delivery import Broadcast, Message
from models.staff import StaffRole
from models.staff_mail import StaffMail, StaffMessage, StaffSecurityChange
from models.token import TokenScope
from resolvers import account, email_change, passkey, second_factor, session, staff_management, token
from resolvers.access import Operator, Staff, Tenant
from resolvers.errors import Code, CredentialsRefused, NotAllowed
from resolvers.passkey import Party
from resolvers.staff_management import Places
from tests.support.accounts import OTHER_PASSWORD, PASSWORD, REQUEST, settled, tenant
from tests.support.authenticator import Authenticator
from tests.support.factors import ISSUER, colleague, shown

pytestmark = pytest.mark.usefixtures("portal")

PARTY = Party("https://portal.noris.example", "Noris eG")
EVERYWHERE = Places(is_everywhere=True)
ELSEWHERE = "erika.neu@example.org"


async def add_passkey(viewer: Tenant | Staff) -> UUID:
    """One more, made by a new device."""
    asked = await passkey.begin_registration(viewer, PARTY)
    answer = Authenticator(PARTY.origin, PARTY.id).create(asked.options)
    added = await passkey.finish_registration(REQUEST, viewer, PARTY, ceremony_id=asked.id, credential=answer, name="Telefon")
    return added.passkey.id


Change = Callable[[Tenant, UUID], Awaitable[object]]
StaffChange = Callable[[Staff, UUID], Awaitable[object]]


async def new_app(viewer: Staff, _: UUID) -> None:
    """Another authenticator app in place of the first."""
    enrolment = await second_factor.begin_totp(viewer, issuer=ISSUER)
    await second_factor.confirm_totp(REQUEST, viewer, code=await shown(enrolment.secret))


MEMBERS: dict[str, tuple[Change, list[Message]]] = {
    "email": (lambda viewer, _: email_change.request(viewer, ELSEWHERE), [Message.EMAIL_CHANGE, Message.EMAIL_CHANGE_ASKED]),
    "passkey added": (lambda viewer, _: add_passkey(viewer), [Message.PASSKEY_ADDED]),
    "passkey removed": (passkey.remove, [Message.PASSKEY_REMOVED]),
    "passkey renamed": (lambda viewer, id: passkey.rename(viewer, id, "Neu"), []),
}
EMPLOYEES: dict[str, tuple[StaffChange, StaffSecurityChange]] = {
    "app": (new_app, StaffSecurityChange.TOTP_SET_UP),
    "app removed": (lambda viewer, _: second_factor.remove_totp(viewer), StaffSecurityChange.TOTP_REMOVED),
    "passkey added": (lambda viewer, _: add_passkey(viewer), StaffSecurityChange.PASSKEY_ADDED),
    "passkey removed": (passkey.remove, StaffSecurityChange.PASSKEY_REMOVED),
    "recovery codes": (lambda viewer, _: second_factor.new_recovery_codes(viewer), StaffSecurityChange.RECOVERY_CODES_MADE),
}


async def everything() -> dict[str, list[str]]:
    """Every row of every table but counters of attempts."""
    listed = (
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        if dialect() is Dialect.SQLITE
        else "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
    )
    names = {row["name"] for row in await rows(listed)} - {"rate_counter"}
    return {name: sorted(str(row) for row in await rows(f'SELECT * FROM "{name}"')) for name in names}  # noqa: S608 - our own tables


async def refused(work: Awaitable[object], code: Code = Code.REAUTHENTICATION_REQUIRED) -> None:
    """Refused, nothing changed, nothing sent."""
    before = await everything()
    with pytest.raises(NotAllowed) as caught:
        await work
    assert caught.value.code is code
    assert await everything() == before


async def told(viewer: Staff) -> list[str]:
    """What the employee is told of, the oldest first."""
    found = await StaffMail.filter(staff_id=viewer.staff_id, message=StaffMessage.STAFF_SECURITY_CHANGED).order_by("id")
    return [mail.details["change"] for mail in found]


@pytest.mark.parametrize("name", MEMBERS)
async def test_au_10_a_member_shows_anew_who_they_are(name: str) -> None:
    """AU-10: six minutes after the login it is refused; after the password it is done, and the member is told."""
    change, expected = MEMBERS[name]
    viewer = tenant(await settled())
    mine = await add_passkey(viewer)
    seen = [row.id for row in await Broadcast.all()]
    clock.shift(timedelta(minutes=6))
    await refused(change(viewer, mine))
    await account.confirm_password(viewer, password=PASSWORD)
    await change(viewer, mine)
    found = await Broadcast.filter(member_id=viewer.member_id).exclude(id__in=seen)
    assert sorted(row.message for row in found) == sorted(expected)


@pytest.mark.parametrize("name", EMPLOYEES)
async def test_au_10_an_employee_shows_anew_who_they_are(name: str) -> None:
    """AU-10, AU-14: the same for second factors; one mail about each change."""
    change, expected = EMPLOYEES[name]
    viewer = (await colleague()).viewer
    mine = await add_passkey(viewer)
    seen = await told(viewer)
    assert seen == ["totp_set_up", "passkey_added"]
    clock.shift(timedelta(minutes=6))
    await refused(change(viewer, mine))
    await account.confirm_password(viewer, password=PASSWORD)
    await change(viewer, mine)
    assert await told(viewer) == [*seen, expected]


async def test_au_10_a_new_password_takes_the_old_one_however_fresh_the_login_is() -> None:
    """AU-10, AU-08: the current password is the proof; wrong or missing it changes nothing; members and employees are told."""
    member, employee = tenant(await settled()), (await colleague()).viewer
    for viewer in (member, employee):
        for current in (None, OTHER_PASSWORD):
            before = await everything()
            with pytest.raises(CredentialsRefused):
                await account.change_password(viewer, new_password=OTHER_PASSWORD, current_password=current)
            assert await everything() == before
        await account.change_password(viewer, new_password=OTHER_PASSWORD, current_password=PASSWORD)
    assert await Broadcast.filter(message=Message.PASSWORD_CHANGED, member_id=member.member_id).count() == 1
    assert await told(employee) == ["totp_set_up", "password_changed"]


Management = Callable[[Staff, UUID], Awaitable[object]]
MANAGEMENT: dict[str, Management] = {
    "invite": lambda viewer, _: staff_management.invite(
        viewer, email="neu@noris.example", name="Nora Neu", role=StaffRole.ADMIN, places=Places()
    ),
    "change role": lambda viewer, id: staff_management.change_role(viewer, id, role=StaffRole.READER, places=EVERYWHERE),
    "lock": staff_management.lock,
    "unlock": staff_management.unlock,
    "reset access": staff_management.reset_access,
    "remove": staff_management.remove,
    "create token": lambda viewer, _: token.create(viewer, name="ERP", scopes=[TokenScope.STOCK_WRITE], valid_for=timedelta(days=1)),
    "revoke token": lambda viewer, _: revoke_any(viewer),
}


async def revoke_any(viewer: Staff) -> object:
    """End the one token there is."""
    [one] = (await token.tokens(viewer, first=10)).items
    return await token.revoke(viewer, one.row.id)


@pytest.mark.parametrize("name", MANAGEMENT)
async def test_au_10_rights_are_handed_out_by_who_has_just_shown_who_they_are(name: str) -> None:
    """AU-10: staff and tokens; an unattended screen hands out nothing. After the password the same call goes through."""
    viewer = (await colleague(StaffRole.ADMIN)).viewer
    other = (await colleague(StaffRole.EDITOR, "emil@noris.example.org")).viewer
    await token.create(Operator(), name="App", scopes=[TokenScope.NOTICES_READ], valid_for=timedelta(days=1))
    if name == "unlock":
        await staff_management.lock(Operator(), other.staff_id)
    clock.shift(timedelta(minutes=6))
    await refused(MANAGEMENT[name](viewer, other.staff_id))
    await refused(MANAGEMENT[name](viewer, uuid4()))
    await account.confirm_password(viewer, password=PASSWORD)
    before = await everything()
    await MANAGEMENT[name](viewer, other.staff_id)
    assert await everything() != before
    assert await session.viewer_of(viewer.session_id) == viewer
