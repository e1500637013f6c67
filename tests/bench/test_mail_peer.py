"""The mail server that takes everything, and the peers that write to it: real programs with a handful of mails."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.processes import Process, cores
from bench.sink import free_ports
from tests.servers.authority import Authority

WORDS = {
    "subject": "Wasserabschaltung",
    "text": "Guten Tag {{ last_name }},\n.\n..\nam Dienstag gibt es kein Wasser.\n",
    "html": "<p>Guten Tag {{ last_name }},</p>",
    "attachments": [{"filename": "termin.ics", "content_type": "text/calendar", "text": "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"}],
    "people": [{"first_name": "Erika", "last_name": "Löffler", "email": f"person{number}@example.org"} for number in range(5)],
}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    authority = Authority(tmp_path)
    (tmp_path / "words.json").write_text(json.dumps(WORDS))
    return {**os.environ, "SSL_CERT_FILE": str(authority.root), "MIETERPORTAL_MAIL__PORT": str(free_ports(1)[0])}


@pytest.fixture
def relay(tmp_path: Path, environment: dict[str, str]) -> Iterator[Process]:
    port = environment["MIETERPORTAL_MAIL__PORT"]
    command = [sys.executable, "-m", "bench.smtp_sink", port, str(tmp_path / "server.pem"), str(tmp_path / "server-key.pem")]
    process = Process(command, environment, log=tmp_path / "relay.log", core=cores()[1])
    process.read()
    yield process
    process.stop()


@pytest.mark.parametrize(("manner", "connections"), [("each", 5), ("open", 1)])
def test_each_manner_brings_every_mail(manner: str, connections: int, tmp_path: Path, environment: dict[str, str], relay: Process) -> None:
    peer = Process(
        [sys.executable, "-m", "bench.peers.smtplib_mail", manner, str(tmp_path / "words.json")], environment, log=tmp_path / "peer.log"
    )
    try:
        peer.read()
        answer, seconds = peer.ask(count=5)
    finally:
        peer.stop()
    counted, _ = relay.ask()
    assert answer == {"accepted": 5}
    assert (counted["mails"], counted["connections"]) == (5, connections)
    assert seconds > 0


def test_a_peer_that_breaks_is_told_with_its_log(tmp_path: Path, environment: dict[str, str]) -> None:
    peer = Process([sys.executable, "-m", "bench.peers.smtplib_mail", "open", "missing.json"], environment, log=tmp_path / "peer.log")
    with pytest.raises(RuntimeError, match=r"FileNotFoundError: .*missing\.json"):
        peer.read()
    peer.stop()
