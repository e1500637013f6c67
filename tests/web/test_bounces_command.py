"""SM-18: `mieterportal bounce` and `mieterportal bounces` as a mail server and an operator call them: real processes, real mailboxes."""

import asyncio
import contextlib
import mailbox
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from models import clock, database
from models.delivery import Broadcast, Channel, Delivery, DeliveryAttempt, DeliveryState, Lane, Message
from models.keyring import Keyring
from models.member import EmailState, Member
from models.suppression import Suppression
from push.bounces.addresses import address_hash
from push.channels.mail_message import message_id, return_path
from tests.web.test_import_stock_command import SETTINGS
from web.cli import app
from web.commands import bounces as commands

REPORTS = Path(__file__).parents[1] / "push" / "bounces" / "reports"
DOMAIN = "bounce.noris.example"
ERIKA = "erika@muster.example"

Fill = Callable[[str, int], bytes]


@pytest.fixture
def url(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The operator's environment, and a member with two accepted mails; returns the database's URL."""
    for name, value in SETTINGS.items():
        monkeypatch.setenv(f"MIETERPORTAL_{name}", value)
    monkeypatch.setenv("MIETERPORTAL_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("MIETERPORTAL_DATABASE_URL", database_url)
    monkeypatch.setenv("COLUMNS", "200")
    # Loggers keep the stream they first wrote to; that of a call inside this process is closed after it.
    monkeypatch.setattr(commands, "configure", lambda: None)
    keys = Keyring.load(tmp_path / "var" / "secrets")

    async def fill() -> None:
        async with database.connect(database_url):
            now = await clock.now()
            member = await Member.create(external_id="P1", last_name="Muster", email=ERIKA, email_state=EmailState.VERIFIED)
            for _ in range(2):
                about = await Broadcast.create(
                    message=Message.PASSWORD_CHANGED, member=member, created_at=now, not_before=now, valid_until=now
                )
                row = await Delivery.create(
                    broadcast=about, member=member, channel=Channel.MAIL, target="mail", lane=Lane.URGENT, created_at=now, due_at=now,
                    valid_until=now, state=DeliveryState.ACCEPTED, is_open=False,
                )  # fmt: skip
                await DeliveryAttempt.create(
                    delivery=row, started_at=now, channel=Channel.MAIL, target_hash=address_hash(keys, ERIKA), outcome="accepted",
                    status="250", latency_ms=1,
                )  # fmt: skip

    asyncio.run(fill())
    return database_url


@pytest.fixture
def report(url: str, tmp_path: Path) -> Fill:
    """A report about row 1 or 2, with Unix line ends, as a mailbox keeps it."""
    keys = Keyring.load(tmp_path / "var" / "secrets")

    def fill(name: str, row: int) -> bytes:
        text = (REPORTS / f"{name}.eml").read_text(encoding="utf-8").replace("{VERP}", return_path(keys, row, DOMAIN))
        return text.replace("{MESSAGE_ID}", message_id(keys, row, DOMAIN)).replace("{QUEUE_ID}", "4Bx1").encode()

    return fill


def states(url: str) -> tuple[list[str], list[str], int]:
    """States of the rows, the member's address, and how many attempts stand in the ledger."""

    async def read() -> tuple[list[str], list[str], int]:
        async with database.connect(url):
            rows = [str(row.state) for row in await Delivery.all().order_by("id")]
            return rows, [str(one.email_state) for one in await Member.all()], await DeliveryAttempt.all().count()

    return asyncio.run(read())


def soft_bounces(url: str) -> int:
    async def read() -> int:
        async with database.connect(url):
            return (await Suppression.get()).soft_bounces

    return asyncio.run(read())


def call(*arguments: str, given: bytes = b"") -> Result:
    return CliRunner().invoke(app, list(arguments), input=given)


def test_a_pipe_takes_in_one_mail(url: str, report: Fill) -> None:
    """SM-18: the pipe command of a mail server, as a process of its own; it prints nothing that could be sent back."""
    program, content = [sys.executable, "-c", "from web.cli import main; main()", "bounce"], report("postfix_unknown", 1)
    done = subprocess.run(program, input=content, capture_output=True, check=False, timeout=60, env=dict(os.environ))
    assert (done.returncode, done.stdout) == (0, b""), done.stderr
    assert b'"taken": "bounced"' in done.stderr
    assert states(url) == (["bounced", "accepted"], ["suppressed"], 3)


@pytest.mark.parametrize("content", [b"", b"\0\xff" * 1_250_000])
def test_a_pipe_never_sends_anything_back(url: str, content: bytes) -> None:
    """SM-18: whatever comes in, the mail server hears 0; a bounce about a bounce would go round in circles."""
    assert call("bounce", given=content).exit_code == 0
    assert states(url) == (["accepted", "accepted"], ["verified"], 2)


def test_a_pipe_asks_for_another_try_while_the_database_is_away(
    url: str, report: Fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """75 is EX_TEMPFAIL: the mail server keeps the mail and tries again; a mailbox stays as it is."""
    monkeypatch.setenv("MIETERPORTAL_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing")
    assert call("bounce", given=report("postfix_unknown", 1)).exit_code == 75
    box = mbox(tmp_path / "bounces", report("postfix_unknown", 1))
    before = box.read_bytes()
    assert call("bounces", str(box)).exit_code == 75
    assert box.read_bytes() == before
    assert states(url) == (["accepted", "accepted"], ["verified"], 2)


def test_the_envelope_names_the_row(url: str, report: Fill, tmp_path: Path) -> None:
    """--recipient: what the mail server knows and the headers may not."""
    verp = return_path(Keyring.load(tmp_path / "var" / "secrets"), 2, DOMAIN)
    content = report("postfix_unknown", 2).replace(verp.encode(), b"hidden@noris.example")
    content = content.replace(b"Message-ID: <2.", b"Message-ID: <x.")
    assert call("bounce", given=content).exit_code == 0
    assert states(url)[0] == ["accepted", "accepted"]
    assert call("bounce", "--recipient", verp, given=content).exit_code == 0
    assert states(url)[0] == ["accepted", "bounced"]


def mbox(path: Path, *mails: bytes) -> Path:
    """An mbox file as a mail server writes it."""
    path.write_bytes(b"".join(b"From MAILER-DAEMON Mon Nov 23 09:12:11 2026\n" + mail + b"\n" for mail in mails))
    return path


def maildir(path: Path, *mails: bytes) -> Path:
    """A Maildir with these new mails."""
    box = mailbox.Maildir(path, create=True)
    for mail in mails:
        box.add(mail)
    return path


def left_in(path: Path) -> list[tuple[str, str]]:
    """Subject and text of every mail in a mailbox."""
    with contextlib.closing(mailbox.mbox(path, create=False) if path.is_file() else mailbox.Maildir(path, create=False)) as box:
        return [(str(mail["Subject"]), str(mail.get_payload())) for mail in box]


@pytest.mark.parametrize("make", [mbox, maildir])
def test_a_mailbox_is_emptied_of_reports_and_keeps_what_people_wrote(
    make: Callable[..., Path], url: str, report: Fill, tmp_path: Path
) -> None:
    """SM-18: counts are printed, forged ones too; a second run finds nothing new, a new mail is found beside the old."""
    forged = report("postfix_unknown", 2).replace(b"bounce+2.", b"bounce+1.").replace(b"<2.", b"<1.")
    box = make(tmp_path / "bounces", report("exim_full", 1), report("human", 1), forged, report("vacation", 1), report("exim_full", 1))
    result = call("bounces", str(box))
    assert result.exit_code == 0, result.output
    counted = {line.split("│")[1].split(":")[0].strip(): line.split("│")[2].strip() for line in result.stdout.splitlines() if "│" in line}
    assert counted == {"bounced": "1", "no report": "1", "forged": "1", "automatic answer": "1", "taken in before": "1"}
    assert states(url) == (["bounced", "accepted"], ["verified"], 3)
    assert soft_bounces(url) == 1
    ((subject, text),) = left_in(box)
    assert (subject, "550 Liter" in text) == ("Re: Wasserabschaltung", True)
    assert "No new mails." in call("bounces", str(box)).stdout
    if box.is_file():
        box.write_bytes(box.read_bytes() + mbox(tmp_path / "more", report("postfix_unknown", 2)).read_bytes())
    else:
        maildir(box, report("postfix_unknown", 2))
    assert "│ 1" in call("bounces", str(box)).stdout
    assert states(url)[:2] == (["bounced", "bounced"], ["suppressed"])
    assert len(left_in(box)) == 1


def test_a_mailbox_that_another_program_holds_is_left_alone(url: str, report: Fill, tmp_path: Path) -> None:
    """The lock of the mail server counts; nothing is read, nothing is lost."""
    box = mbox(tmp_path / "bounces", report("postfix_unknown", 1))
    before = box.read_bytes()
    lock = box.with_name("bounces.lock")
    lock.touch()
    result = call("bounces", str(box))
    assert result.exit_code == 1
    assert "held by another program" in str(result.exception)
    lock.unlink()
    assert box.read_bytes() == before
    assert states(url) == (["accepted", "accepted"], ["verified"], 2)


def test_a_folder_that_is_no_mailbox_is_named(url: str, tmp_path: Path) -> None:
    result = call("bounces", str(tmp_path))
    assert result.exit_code == 1
    assert "neither an mbox file nor a Maildir" in str(result.exception)
    assert states(url)[2] == 2
