"""The administration's care of employees (AU-13, AU-15)."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from models import clock
from models.audit import AuditAction, AuditEntry
from models.database import transaction
from models.delivery import DeliveryState
from models.event import Event, Topic
from models.session import Session, SessionScope
from models.staff import Staff, StaffArea, StaffRole
from models.staff_mail import StaffMail, StaffMessage
from models.token import TokenScope
from resolvers import account, session, staff_management
from resolvers.access import Operator, Viewer
from resolvers.access import Staff as StaffViewer
from resolvers.errors import Conflict, CredentialsRefused, InvalidInput, NotAllowed, NotFound
from resolvers.staff_management import Places
from tests.servers.mail_server import MailServer
from tests.support.accounts import REQUEST
from tests.support.audit import logged
from tests.support.posts import post
from tests.support.town import Town, build, integrator
from tests.support.waiting import eventually

pytestmark = pytest.mark.usefixtures("portal")
EVERYWHERE = Places(is_everywhere=True)
Change = Callable[[Viewer, UUID], Awaitable[object]]


async def to_reader(viewer: Viewer, staff_id: UUID) -> object:
    """The change of a role that takes rights away."""
    return await staff_management.change_role(viewer, staff_id, role=StaffRole.READER, places=EVERYWHERE)


CHANGES: dict[str, Change] = {
    "change_role": to_reader,
    "lock": staff_management.lock,
    "unlock": staff_management.unlock,
    "reset_access": staff_management.reset_access,
    "remove": staff_management.remove,
}


async def signed_in(row: Staff | UUID) -> tuple[str, UUID]:
    """A session of an employee: its secret and its id."""
    found = row if isinstance(row, Staff) else await Staff.get(id=row)
    issued = await session.create_for_staff(found, scope=SessionScope.FULL)
    return issued.token, issued.session.id


def secret_in(text: str) -> str:
    """The one-time password in a mail."""
    return text.partition("lautet:")[2].split()[0]


async def test_an_invitation_brings_the_password_to_its_reader_alone(mail_server: MailServer) -> None:
    """AU-15: the administration neither sees nor chooses it; it is made when the mail goes out, and the first sign-in replaces it."""
    town = await build()
    admin = await town.admin()
    places = Places(districts=frozenset({town.districts["Nordend"].id}))
    made = await staff_management.invite(admin, email="Neu@Noris.Example", name="Nora Neu", role=StaffRole.EDITOR, places=places)
    assert (made.row.email, made.row.role, [row.name for row in made.districts]) == ("neu@noris.example", StaffRole.EDITOR, ["Nordend"])
    await post(mail_server).run_until_idle()
    [mail] = mail_server.mails
    assert mail.recipient == "neu@noris.example"
    secret = secret_in(mail.text)
    assert secret not in str([dict(row) for row in await StaffMail.all().values()])
    issued = await account.staff_login(REQUEST, email="neu@noris.example", password=secret)
    assert isinstance(issued.viewer, StaffViewer)
    assert (issued.viewer.scope, issued.viewer.districts) == (SessionScope.CHANGE_PASSWORD, places.districts)
    entry = await AuditEntry.get(action=AuditAction.STAFF_INVITED)
    assert (entry.actor_id, entry.object_id, entry.details) == (str(admin.staff_id), str(made.row.id), {"role": "editor"})


async def test_a_mailed_password_ends_after_three_days(mail_server: MailServer) -> None:
    """AU-15: from the mail on, not from the invitation."""
    await staff_management.invite(Operator(), email="neu@noris.example", name="Nora Neu", role=StaffRole.ADMIN, places=Places())
    clock.shift(timedelta(hours=70))
    await post(mail_server).run_until_idle()
    secret = secret_in(mail_server.mails[0].text)
    clock.shift(timedelta(hours=70 + 71))
    await account.staff_login(REQUEST, email="neu@noris.example", password=secret)
    clock.shift(timedelta(hours=70 + 73))
    with pytest.raises(CredentialsRefused):
        await account.staff_login(REQUEST, email="neu@noris.example", password=secret)


async def test_a_mail_that_waits_too_long_is_not_sent(mail_server: MailServer) -> None:
    await staff_management.invite(Operator(), email="neu@noris.example", name="Nora Neu", role=StaffRole.ADMIN, places=Places())
    clock.shift(timedelta(hours=73))
    await post(mail_server).run_until_idle()
    assert mail_server.mails == []
    assert (await StaffMail.get()).state is DeliveryState.EXPIRED


async def test_reset_access_closes_at_once_and_mails(mail_server: MailServer) -> None:
    """AU-15: old password and sessions are void before the mail is out; of two mails the newest works."""
    town = await build()
    admin = await town.admin()
    made = await staff_management.invite(admin, email="neu@noris.example", name="Nora Neu", role=StaffRole.ADMIN, places=Places())
    work = post(mail_server)
    await work.run_until_idle()
    first = secret_in(mail_server.mails[0].text)
    issued = await account.staff_login(REQUEST, email="neu@noris.example", password=first)
    await staff_management.reset_access(admin, made.row.id)
    assert await session.authenticate(issued.token) is None
    with pytest.raises(CredentialsRefused):
        await account.staff_login(REQUEST, email="neu@noris.example", password=first)
    await work.run_until_idle()
    second = secret_in(mail_server.mails[1].text)
    assert first != second
    clock.shift(timedelta(minutes=1))
    assert (await account.staff_login(REQUEST, email="neu@noris.example", password=second)).viewer.scope is SessionScope.CHANGE_PASSWORD
    assert [row.message for row in await StaffMail.all().order_by("id")] == [StaffMessage.STAFF_INVITATION, StaffMessage.STAFF_ACCESS_RESET]
    assert await logged(AuditAction.STAFF_ACCESS_RESET) == [("staff_access_reset", "staff", str(admin.staff_id), "staff", str(made.row.id))]


async def test_a_repeated_mail_takes_no_own_password_away(mail_server: MailServer) -> None:
    """The answer to the first mail was lost, but it arrived and was used: the repeated one is not sent."""
    made = await staff_management.invite(Operator(), email="neu@noris.example", name="Nora Neu", role=StaffRole.ADMIN, places=Places())
    await Staff.filter(id=made.row.id).update(must_change_password=False, password_hash="-")
    await post(mail_server).run_until_idle()
    assert mail_server.mails == []
    assert ((await StaffMail.get()).state, (await Staff.get(id=made.row.id)).password_hash) == (DeliveryState.CANCELLED, "-")


async def test_another_role_ends_the_sessions(tmp_path: Path) -> None:
    """AU-13, GQ-13: the person's sockets are told to close, and the next sign-in has the new rights; other people's sessions stay."""
    town = await build()
    admin, editor = await town.admin(), await town.staff(StaffRole.EDITOR)
    own, _ = await signed_in(admin.staff_id)
    secret, session_id = await signed_in(editor.staff_id)
    await staff_management.change_role(
        admin, editor.staff_id, role=StaffRole.CARETAKER, places=Places(houses=frozenset({town.houses["Seegasse 5"].id}))
    )
    assert await session.authenticate(secret) is None
    assert await session.authenticate(own) is not None
    assert await Event.filter(topic=Topic.SESSION, subject_id=session_id).count() == 1
    again = await session.authenticate((await signed_in(editor.staff_id))[0])
    assert isinstance(again, StaffViewer)
    assert (again.role, again.districts, again.houses) == (StaffRole.CARETAKER, frozenset(), frozenset({town.houses["Seegasse 5"].id}))
    entry = await AuditEntry.get(action=AuditAction.STAFF_ROLE_CHANGED)
    assert entry.details == {"before": "editor", "role": "caretaker"}


async def test_a_lock_and_its_end() -> None:
    """AU-13, GQ-13."""
    town = await build()
    admin, editor = await town.admin(), await town.staff(StaffRole.EDITOR)
    secret, _ = await signed_in(editor.staff_id)
    assert not (await staff_management.lock(admin, editor.staff_id)).row.is_active
    assert await session.authenticate(secret) is None
    with pytest.raises(Conflict):
        await staff_management.reset_access(admin, editor.staff_id)
    assert (await staff_management.unlock(admin, editor.staff_id)).row.is_active
    assert await session.authenticate(secret) is None
    assert await session.authenticate((await signed_in(editor.staff_id))[0]) is not None
    assert await logged(AuditAction.STAFF_LOCKED, AuditAction.STAFF_UNLOCKED) == [
        (action, "staff", str(admin.staff_id), "staff", str(editor.staff_id)) for action in ("staff_locked", "staff_unlocked")
    ]


async def test_who_is_removed_is_gone_but_for_the_record() -> None:
    town = await build()
    admin, editor = await town.admin(), await town.staff(StaffRole.EDITOR, districts=("Nordend",))
    await Staff.filter(id=editor.staff_id).update(email="eva@noris.example")
    secret, _ = await signed_in(editor.staff_id)
    await staff_management.remove(admin, editor.staff_id)
    assert await session.authenticate(secret) is None
    assert await StaffArea.filter(staff_id=editor.staff_id).count() == 0
    assert [one.row.id for one in (await staff_management.colleagues(admin, first=10)).items] == [admin.staff_id]
    assert (await Staff.get(id=editor.staff_id)).name == "Vera Verwaltung"
    again = await staff_management.invite(admin, email="eva@noris.example", name="Eva Neu", role=StaffRole.READER, places=EVERYWHERE)
    with pytest.raises(Conflict):
        await staff_management.invite(admin, email="EVA@noris.example", name="Eva Neu", role=StaffRole.READER, places=EVERYWHERE)
    assert again.row.id != editor.staff_id
    assert await logged(AuditAction.STAFF_REMOVED) == [("staff_removed", "staff", str(admin.staff_id), "staff", str(editor.staff_id))]
    for change in CHANGES.values():
        with pytest.raises(NotFound):
            await change(admin, editor.staff_id)


@pytest.mark.parametrize("change", ["change_role", "lock", "remove"])
async def test_the_last_administrator_stays(change: str) -> None:
    """AU-13: neither demoted, locked nor removed, not even by the command line; a locked one does not count."""
    town = await build()
    admin, locked = await town.staff(StaffRole.ADMIN), await town.staff(StaffRole.ADMIN)
    await Staff.filter(id=locked.staff_id).update(is_active=False)
    with pytest.raises(Conflict):
        await CHANGES[change](Operator(), admin.staff_id)
    row = await Staff.get(id=admin.staff_id)
    assert (row.role, row.is_active, row.removed_at) == (StaffRole.ADMIN, True, None)
    assert await AuditEntry.all().count() == 0


@pytest.mark.parametrize("change", ["change_role", "lock", "remove"])
async def test_two_administrators_cannot_end_each_other(change: str) -> None:
    """AU-13: both at the same time; one is refused, one administrator remains."""
    town = await build()
    one, other = await town.admin(), await town.admin()
    results = await asyncio.gather(CHANGES[change](one, other.staff_id), CHANGES[change](other, one.staff_id), return_exceptions=True)
    assert [type(result) for result in results if isinstance(result, Exception)] in ([NotAllowed], [Conflict])
    assert await Staff.filter(role=StaffRole.ADMIN, is_active=True, removed_at=None).count() == 1


@pytest.mark.parametrize("change", list(CHANGES))
async def test_nobody_changes_their_own_access(change: str) -> None:
    """AU-13."""
    town = await build()
    admin, _ = await town.admin(), await town.admin()
    secret, _ = await signed_in(admin.staff_id)
    with pytest.raises(NotAllowed):
        await CHANGES[change](admin, admin.staff_id)
    assert await session.authenticate(secret) is not None
    assert (await AuditEntry.all().count(), await StaffMail.all().count()) == (0, 0)


async def test_the_administration_alone_manages_employees() -> None:
    """AU-13: deny by default."""
    town = await build()
    target = await town.staff(StaffRole.READER)
    viewers: list[Viewer] = [await town.staff(role) for role in StaffRole if role is not StaffRole.ADMIN]
    viewers += [None, await town.tenant("Anna"), integrator(*TokenScope)]
    viewers.append(replace(await town.staff(StaffRole.ADMIN), scope=SessionScope.CHANGE_PASSWORD))
    for viewer in viewers:
        for change in CHANGES.values():
            for staff_id in (target.staff_id, uuid4()):
                with pytest.raises(NotAllowed):
                    await change(viewer, staff_id)
        with pytest.raises(NotAllowed):
            await staff_management.colleagues(viewer, first=10)
        with pytest.raises(NotAllowed):
            await staff_management.invite(viewer, email="neu@noris.example", name="Nora", role=StaffRole.ADMIN, places=Places())
    assert (await AuditEntry.all().count(), await StaffMail.all().count(), await Session.all().count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("role", "everywhere", "named", "is_fitting"),
    [
        (StaffRole.EDITOR, False, False, False),
        (StaffRole.EDITOR, True, False, True),
        (StaffRole.EDITOR, False, True, True),
        (StaffRole.EDITOR, True, True, False),
        (StaffRole.CARETAKER, True, False, False),
        (StaffRole.CARETAKER, False, False, False),
        (StaffRole.CARETAKER, False, True, True),
        (StaffRole.ADMIN, False, False, True),
        (StaffRole.ADMIN, False, True, False),
        (StaffRole.AUDITOR, False, True, False),
    ],
)
async def test_places_fit_the_role(town: Town, role: StaffRole, everywhere: bool, named: bool, is_fitting: bool) -> None:
    """AU-13: nobody gets the whole stock by leaving the districts out."""
    places = Places(everywhere, districts=frozenset({town.districts["Nordend"].id}) if named else frozenset())
    if is_fitting:
        made = await staff_management.invite(Operator(), email="neu@noris.example", name="Nora Neu", role=role, places=places)
        assert [row.name for row in made.districts] == (["Nordend"] if named else [])
        return
    with pytest.raises(InvalidInput) as refusal:
        await staff_management.invite(Operator(), email="neu@noris.example", name="Nora Neu", role=role, places=places)
    assert refusal.value.field == "places"
    assert (await Staff.all().count(), await StaffMail.all().count()) == (0, 0)


async def test_unknown_places_are_refused(town: Town) -> None:
    async with transaction():
        target = await town.staff(StaffRole.READER)
    for places, field in ((Places(districts=frozenset({uuid4()})), "districtIds"), (Places(houses=frozenset({uuid4()})), "houseIds")):
        with pytest.raises(InvalidInput) as refusal:
            await staff_management.change_role(Operator(), target.staff_id, role=StaffRole.EDITOR, places=places)
        assert refusal.value.field == field
    assert (await Staff.get(id=target.staff_id)).role is StaffRole.READER


async def test_the_post_runs_beside_the_worker_until_it_is_stopped(mail_server: MailServer) -> None:
    """It is woken by the invitation, and stops at once."""
    work = post(mail_server)
    running = asyncio.create_task(work.run())
    await staff_management.invite(Operator(), email="neu@noris.example", name="Nora Neu", role=StaffRole.ADMIN, places=Places())
    await eventually(lambda: bool(mail_server.mails), 30)
    work.stop()
    await asyncio.wait_for(running, 10)
