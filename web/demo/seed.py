"""Fills an empty demo once, through the same functions that real people's clicks run; later starts find it there."""

import asyncio
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from models import clock, database, storage
from models.notice import Notice
from models.storage import Storage
from push.worker import Worker
from resolvers import second_factor, start
from resolvers.access import Operator
from resolvers.imports import import_stock
from settings import Settings
from web import sending
from web.demo import board, people
from web.demo.mailbox import Mailbox
from web.demo.shelf import Shelf
from web.demo.stock import FILE

MARK = "demo.json"
STARTED = "demo-began"


@dataclass(frozen=True, slots=True)
class Login:
    """One line of the table that is printed: who, what they are, and what they type."""

    name: str
    role: str
    login: str
    password: str


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything a visitor of the demo needs to know."""

    staff: list[Login]
    tenants: list[Login]
    letters: list[Login]


Say = Callable[[str], None]


def read_guide(folder: Path) -> Guide | None:
    """The guide of a demo that was filled to the end; None for an empty or half-filled folder."""
    path = folder / MARK
    if not path.is_file():
        return None
    found = json.loads(path.read_text(encoding="utf-8"))
    return Guide(**{part: [Login(**line) for line in found[part]] for part in ("staff", "tenants", "letters")})


def clear(folder: Path) -> None:
    """Remove an earlier demo.

    Raises:
        ValueError: the folder holds something that no demo put there.
    """
    if not folder.exists():
        return
    if any(folder.iterdir()) and not (folder / STARTED).exists():
        raise ValueError(f"{folder} is not a demo; choose another folder for it")
    shutil.rmtree(folder)


def begin(folder: Path) -> None:
    """Make the folder with the mark by which `clear` knows that it is a demo's."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / STARTED).write_text("This folder belongs to `mieterportal demo`, which may remove it.\n", encoding="utf-8")


async def seed(settings: Settings, say: Say) -> Guide:
    """Import, employ, register, post and publish; the mails of all that are caught. `begin` has prepared the folder."""
    folder = settings.data_dir
    await database.migrate(settings.database_url)
    async with database.connect(settings.database_url):
        keyring = await start.prepare(folder, settings.cooperative, settings.legal_dir)
        second_factor.use(is_mandatory=not settings.demo)
        storage.use(Storage(settings.storage_url))
        worker = sending.worker(settings, keyring)
        try:
            guide = await _fill(settings, worker, Mailbox(folder / "mails"), say)
        finally:
            await worker.close()
    await asyncio.to_thread((folder / MARK).write_text, json.dumps(asdict(guide), ensure_ascii=False, indent=2), encoding="utf-8")
    return guide


async def _fill(settings: Settings, worker: Worker, mailbox: Mailbox, say: Say) -> Guide:
    say("Importing the stock of the cooperative ...")
    report = await import_stock(Operator(), FILE, batch_key="demo")
    if not report.applied:
        raise ValueError(f"the demo stock was refused: {report.problems[:3]}")
    now = await clock.now()
    today = now.astimezone(clock.BERLIN).date()
    staff = await people.hire()
    admin = staff[0].viewer
    where = await board.places()
    await board.hang_past(admin, staff[1].viewer, where, now)
    await worker.run_until_idle()
    chosen = await people.residents(today)
    say(f"Registering {len(chosen)} tenants, from the letter to the own password ...")
    tenants = await people.register(chosen, worker, mailbox)
    say("Posting notices and writing documents ...")
    mine = await board.hang_present(admin, staff[1].viewer, where, now)
    await Shelf(admin, settings.cooperative, now).fill(tenants, where)
    await worker.run_until_idle()
    await board.react(tenants, mine)
    letters = await people.waiting(tenants, today)
    say(f"{await Notice.all().count()} notices hang, {len(mailbox.newest(1000))} mails were caught.")
    return Guide(
        staff=[Login(one.name, one.role.value, one.email, one.password) for one in staff],
        tenants=[Login(one.member.name, _home(one), one.number, one.password) for one in tenants],
        letters=[Login(one.member.name, one.address, one.number, one.code) for one in letters],
    )


def _home(tenant: people.Registered) -> str:
    return tenant.contract.unit.house.address if tenant.contract else "ohne Wohnung"
