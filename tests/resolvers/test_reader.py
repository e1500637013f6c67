"""DS-19, DS-19a: who reads for a member sees what they may, from the first moment to the last, and changes nothing."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from models import clock, codes
from models.account import Account, MailedToken
from models.audit import AuditAction, AuditEntry
from models.consent import Consent, ConsentPurpose
from models.delivery import Broadcast, Message
from models.device import Device
from models.document import Document
from models.event import Event, Topic
from models.member import Member, MemberStatus
from models.reader import Reader, ReaderEnd, ReaderKind
from models.session import Session
from models.staff import StaffRole
from resolvers import account, document, member_access, reader, session
from resolvers.access import Operator, Tenant, Viewer, reading_for, visible_documents, visible_members
from resolvers.errors import Code, Conflict, CredentialsRefused, InvalidInput, NotAllowed, NotFound, PortalError, TooManyAttempts
from resolvers.reader import Acceptance, Deed, ReaderState
from tests.support import files as papers
from tests.support import reading
from tests.support.accounts import PASSWORD, REQUEST, device_of
from tests.support.audit import logged
from tests.support.town import Town, traces

ADDRESS = "Petra.Helfer@example.net"
REASON = "Der Brief kam mit der Post zurück."


async def signed_in(town: Town, name: str = "Anna") -> Tenant:
    """A member with a real session that was opened a moment ago."""
    who = await town.tenant(name)
    issued = await session.create_for_account(await Account.get(id=who.account_id), scope=who.scope, kind=who.kind)
    assert isinstance(issued.viewer, Tenant)
    return issued.viewer


async def invited(town: Town, *, documents: bool = False) -> tuple[Tenant, str]:
    """Anna invites Petra; the link of the mail."""
    anna = await signed_in(town)
    row = await reader.invite(anna, name="Petra Helfer", email=ADDRESS, reads_documents=documents)
    minted = await codes.mint_invitation_token(delivery_id=1, reader_id=row.id)
    return anna, minted.secret


def form(token: str, *, privacy: bool = True, terms: bool = True) -> Acceptance:
    """The form as it should be filled in."""
    return Acceptance(token=token, first_name="Petra", last_name="Helfer", password=PASSWORD, accepts_privacy=privacy, accepts_terms=terms)


async def sees(viewer: Viewer, member_id: UUID) -> list[str]:
    """The titles of the documents the viewer reads for a member."""
    found = await visible_documents(await reading_for(viewer, member_id))
    return [row.title for row in await found]


async def told() -> list[Message]:
    """What was put into the outbox and not taken back."""
    return [row.message for row in await Broadcast.filter(cancelled_at=None).order_by("created_at")]


async def test_from_the_invitation_to_the_end(town: Town, portal: str, files: Path) -> None:
    """DS-19a: an own account, the notices and (as chosen) the documents; the end counts at once, and both are told of both."""
    anna, token = await invited(town, documents=True)
    await papers.published("statement", member_id=anna.member_id)
    assert [view.state for view in await reader.readers(anna)] == [ReaderState.INVITED]
    assert await reader.accept(REQUEST, form(token)) == ADDRESS.lower()
    petra = (await account.login(REQUEST, number=ADDRESS, password=PASSWORD)).viewer
    assert isinstance(petra, Tenant)
    assert [view.state for view in await reader.readers(anna)] == [ReaderState.READING]
    assert [(one.name, one.reads_documents) for one in await reader.readings(petra)] == [("Anna Amsel", True)]
    assert await sees(petra, anna.member_id) == ["Betriebskostenabrechnung 2025"]
    assert {row.purpose for row in await Consent.filter(member_id=petra.member_id)} == {ConsentPurpose.PRIVACY_NOTICE, ConsentPurpose.TERMS}
    await device_of(await Member.get(id=petra.member_id))
    seen = await reading_for(petra, anna.member_id)
    paper = await Document.get()
    await document.note_opening(seen, paper.id)
    assert await logged(AuditAction.DOCUMENT_READ_BY_READER) == [
        ("document_read_by_reader", "tenant", str(petra.member_id), "document", str(paper.id))
    ]
    await reader.end_own(anna, (await Reader.get()).id)
    assert await (await visible_documents(seen)).count() == 0
    with pytest.raises(NotFound):
        await reading_for(petra, anna.member_id)
    assert [event.subject_id for event in await Event.filter(topic=Topic.SESSION)] == [petra.session_id]
    assert (await Account.filter(member_id=petra.member_id).count(), await Device.filter(member_id=petra.member_id).count()) == (0, 0)
    assert {Message.READER_ENDED, Message.READING_ENDED} <= set(await told())
    assert (await Reader.get()).ended_by is ReaderEnd.MEMBER
    found = await AuditEntry.filter(object_id=str(anna.member_id)).order_by("id").values_list("action", flat=True)
    assert found[-3:] == [AuditAction.READER_INVITED, AuditAction.READER_STARTED, AuditAction.READER_ENDED]


async def test_documents_are_a_choice_of_their_own(town: Town, portal: str, files: Path) -> None:
    """DS-19a: off unless the member says so."""
    anna, token = await invited(town)
    await papers.published("statement", member_id=anna.member_id)
    await reader.accept(REQUEST, form(token))
    petra = await reading.viewer(await Member.get(email=ADDRESS))
    assert await sees(petra, anna.member_id) == []
    seen = await reading_for(petra, anna.member_id)
    with pytest.raises(NotFound):
        await document.find_for_download(seen, uuid4())


async def test_a_link_works_once_and_for_seven_days(town: Town, portal: str) -> None:
    """AU-07 for invitations: stored hashed, used once; a refused form leaves it open."""
    _, token = await invited(town)
    assert await MailedToken.filter(token_hash=codes.token_hash(token)).count() == 1
    before = await traces()
    for wrong in (form(token, privacy=False), form(token, terms=False)):
        with pytest.raises(InvalidInput):
            await reader.accept(REQUEST, wrong)
    assert await traces() == before
    await reader.accept(REQUEST, form(token))
    with pytest.raises(CredentialsRefused) as used:
        await reader.accept(REQUEST, form(token))
    assert used.value.code is Code.LINK_USED
    assert await Account.filter(login_email=ADDRESS.lower()).count() == 1


async def test_an_old_link_opens_nothing(town: Town, portal: str) -> None:
    """AU-07 for invitations."""
    anna, token = await invited(town)
    clock.shift(timedelta(days=7, seconds=1))
    with pytest.raises(CredentialsRefused) as refusal:
        await reader.accept(REQUEST, form(token))
    assert refusal.value.code is Code.LINK_EXPIRED
    assert [view.state for view in await reader.readers(anna)] == [ReaderState.LAPSED]


async def test_a_daughter_who_lives_here_accepts_with_the_account_she_has(town: Town, portal: str) -> None:
    """DS-19a: one account; the stand-in of the invitation is forgotten."""
    anna, token = await invited(town)
    emil = await signed_in(town, "Emil")
    await reader.accept_as(emil, REQUEST, token)
    assert [one.member_id for one in await reader.readings(emil)] == [anna.member_id]
    assert await Member.filter(status=MemberStatus.READER).count() == 0
    await reader.stop(emil, (await Reader.get()).id)
    assert await reader.readings(emil) == []
    assert await Account.filter(id=emil.account_id).count() == 1


async def test_an_invitation_needs_a_fresh_confirmation_and_a_place(town: Town, portal: str) -> None:
    """AU-10; at most three."""
    anna = await signed_in(town)
    for number in range(reader.MOST_INVITED):
        await reader.invite(anna, name=f"Person {number}", email=f"p{number}@example.net")
    before = await traces()
    with pytest.raises(Conflict):
        await reader.invite(anna, name="Zu viel", email="viel@example.net")
    clock.shift(timedelta(minutes=6))
    with pytest.raises(NotAllowed) as refusal:
        await reader.invite(anna, name="Zu spät", email="spaet@example.net")
    assert refusal.value.code is Code.REAUTHENTICATION_REQUIRED
    assert await traces() == before
    assert await Reader.all().count() == reader.MOST_INVITED


async def test_a_reader_is_no_member_and_invites_nobody(town: Town, portal: str) -> None:
    """DS-19a: in no list of members; nothing of the member's can be changed by reading."""
    rita = await reading.reader_of(town, "Anna", "Rita Ruf", documents=True)
    assert await visible_members(Operator()).filter(id=rita.member_id).count() == 0
    row = await session.create_for_account(await Account.get(id=rita.account_id), scope=rita.scope, kind=rita.kind)
    with pytest.raises(NotAllowed):
        await reader.invite(row.viewer, name="Noch jemand", email="noch@example.net")
    with pytest.raises(NotFound):
        await reader.end_own(rita, (await Reader.get()).id)


async def test_by_deed_without_asking_and_within_its_days(town: Town, portal: str) -> None:
    """DS-19a: staff write down the deed; the member sees it and cannot end it; the last day counts by the database's clock."""
    desk, anna = await town.staff(StaffRole.MEMBER_DESK), await signed_in(town)
    deed = Deed(ReaderKind.GUARDIAN, "Berta Betreuerin", ADDRESS, "Betreuerausweis 3 XVII 12/26", ends_on=town.today + timedelta(days=3))
    with pytest.raises(NotAllowed) as refused:
        await reader.register(desk, anna.member_id, deed)
    assert refused.value.code is Code.REAUTHENTICATION_REQUIRED
    assert await Reader.all().count() == 0
    await town.sign_in(desk)
    row = await reader.register(desk, anna.member_id, deed)
    assert (row.deed_seen_by, row.reads_documents) == (str(desk.staff_id), True)
    assert [entry[:3] for entry in await logged(AuditAction.READER_REGISTERED)] == [("reader_registered", "staff", str(desk.staff_id))]
    token = (await codes.mint_invitation_token(delivery_id=1, reader_id=row.id)).secret
    await reader.accept(REQUEST, form(token))
    berta = await reading.viewer(await Member.get(id=row.person_id))
    assert len(await reader.readings(berta)) == 1
    assert [view.row.kind for view in await reader.readers(anna)] == [ReaderKind.GUARDIAN]
    with pytest.raises(NotFound):
        await reader.end_own(anna, row.id)
    clock.shift(timedelta(days=4))
    assert await reader.readings(berta) == []
    clock.shift(timedelta())
    await reader.end_by_staff(desk, row.id)
    assert (await Reader.get()).ended_by is ReaderEnd.STAFF


ENDINGS: dict[str, tuple[Callable[[Town, Viewer, UUID], Awaitable[object]], set[ReaderKind]]] = {
    "lock": (lambda town, desk, id: member_access.lock(desk, id, reason=REASON), {ReaderKind.GUARDIAN}),
    "regrant": (lambda town, desk, id: member_access.regrant(desk, id, reason=REASON, client_mutation_id="x"), {ReaderKind.GUARDIAN}),
    "death": (lambda town, desk, id: member_access.report_death(desk, id), set()),
}


@pytest.mark.parametrize("how", ENDINGS)
async def test_readers_end_with_the_access(town: Town, portal: str, how: str) -> None:
    """DS-19a, WP-34: invited readers go with a lock, a new access and death, with sessions and devices; a deed ends with death alone."""
    end, kept = ENDINGS[how]
    anna = town.members["Anna"]
    await Member.filter(id=anna.id).update(street="Amselweg 2", postal_code="90402", city="Nürnberg")
    await town.tenant("Anna")
    rita = await reading.reader_of(town, "Anna", "Rita Ruf")
    issued = await session.create_for_account(await Account.get(id=rita.account_id), scope=rita.scope, kind=rita.kind)
    await device_of(await Member.get(id=rita.member_id))
    await reading.registered(town, "Anna", town.members["Gerda"])
    await end(town, await town.fresh(StaffRole.MEMBER_DESK), anna.id)
    assert {row.kind for row in await Reader.filter(ended_at=None)} == kept
    assert await session.authenticate(issued.token) is None
    assert await Session.filter(account_id=rita.account_id, revoked_at=None).count() == 0
    assert await Device.filter(member_id=rita.member_id).count() == 0
    with pytest.raises(PortalError):
        await reading_for(rita, anna.id)


@pytest.mark.parametrize(
    "name", ["Sie haben gewonnen: evil.example", "evil.com", "EVIL.COM", "www.evil", "https://evil.example/x", "a@evil.example", "<b>Petra"]
)
async def test_an_invitation_carries_no_address_of_somebody_elses(town: Town, portal: str, name: str) -> None:
    """The name stands in a mail of ours to a stranger: it must not be a way to send links under our name."""
    anna = await signed_in(town)
    before = await traces()
    with pytest.raises(InvalidInput) as refused:
        await reader.invite(anna, name=name, email=ADDRESS)
    assert refused.value.field == "name"
    assert (await traces(), await Reader.all().count()) == (before, 0)


@pytest.mark.parametrize(
    "name", ["Dr.med. Petra Helfer-O'Neill", "Prof.Dr. Özgür", "Pflegedienst St.Anna GmbH & Co. KG", "Petra H.", "P.Helfer"]
)
async def test_names_as_people_have_them(town: Town, portal: str, name: str) -> None:
    assert (await reader.invite(await signed_in(town), name=name, email=ADDRESS)).name == name


async def test_nobodys_mailbox_is_filled_with_invitations(town: Town, portal: str) -> None:
    """To one address five a day, whoever sends them and however it is spelled; the sixth leaves nothing behind, and others get theirs."""
    for name in ("Anna", "Cora"):
        viewer = await signed_in(town, name)
        for _ in range(3 if name == "Anna" else 2):
            await reader.invite(viewer, name="Petra Helfer", email=ADDRESS)
    before = (await traces(), await Reader.all().count(), await Broadcast.all().count())
    with pytest.raises(TooManyAttempts):
        await reader.invite(viewer, name="Petra Helfer", email=ADDRESS.upper())
    assert (await traces(), await Reader.all().count(), await Broadcast.all().count()) == before
    await reader.invite(viewer, name="Emil Egal", email="egal@example.net")


async def test_a_former_tenant_and_a_newcomer_and_a_shared_address(town: Town, portal: str, files: Path) -> None:
    """DS-19: a former tenant sees the own period only, a newcomer nothing from before; one e-mail address gives no cross-view."""
    await town.move_in("Hans", "Ringstraße 1", "1", since=-1000, until=-30)
    old = next(row for key, row in town.contracts.items() if key.startswith("Ringstraße 1/1/-1000"))
    new = next(row for key, row in town.contracts.items() if key.startswith("Ringstraße 1/1/-20"))
    await papers.published(
        "before", contract_id=old.id, period_from=town.today - timedelta(days=400), period_until=town.today - timedelta(days=100)
    )
    with pytest.raises(InvalidInput):
        await papers.published("after", contract_id=old.id, period_from=town.today - timedelta(days=20), period_until=town.today)
    await papers.published("now", contract_id=new.id)
    await Member.filter(first_name__in=["Felix", "Emil"]).update(email="familie@example.org")

    async def contracts(name: str) -> list[str]:
        found = await visible_documents(await town.tenant(name))
        return sorted(str(row.contract_id) for row in await found)

    assert await contracts("Felix") == [str(old.id)]
    assert await contracts("Emil") == [str(new.id)]
