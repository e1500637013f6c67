"""The demo is made by the portal's own functions, can be signed in to, and is made once."""

import asyncio
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import database, keyring, password_policy, passwords, storage
from models.audit import AuditAction, AuditEntry
from models.delivery import Delivery, DeliveryState
from models.document import DocumentCategory
from models.notice import NoticeState
from models.staff import StaffRole
from resolvers import account, document, notice
from resolvers.access import Staff, Tenant
from resolvers.account import RequestInfo
from resolvers.notice import Phase
from web.commands.demo import listen
from web.demo import people
from web.demo.catcher import catching
from web.demo.configuration import demo_settings
from web.demo.mailbox import Mailbox
from web.demo.mails import folder
from web.demo.seed import MARK, STARTED, begin, clear, read_guide, seed


async def test_no_password_of_the_demo_is_one_that_the_portal_refuses() -> None:
    """Three different words always, so that the demo begins each time and not 99 times of a hundred."""
    for _ in range(300):
        words = people.new_password().split("-")[:3]
        assert len(set(words)) == 3
    shortest = "-".join([*sorted(people.WORDS, key=len)[:3], "10"])
    for password in [shortest, *(people.new_password() for _ in range(20))]:
        assert await password_policy.is_good(password, password_policy.STAFF, ["verwaltung@noris.example", "Sabine Hofmann"]), password


@pytest.fixture
def few_tenants(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A demo is the same with fewer people and cheap hashes, and sooner made."""
    monkeypatch.setattr(people, "IN_MAIN_HOUSE", 1)
    monkeypatch.setattr(people, "IN_MAIN_DISTRICT", 1)
    monkeypatch.setattr(people, "IN_OTHER_DISTRICTS", 1)
    passwords.use(passwords.CHEAPEST)
    yield
    passwords.use(passwords.STRONG)
    keyring.use(None)
    storage.use(None)


@pytest.mark.usefixtures("few_tenants")
async def test_everybody_in_the_table_can_sign_in(tmp_path: Path) -> None:
    begin(tmp_path)
    box = Mailbox(folder(tmp_path))
    said: list[str] = []
    async with catching(box) as mail_port:
        settings = demo_settings(tmp_path, port=8000, mail_port=mail_port)
        guide = await asyncio.create_task(seed(settings, said.append))
    assert len(said) == 4
    assert read_guide(tmp_path) == guide
    assert [login.role for login in guide.staff] == [role.value for role in (
        StaffRole.ADMIN, StaffRole.ALERT_SENDER, StaffRole.EDITOR, StaffRole.MEMBER_DESK,
        StaffRole.READER, StaffRole.CARETAKER, StaffRole.AUDITOR,
    )]  # fmt: skip
    assert [login.login for login in guide.tenants[:2]] == ["0012345", "0012345"]
    assert guide.tenants[-1].role == "ohne Wohnung"

    async with database.connect(settings.database_url):
        for login in guide.staff:
            if login.role == StaffRole.CARETAKER:
                assert re.fullmatch(r"\d{6}", login.password)
                continue
            issued = await account.staff_login(RequestInfo(), email=login.login, password=login.password)
            assert isinstance(issued.viewer, Staff)
            assert issued.viewer.role == login.role
        example = await account.login(RequestInfo(), number=guide.tenants[0].login, password=guide.tenants[0].password)
        assert isinstance(example.viewer, Tenant)
        await _check_example(example.viewer)
        letter = guide.letters[0]
        form = RequestInfo(address="127.0.2.1")
        registered = await account.register(
            form,
            number=letter.login,
            activation_password=letter.password,
            email="neu@mail.example",
            accepts_privacy=True,
            accepts_terms=True,
        )
        assert registered.status.is_confirmed is False
        assert await AuditEntry.filter(action=AuditAction.STOCK_IMPORTED).count() == 1
        failed = (DeliveryState.FAILED, DeliveryState.DEAD, DeliveryState.EXPIRED)
        assert await Delivery.filter(state__in=failed).count() == 0
    subjects = {mail.subject for mail in box.newest(1000, recipient="erika.muster@mail.example")}
    assert "Passwort für den Zugang zum Mieterportal der Wohnungsgenossenschaft Noris eG" in subjects
    assert any(subject.startswith("Heizung") for subject in subjects), subjects


async def _check_example(viewer: Tenant) -> None:
    """Erika Muster sees a running, a coming and an archived outage, and all three kinds of documents; none of another district."""
    board = await notice.board(viewer, first=50)
    hanging = {view.notice.title: view.phase for view in board.items}
    assert hanging["Heizung ausgefallen: Amselweg 12"] is Phase.RUNNING
    assert hanging["Stromabschaltung Gartenstadt"] is Phase.COMING
    assert "Wasserabschaltung Breslauer Ring" not in hanging
    archive = await notice.board(viewer, first=50, archived=True)
    assert [view.notice.state for view in archive.items if view.notice.title.startswith("Wasserabschaltung")] == [NoticeState.ENDED]
    shelf = await document.documents(viewer, first=50)
    kinds = {view.document.category for view in shelf.items}
    assert {DocumentCategory.CONTRACT, DocumentCategory.HOUSE_RULES} <= kinds


def test_a_half_made_demo_is_made_anew(tmp_path: Path) -> None:
    target = tmp_path / "demo"
    begin(target)
    (target / "mieterportal.sqlite3").touch()
    assert read_guide(target) is None
    clear(target)
    assert not target.exists()
    clear(target)


def test_a_folder_that_no_demo_made_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("important")
    with pytest.raises(ValueError, match="is not a demo"):
        clear(tmp_path)
    assert (tmp_path / "letters.txt").read_text() == "important"


def test_the_guide_outlives_a_restart(tmp_path: Path) -> None:
    begin(tmp_path)
    line = {"name": "Erika Muster", "role": "Amselweg 12", "login": "0012345", "password": "x"}
    (tmp_path / MARK).write_text(json.dumps({"staff": [], "tenants": [line], "letters": []}))
    guide = read_guide(tmp_path)
    assert guide is not None
    assert guide.tenants[0].login == "0012345"
    assert (tmp_path / STARTED).exists()


def test_a_taken_port_is_named_before_anything_is_made() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ValueError, match=f"port {port} is taken"):
            listen(port)
