"""Mail: the sender's CPU per message against smtplib over TLS, connecting for each message and keeping one connection open."""

import json
import sys
from typing import Any

from bench.figure import Figure, Line
from bench.figures.versus import Pair, measure
from bench.processes import Process, cores
from bench.sink import free_ports
from bench.stage import Stage
from bench.stock import Reach
from models import clock
from models.database import rows
from models.member import Member
from models.notice import Urgency
from push.notice_words import Place
from push.render import Renderer
from tests.support import outage
from tests.support.accounts import COOPERATIVE

CONNECT_EACH = Pair(Figure.MAIL_VS_CONNECT_EACH, Reach.MAIL, 3_000, 600, Urgency.URGENT)
KEPT_OPEN = Pair(Figure.MAIL_VS_KEPT_OPEN, Reach.MAIL, 3_000, 3_000, Urgency.URGENT)


async def versus_connect_each(stage: Stage, runs: int, scale: float) -> Line:
    """Against one TLS connection for each message."""
    return await _versus(stage, runs, CONNECT_EACH.scaled(scale), "each")


async def versus_kept_open(stage: Stage, runs: int, scale: float) -> Line:
    """Against one connection that is kept open."""
    return await _versus(stage, runs, KEPT_OPEN.scaled(scale), "open")


async def _versus(stage: Stage, runs: int, pair: Pair, manner: str) -> Line:
    await stage.settle(Reach.MAIL, max(pair.ours, pair.theirs))
    port = free_ports(1)[0]
    stage.extra |= {
        "MAIL__HOST": "127.0.0.1",
        "MAIL__PORT": str(port),
        "MAIL__SECURITY": "tls",
        "MAIL__SENDER": "mieterportal@noris.example.org",
        "MAIL__BOUNCE_DOMAIN": "bounce.noris.example.org",
        "MAIL__CA_FILE": str(stage.authority.root),
    }
    command = [sys.executable, "-m", "bench.smtp_sink", str(port), str(stage.folder / "server.pem"), str(stage.folder / "server-key.pem")]
    relay = Process(command, stage.environment, log=stage.folder / "smtp-sink.log", core=cores()[1])
    try:
        relay.read()
        file = stage.write("mail.json", json.dumps(await _words(pair.theirs)))
        peer = [sys.executable, "-m", "bench.peers.smtplib_mail", manner, str(file)]
        line = await measure(stage, runs, pair, peer, lambda: int(relay.ask()[0]["mails"]))
    finally:
        relay.stop()
    return line


async def _words(count: int) -> dict[str, Any]:
    """The portal's own mail as a template, and whom the peer writes to."""
    people = await rows(
        "SELECT first_name, last_name, email FROM member WHERE external_id LIKE $1 ORDER BY external_id LIMIT $2", [f"{Reach.MAIL}%", count]
    )
    notice = outage.water(await clock.now(), Urgency.URGENT)
    member = await Member.filter(external_id__startswith=Reach.MAIL).first()
    assert member is not None
    renderer = Renderer(COOPERATIVE, "https://mieterportal.noris.example.org")
    letter = renderer.notice_mail(member, notice, [Place("Amselweg 12", "Gartenstadt")])
    name = member.last_name
    return {
        "subject": letter.subject,
        "text": letter.text.replace(name, "{{ last_name }}"),
        "html": letter.html.replace(name, "{{ last_name }}"),
        "attachments": [{"filename": one.filename, "content_type": one.content_type, "text": one.text} for one in letter.attachments],
        "people": [dict(row) for row in people],
    }
