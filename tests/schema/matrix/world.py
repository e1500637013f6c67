"""The callers of the matrix, and the rows of tenant A that they ask for.

Anna (A) shares a flat in Amselweg 2, Gartenstadt, with Bert; Ines lived there until last month. Emil (B) lives in Nordend. Staff and tokens
of Nordend are those of another district.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from models import clock
from models.account import Registration
from models.audience import AudienceScope
from models.delivery import Broadcast, Channel, Delivery, DeliveryState, Lane, Reason
from models.document import Upload, UploadPurpose
from models.letter import LetterKind, LetterOrder, LetterRun
from models.member import MemberTask, MemberTaskKind
from models.notice import NoticeKind
from models.passkey import Passkey
from models.reader import Reader, ReaderKind
from models.session import SessionScope
from models.staff import StaffRole
from models.token import TokenScope
from resolvers import approval, caretaker, draft, notice, opaque, token
from resolvers.access import Integrator, Operator, Staff, Tenant, Viewer, actor
from resolvers.account import Registered
from resolvers.audience import Rule
from resolvers.notice import NoticeInput
from resolvers.opaque import Counted
from schema.policies import Subject
from tests.support import accounts, files, reading
from tests.support.town import Town

NORTH, GARDEN = "Nordend", "Gartenstadt"


class Caller(StrEnum):
    """Who asks. The first eight kinds are those of GQ-14; the others see A's rows, so that a refusal to everybody is found out."""

    ANONYMOUS = "anonymous"
    TENANT_A = "tenant A"
    TENANT_B = "tenant B"
    FORMER_TENANT = "former tenant of A's flat"
    FOREIGN_DESK = "member desk of another district"
    FOREIGN_EDITOR = "editor of another district"
    FOREIGN_ALERTS = "alert sender of another district"
    FOREIGN_CARETAKER = "caretaker of another house"
    AUDITOR = "staff without any of these roles"
    TOKEN_WITHOUT_SCOPE = "token without the scope"
    FOREIGN_TOKEN = "token of another district"
    CO_TENANT = "shares A's flat"
    ONE_TIME_TENANT = "A with a one-time password"
    NEW_DEVICE_TENANT = "A with a device nobody knows"
    ONE_TIME_ADMIN = "admin with a one-time password"
    SECOND_FACTOR_ADMIN = "admin who owes the second factor"
    SETUP_ADMIN = "admin without a second factor"
    CARETAKER = "caretaker of A's house, in by the link of the day"
    SECOND_READER = "second reader of A, invited for notices and documents"
    GUARDIAN = "guardian of A, who is a tenant in another house"
    REGISTERING = "the browser that registered"
    READER = "reader of the whole stock"
    EDITOR = "editor of A's district"
    ADMIN = "administration"
    TOKEN = "token of A's district with every scope"
    STOCK_TOKEN = "token that imports"


READERS = {Caller.SECOND_READER, Caller.GUARDIAN}
DESK = {Caller.READER, Caller.EDITOR, Caller.ADMIN}
# Who may see the row of A that the subject names, where the field is open to them at all.
VISIBLE: Mapping[Subject, set[Caller]] = {
    Subject.APPROVAL: {Caller.ADMIN},
    Subject.DRAFT: {Caller.ADMIN},
    Subject.WORK_ENTRY: {Caller.CARETAKER},
    Subject.API_TOKEN: {Caller.ADMIN},
    Subject.CONTRACT: {*DESK, Caller.TOKEN},
    Subject.DELIVERY: {Caller.ADMIN},
    Subject.DEVICE: {Caller.TENANT_A},
    Subject.DISTRICT: {*DESK, Caller.TOKEN},
    Subject.DOCUMENT: {Caller.TENANT_A, Caller.ADMIN},
    Subject.HOUSE: {*DESK, Caller.TOKEN},
    Subject.LETTER_RUN: {Caller.ADMIN},
    Subject.MEMBER: {*DESK, Caller.TOKEN},
    Subject.MEMBER_TASK: {Caller.ADMIN},
    Subject.NOTICE: {Caller.TENANT_A, Caller.CO_TENANT, *DESK, Caller.TOKEN},
    Subject.PASSKEY: {Caller.TENANT_A},
    Subject.READ_FOR: READERS,
    Subject.READER: {Caller.TENANT_A},
    Subject.READER_OF_MEMBER: {Caller.ADMIN},
    Subject.READING: {Caller.SECOND_READER},
    Subject.REGISTRATION: {Caller.REGISTERING},
    Subject.SESSION: {Caller.TENANT_A},
    Subject.STAFF: {Caller.ADMIN},
    Subject.UPLOAD: {Caller.EDITOR},
}
# A field that takes another kind of upload than the others.
STOCK_UPLOAD = "Mutation.importMembers"


@dataclass
class World:
    """`rows` has the id of A's row by subject; `own` what each caller needs to get as far as the id."""

    town: Town
    callers: dict[Caller, Viewer]
    rows: dict[Subject, str]
    stock_upload: str
    own: dict[Caller, dict[str, Any]] = field(default_factory=dict[Caller, dict[str, Any]])

    def row(self, name: str, subject: Subject) -> str:
        """The id to ask a field for."""
        return self.stock_upload if name == STOCK_UPLOAD else self.rows[subject]

    @staticmethod
    def sees(name: str, subject: Subject, caller: Caller) -> bool:
        """Whether this is a row for the caller."""
        return caller is Caller.STOCK_TOKEN if name == STOCK_UPLOAD else caller in VISIBLE[subject]


async def build(town: Town) -> World:
    """The town with one row of A for each subject."""
    await town.member("Ines Igel")
    await town.move_in("Ines", "Amselweg 2", "1", since=-2000, until=-30)
    callers = await _callers(town)
    posted = await _notice(town, "Amselweg 2", "Kein Wasser im Amselweg")
    await _notice(town, "Ringstraße 1", "Kein Strom in der Ringstraße")
    registered = await _registration()
    invited = await Reader.get(kind=ReaderKind.INVITED)
    made = await token.create(Operator(), name="Fremdes Programm", scopes=[TokenScope.NOTICES_READ], valid_for=timedelta(days=1))
    uploads = {caller: await _upload(viewer, UploadPurpose.DOCUMENT) for caller, viewer in callers.items() if viewer is not None}
    rows = {
        Subject.APPROVAL: str(
            (await approval.request(callers[Caller.ADMIN], _shutoff(town, "Amselweg 2", "Wartet auf Freigabe"), "ask")).row.id
        ),
        Subject.DRAFT: str((await draft.save(callers[Caller.ADMIN], uuid4(), "Angefangen", "{}")).row.id),
        Subject.API_TOKEN: str(made.row.id),
        Subject.WORK_ENTRY: opaque.seal(Counted.AUDIENCE_MEMBER, await _entry(callers[Caller.CARETAKER], posted)),
        Subject.CONTRACT: str(next(row.id for key, row in town.contracts.items() if key.startswith("Amselweg 2/1/-1000"))),
        Subject.DELIVERY: opaque.seal(Counted.DELIVERY, await _dead(town, posted)),
        Subject.DEVICE: str((await accounts.device_of(town.members["Anna"])).id),
        Subject.DISTRICT: str(town.districts[GARDEN].id),
        Subject.DOCUMENT: str(await files.published("anna", member_id=town.members["Anna"].id)),
        Subject.HOUSE: str(town.houses["Amselweg 2"].id),
        Subject.LETTER_RUN: await _ordered(),
        Subject.MEMBER: str(town.members["Anna"].id),
        Subject.MEMBER_TASK: await _task(town),
        Subject.NOTICE: str(posted),
        Subject.PASSKEY: await _passkey(town),
        Subject.READ_FOR: str(town.members["Anna"].id),
        Subject.READER: str(invited.id),
        Subject.READER_OF_MEMBER: str(invited.id),
        Subject.READING: str(invited.id),
        Subject.REGISTRATION: str(registered.status.registration_id),
        Subject.SESSION: await _elsewhere(town),
        Subject.STAFF: str((await town.staff(StaffRole.READER)).staff_id),
        Subject.UPLOAD: str(uploads[Caller.EDITOR]),
    }
    await files.published("emil", member_id=town.members["Emil"].id)
    own: dict[Caller, dict[str, Any]] = {caller: {"uploadId": str(upload)} for caller, upload in uploads.items()}
    own[Caller.REGISTERING] = {"pageSecret": registered.page_secret}
    for caller in READERS:
        # The document of a field that takes one beside the member it is read for.
        own[caller]["id"] = rows[Subject.DOCUMENT]
    return World(town, callers, rows, str(await _upload(callers[Caller.STOCK_TOKEN], UploadPurpose.STOCK)), own)


async def _ordered() -> str:
    """Letters that somebody for the whole stock has ordered."""
    row = await LetterRun.create(kind=LetterKind.WELCOME, sorting=LetterOrder.POST, created_at=await clock.now())
    return str(row.id)


async def _task(town: Town) -> str:
    row = await MemberTask.create(kind=MemberTaskKind.CLARIFY_HEIRS, member=town.members["Anna"], created_at=town.now)
    return str(row.id)


async def _callers(town: Town) -> dict[Caller, Viewer]:
    admin = await town.staff(StaffRole.ADMIN)
    places = {name: frozenset({row.id}) for name, row in town.districts.items()}
    every = frozenset(TokenScope)
    found: dict[Caller, Viewer] = {
        Caller.ANONYMOUS: None,
        Caller.TENANT_A: await town.tenant("Anna"),
        Caller.TENANT_B: await town.tenant("Emil"),
        Caller.FORMER_TENANT: await town.tenant("Ines"),
        Caller.FOREIGN_DESK: await town.staff(StaffRole.MEMBER_DESK, districts=(NORTH,)),
        Caller.FOREIGN_EDITOR: await town.staff(StaffRole.EDITOR, districts=(NORTH,)),
        Caller.FOREIGN_ALERTS: await town.staff(StaffRole.ALERT_SENDER, houses=("Ringstraße 1",)),
        Caller.FOREIGN_CARETAKER: replace(await town.staff(StaffRole.CARETAKER, houses=("Ringstraße 1",)), scope=SessionScope.WORK_LIST),
        Caller.AUDITOR: await town.staff(StaffRole.AUDITOR),
        Caller.TOKEN_WITHOUT_SCOPE: Integrator(uuid4(), frozenset()),
        Caller.FOREIGN_TOKEN: Integrator(uuid4(), every, places[NORTH]),
        Caller.CO_TENANT: await town.tenant("Bert"),
        Caller.ONE_TIME_TENANT: await town.tenant("Anna", scope=SessionScope.CHANGE_PASSWORD),
        Caller.NEW_DEVICE_TENANT: await town.tenant("Anna", scope=SessionScope.LOGIN_CODE),
        Caller.ONE_TIME_ADMIN: replace(admin, session_id=uuid4(), scope=SessionScope.CHANGE_PASSWORD),
        Caller.SECOND_FACTOR_ADMIN: replace(admin, session_id=uuid4(), scope=SessionScope.SECOND_FACTOR),
        Caller.SETUP_ADMIN: replace(admin, session_id=uuid4(), scope=SessionScope.ENROL_FACTOR),
        Caller.CARETAKER: replace(await town.staff(StaffRole.CARETAKER, houses=("Amselweg 2",)), scope=SessionScope.WORK_LIST),
        Caller.SECOND_READER: await reading.reader_of(town, "Anna", "Rita Ruf", documents=True),
        Caller.GUARDIAN: await _guardian(town),
        Caller.REGISTERING: None,
        Caller.READER: await town.staff(StaffRole.READER),
        Caller.EDITOR: await town.staff(StaffRole.EDITOR, districts=(GARDEN,)),
        Caller.ADMIN: admin,
        Caller.TOKEN: Integrator(uuid4(), every, places[GARDEN]),
        Caller.STOCK_TOKEN: Integrator(uuid4(), frozenset({TokenScope.STOCK_WRITE})),
    }
    await town.sign_in(*(viewer for viewer in found.values() if isinstance(viewer, Tenant | Staff)))
    return found


async def _guardian(town: Town) -> Tenant:
    """Gerda, who lives in Seegasse 5, reads for Anna by deed with the account she has."""
    await reading.registered(town, "Anna", town.members["Gerda"])
    return await town.tenant("Gerda")


async def _passkey(town: Town) -> str:
    """A passkey of Anna's."""
    row = await Passkey.create(
        account_id=(await town.tenant("Anna")).account_id,
        credential_id="anna",
        public_key="-",
        sign_count=0,
        name="Telefon",
        created_at=town.now,
    )
    return str(row.id)


async def _elsewhere(town: Town) -> str:
    """A session of Anna's in another browser."""
    elsewhere = await town.tenant("Anna")
    await town.sign_in(elsewhere)
    return str(elsewhere.session_id)


def _shutoff(town: Town, address: str, title: str) -> NoticeInput:
    return NoticeInput(
        kind=NoticeKind.WATER,
        title=title,
        audience=(Rule(AudienceScope.HOUSE, id=town.houses[address].id),),
        starts_at=town.now + timedelta(hours=1),
    )


async def _notice(town: Town, address: str, title: str) -> UUID:
    return (await notice.publish(Operator(), _shutoff(town, address, title), title)).notice.id


async def _entry(viewer: Viewer, posted: UUID) -> int:
    """A's household, which nothing has reached."""
    await Broadcast.filter(notice_id=posted).update(fanned_out_at=await clock.now())
    page = await caretaker.work_list(viewer, first=10)
    return next(entry.id for entry in page.items if "Amsel" in entry.names)


async def _dead(town: Town, posted: UUID) -> int:
    row = await Delivery.create(
        broadcast=await Broadcast.get(notice_id=posted),
        member=town.members["Anna"],
        channel=Channel.MAIL,
        target="mail",
        lane=Lane.BULK,
        state=DeliveryState.DEAD,
        is_open=False,
        reason=Reason.ATTEMPTS,
        created_at=town.now,
        due_at=town.now,
        valid_until=town.now + timedelta(hours=1),
        settled_at=town.now,
    )
    return row.id


async def _registration() -> Registered:
    registered = await accounts.register(await accounts.invited("0099999"))
    await Registration.filter(id=registered.status.registration_id).update(mails_sent=1)
    return registered


async def _upload(viewer: Viewer, purpose: UploadPurpose) -> UUID:
    """As if the viewer had put it in, whether they may or not."""
    upload_id = await files.uploaded(Operator())
    kind, name = actor(viewer)
    await Upload.filter(id=upload_id).update(owner=f"{kind}:{name}", purpose=purpose)
    return upload_id
