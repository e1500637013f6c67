"""Mail against a real SMTP server: what each reply means, one recipient per mail, connections that last and heal."""

import asyncio
import time
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError
from structlog.testing import capture_logs

from models.delivery import Reason
from models.keyring import Keyring
from push import metrics
from push.channels import gate, mail_message
from push.channels import mail as mail_module
from push.channels import smtp as smtp_module
from push.channels.mail import MailSender
from push.channels.mail_message import From
from push.message import Accepted, Failed, Gone, Later, Outcome, Refused
from settings import MailSettings
from tests.push.channels.contents import mail
from tests.push.world import mail_settings
from tests.servers.answers import Manner
from tests.servers.authority import Authority
from tests.servers.mail_server import MailServer, Security, Stage

SENDER = From("Wohnungsgenossenschaft Noris eG", "mieterportal@noris.example", "service@noris.example", "bounce.noris.example")
ERIKA = "erika@muster.example"


def sender_to(server: MailServer, keyring: Keyring, **given: Any) -> MailSender:
    """A sender with these settings."""
    return MailSender(mail_settings(server, **given), SENDER, keyring)


@pytest.fixture
async def sender(mail_server: MailServer, keyring: Keyring) -> AsyncIterator[MailSender]:
    """Sends to the plain server on loopback."""
    sender = sender_to(mail_server, keyring, timeout=1, final_timeout=1)
    yield sender
    await sender.close()


async def test_a_mail_arrives_whole(sender: MailSender, mail_server: MailServer) -> None:
    """Envelope and message; the relay's queue id is kept."""
    assert await sender.send(mail()) == Accepted("250", "00000001")
    (taken,) = mail_server.mails
    assert (taken.recipient, taken.sender.partition(".")[0]) == (ERIKA, "bounce+4711")
    assert taken.text == "Sehr geehrte Frau Muster,\n\nTüröffner\n"
    assert taken.html.strip() == "<p>Türöffner</p>"
    assert mail_server.refusals == []


async def test_each_recipient_gets_an_own_mail_over_few_connections(sender: MailSender, mail_server: MailServer) -> None:
    """SM-08, SM-09: fifty mails, one RCPT each, no other address in any; at most the configured connections."""
    addresses = [f"m{number}@muster.example" for number in range(50)]
    outcomes = await asyncio.gather(*(sender.send(mail(address, delivery_id=n)) for n, address in enumerate(addresses)))
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert sorted(taken.recipient for taken in mail_server.mails) == sorted(addresses)
    for taken in mail_server.mails:
        assert [address for address in addresses if f"{address}>".encode() in taken.content] == [taken.recipient]
    assert mail_server.connections_made <= 4


async def test_a_connection_is_renewed_after_a_hundred_mails(
    mail_server: MailServer, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SM-09."""
    monkeypatch.setattr(mail_module, "MOST_MAILS", 3)
    sender = sender_to(mail_server, keyring)
    for number in range(7):
        await sender.send(mail(delivery_id=number))
    await sender.close()
    assert mail_server.connections_made == 3
    assert len(mail_server.mails) == 7


async def test_a_connection_is_renewed_after_five_minutes_however_busy_it_is(
    mail_server: MailServer, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SM-09: a mail each twenty seconds, so that it never rests; the first one past five minutes takes another connection."""
    assert (mail_module.MOST_MAILS, mail_module.MOST_SECONDS) == (100, 300.0)
    now = [0.0]
    for module in (mail_module, smtp_module):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: now[0]))
    sender = sender_to(mail_server, keyring)
    made = dict[float, int]()
    for now[0] in (*range(0, 301, 20), 301, 320, 601, 602):
        assert isinstance(await sender.send(mail(delivery_id=int(now[0]))), Accepted)
        made[now[0]] = mail_server.connections_made
    await sender.close()
    assert {second for second, number in made.items() if number == 1} == set(range(0, 301, 20))
    assert [made[second] for second in (301, 320, 601, 602)] == [2, 2, 2, 3]
    assert len(mail_server.mails) == len(made)


async def test_a_connection_the_relay_closed_is_opened_anew(sender: MailSender, mail_server: MailServer) -> None:
    """SM-09: nothing is lost but one try."""
    assert isinstance(await sender.send(mail()), Accepted)
    await mail_server.stop()
    await mail_server.start()
    outcomes = [await sender.send(mail(delivery_id=number)) for number in (2, 3)]
    assert isinstance(outcomes[-1], Accepted)


REPLIES = [
    (Stage.RCPT, "450 4.7.1 Greylisted", Later("450 4.7.1")),
    (Stage.RCPT, "451 Try later", Later("451")),
    (Stage.RCPT, "550 5.1.1 User unknown", Gone("550 5.1.1")),
    (Stage.RCPT, "550 No such user", Gone("550")),
    (Stage.RCPT, "551 User moved", Gone("551")),
    (Stage.RCPT, "553 Mailbox name not allowed", Gone("553")),
    (Stage.RCPT, "552 Mailbox full", Later("552")),
    (Stage.RCPT, "550 5.2.2 Over quota", Later("550 5.2.2")),
    (Stage.RCPT, "550 5.7.1 Relaying denied", Refused("550 5.7.1")),
    (Stage.RCPT, "554 Transaction failed", Failed(Reason.ADDRESS_REFUSED, "554")),
    (Stage.DATA, "451 4.3.0 Later", Later("451 4.3.0")),
    (Stage.DATA, "552 5.3.4 Too big", Later("552 5.3.4")),
    (Stage.DATA, "554 5.6.0 Bad content", Failed(Reason.PAYLOAD, "554 5.6.0")),
    (Stage.DATA, "550 5.1.1 User unknown", Gone("550 5.1.1")),
    (Stage.DATA, "550 5.7.26 Unauthenticated", Refused("550 5.7.26")),
]


@pytest.mark.parametrize("pipelines", [True, False])
@pytest.mark.parametrize(("stage", "reply", "outcome"), REPLIES)
async def test_each_reply_becomes_its_outcome_and_the_next_mail_goes_through(
    *, sender: MailSender, mail_server: MailServer, stage: Stage, reply: str, outcome: Outcome, pipelines: bool
) -> None:
    """SM-01, SM-02, SM-03, SM-05, SM-09 over the wire, commands together or one by one; greylisting leaves a good connection."""
    mail_server.pipelines = pipelines
    mail_server.reply(ERIKA, reply, stage=stage)
    assert await sender.send(mail()) == outcome
    assert mail_server.mails == []
    assert isinstance(await sender.send(mail("other@muster.example", delivery_id=2)), Accepted)
    assert mail_server.connections_made == 1


@pytest.mark.parametrize("offers", [True, False])
async def test_commands_go_together_only_where_the_relay_offers_it(keyring: Keyring, *, offers: bool) -> None:
    """SM-09, RFC 2920 3.1: a recipient refused with DATA already taken ends in an empty mail to nobody, and the connection goes on."""
    heard, ended = list[bytes](), asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        refuses = False
        while data := await reader.read(65_536):
            heard.append(data)
            for line in data.splitlines(keepends=True) if data.isupper() or data[:4] in {b"EHLO", b"MAIL", b"RCPT", b"QUIT"} else [data]:
                match line[:4]:
                    case b"EHLO":
                        writer.write(b"250-here\r\n250-PIPELINING\r\n250 8BITMIME\r\n" if offers else b"250-here\r\n250 8BITMIME\r\n")
                    case b"RCPT":
                        refuses = ERIKA.encode() in line
                        writer.write(b"450 4.7.1 Greylisted\r\n" if refuses else b"250 Ok\r\n")
                    case b"DATA":
                        writer.write(b"354 Go on\r\n")
                    case b".\r\n":
                        writer.write(b"554 5.5.1 No recipients\r\n")
                    case b"QUIT":
                        writer.write(b"221 Bye\r\n")
                    case _:
                        writer.write(b"250 2.0.0 Ok 7\r\n")
        writer.close()
        await writer.wait_closed()
        ended.set()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    settings = mail_settings(None, port=listener.sockets[0].getsockname()[1])
    sender = MailSender(settings, SENDER, keyring)
    assert await sender.send(mail()) == Later("450 4.7.1")
    assert await sender.send(mail("other@muster.example", delivery_id=2)) == Accepted("250", "7")
    await sender.close()
    commands = [data.count(b"\r\n") for data in heard if data.startswith(b"MAIL")]
    assert commands == ([3, 3] if offers else [1, 1])
    assert (b".\r\n" in heard) == offers
    assert [data for data in heard if data.startswith(b"RSET")] == [b"RSET\r\n"]
    assert sum(data.startswith(b"EHLO") for data in heard) == 1
    listener.close()
    await asyncio.wait_for(ended.wait(), 5)


async def test_a_rested_connection_is_asked_first(sender: MailSender, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """SM-09: NOOP before the next mail; one that does not answer is replaced, and the mail goes out at the first try."""
    assert isinstance(await sender.send(mail()), Accepted)
    monkeypatch.setattr(mail_module, "NOOP_AFTER_SECONDS", 0.0)
    assert isinstance(await sender.send(mail(delivery_id=2)), Accepted)
    assert mail_server.connections_made == 1
    await mail_server.stop()
    await mail_server.start()
    assert isinstance(await sender.send(mail(delivery_id=3)), Accepted)
    assert mail_server.connections_made == 2


@pytest.mark.parametrize(("is_urgent", "seconds"), [(True, 0.3), (False, 0.6)])
async def test_the_reply_to_a_whole_mail_is_waited_for_longer(
    *, mail_server: MailServer, keyring: Keyring, monkeypatch: pytest.MonkeyPatch, is_urgent: bool, seconds: float
) -> None:
    """SM-06: 600 s for bulk and 120 s for urgent mail, here a two-thousandth; for this reply alone."""
    assert (mail_module.BULK_SECONDS, mail_module.URGENT_SECONDS, MailSettings().final_timeout) == (600, 120, 600)
    monkeypatch.setattr(mail_module, "BULK_SECONDS", 0.6)
    monkeypatch.setattr(mail_module, "URGENT_SECONDS", 0.3)
    sender = sender_to(mail_server, keyring)
    mail_server.misbehave(ERIKA, Manner.HANG)
    started = time.monotonic()
    assert await sender.send(mail(is_urgent=is_urgent)) == Later("data no_answer")
    assert seconds <= time.monotonic() - started < seconds + 2
    await sender.close()


async def test_421_in_mid_conversation_closes_and_reopens(sender: MailSender, mail_server: MailServer) -> None:
    """SM-09."""
    mail_server.reply(ERIKA, "421 4.3.2 Shutting down", times=1)
    assert await sender.send(mail()) == Later("421 4.3.2")
    assert isinstance(await sender.send(mail()), Accepted)
    assert mail_server.connections_made == 2


@pytest.mark.parametrize(
    ("greeting", "outcome"),
    [("554 Bad DNS PTR", Refused("554")), ("421 Not now", Refused("421")), ("451 Later", Later("451"))],
)
async def test_a_relay_that_blocks_us_is_our_configuration(
    sender: MailSender, mail_server: MailServer, greeting: str, outcome: Outcome
) -> None:
    """SM-05: no address is to blame."""
    mail_server.refuse_connections(greeting)
    assert await sender.send(mail()) == outcome


async def test_a_relay_that_refuses_us_pauses_all_mail_until_a_probe_goes_through(
    sender: MailSender, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SM-05: one refusal at connecting opens the circuit, shown in the log and in /metrics; then nobody is called until the probe."""
    mail_server.refuse_connections("554 Bad DNS PTR", times=1)
    with capture_logs() as logs:
        assert await sender.send(mail()) == Refused("554")
    assert [(one["event"], one["log_level"]) for one in logs if one["event"].startswith("circuit")] == [("circuit.opened", "error")]
    assert metrics.circuit_open.labels("127.0.0.1")._value.get() == 1  # pyright: ignore[reportPrivateUsage] # there is no other way to read it
    for number in range(20):
        paused = await sender.send(mail(f"m{number}@other{number}.example", delivery_id=number))
        assert isinstance(paused, Refused)
        assert (paused.status, paused.was_tried, 0 < paused.seconds <= 60) == ("circuit_open", False, True)
    assert (mail_server.connections_made, mail_server.mails) == (1, [])
    monkeypatch.setattr(gate, "time", SimpleNamespace(monotonic=lambda: time.monotonic() + 61))
    assert isinstance(await sender.send(mail()), Accepted)
    assert isinstance(await sender.send(mail("other@muster.example", delivery_id=2)), Accepted)
    assert metrics.circuit_open.labels("127.0.0.1")._value.get() == 0  # pyright: ignore[reportPrivateUsage] # there is no other way to read it


@pytest.mark.parametrize(
    ("stage", "reply"), [(Stage.RCPT, "530 5.7.0 Authentication required"), (Stage.MAIL, "550 5.7.1 Not your address")]
)
async def test_a_relay_that_wants_another_login_or_sender_pauses_all_mail(
    sender: MailSender, mail_server: MailServer, stage: Stage, reply: str
) -> None:
    """SM-05: no address is to blame, so one refusal is enough."""
    first = mail_message.return_path(sender._keyring, 4711, SENDER.bounce_domain)  # pyright: ignore[reportPrivateUsage] # the address it will use
    mail_server.reply(first if stage is Stage.MAIL else ERIKA, reply, stage=stage)
    assert await sender.send(mail()) == Refused(reply[:9])
    assert isinstance(await sender.send(mail("other@else.example", delivery_id=2)), Refused)
    assert mail_server.mails == []


async def test_a_provider_that_blocks_us_does_not_stop_mail_to_the_others(sender: MailSender, mail_server: MailServer) -> None:
    """SM-05: a domain that refuses while others accept is tried again on the schedule; its addresses stay, and the rest goes out."""
    assert isinstance(await sender.send(mail("a@gmx.example", delivery_id=1)), Accepted)
    for number in range(12):
        mail_server.reply(f"m{number}@blocked.example", "550 5.7.1 Blocked for policy reasons")
        assert await sender.send(mail(f"m{number}@blocked.example", delivery_id=10 + number)) == Later("550 5.7.1")
        assert isinstance(await sender.send(mail("b@gmx.example", delivery_id=100 + number)), Accepted)
    assert len(mail_server.mails) == 13


@pytest.mark.parametrize("domain", ["muster{}.example", "muster.example"])
async def test_many_policy_refusals_are_our_own_mistake(sender: MailSender, mail_server: MailServer, domain: str) -> None:
    """SM-05: five domains, or five in a row while nobody accepts: all mail pauses, and no address is suppressed."""
    addresses = [f"m{number}@{domain.format(number)}" for number in range(8)]
    for address in addresses:
        mail_server.reply(address, "550 5.7.1 Relaying denied")
    outcomes = [await sender.send(mail(address, delivery_id=number)) for number, address in enumerate(addresses)]
    assert outcomes[:5] == [Refused("550 5.7.1")] * 5
    assert [isinstance(one, Refused) and one.status for one in outcomes[5:]] == ["circuit_open"] * 3


async def test_a_relay_with_a_limit_gets_no_more(mail_server: MailServer, keyring: Keyring) -> None:
    """SM-17: six a minute are one in ten seconds: bulk has one, the urgent one its own reserve, and the rest waits without a try."""
    sender = sender_to(mail_server, keyring, per_minute=6)
    outcomes = [await sender.send(mail(delivery_id=number)) for number in range(3)]
    assert isinstance(outcomes[0], Accepted)
    assert [isinstance(one, Later) and (one.status, one.counts) for one in outcomes[1:]] == [("rate_limited", False)] * 2
    assert isinstance(await sender.send(mail(delivery_id=9, is_urgent=True)), Accepted)
    assert len(mail_server.mails) == 2
    await sender.close()


async def test_a_relay_that_is_away_is_tried_again(sender: MailSender, mail_server: MailServer) -> None:
    """SM-01."""
    await mail_server.stop()
    assert await sender.send(mail()) == Later("connect no_answer")
    await mail_server.start()


async def test_an_unknown_outcome_is_tried_again_under_the_same_message_id(sender: MailSender, mail_server: MailServer) -> None:
    """SM-06: the reply after the final dot is lost; the recipient's server sees that it is the same mail."""
    mail_server.misbehave(ERIKA, Manner.DROP_AFTER_ACCEPTING, times=1)
    assert await sender.send(mail()) == Later("data no_answer")
    assert isinstance(await sender.send(mail()), Accepted)
    first, second = mail_server.mails
    assert first.content == second.content


async def test_a_relay_that_hangs_is_given_up(sender: MailSender, mail_server: MailServer) -> None:
    """SM-06: after the timeout; other mails go over another connection."""
    mail_server.misbehave(ERIKA, Manner.HANG)
    hanging, other = await asyncio.gather(sender.send(mail()), sender.send(mail("other@muster.example", delivery_id=2)))
    assert hanging == Later("data no_answer")
    assert isinstance(other, Accepted)


async def test_bulk_leaves_a_connection_to_the_urgent(mail_server: MailServer, keyring: Keyring) -> None:
    """SM-17, OB-16: both bulk mails hang on a relay with two connections; the urgent one goes out at once."""
    sender = sender_to(mail_server, keyring, connections=2, timeout=3, final_timeout=3)
    for number in range(2):
        mail_server.misbehave(f"slow{number}@muster.example", Manner.HANG)
    slow = [asyncio.create_task(sender.send(mail(f"slow{number}@muster.example", delivery_id=number))) for number in range(2)]
    urgent = await asyncio.wait_for(sender.send(mail(is_urgent=True)), 2)
    assert isinstance(urgent, Accepted)
    assert not any(task.done() for task in slow)
    for task in slow:
        task.cancel()
    await asyncio.gather(*slow, return_exceptions=True)
    await sender.close()


async def test_bad_addresses_never_reach_the_relay(sender: MailSender, mail_server: MailServer) -> None:
    """SM-13, SM-15."""
    assert await sender.send(mail("nobody")) == Failed(Reason.ADDRESS_REFUSED, "bad_address")
    assert await sender.send(mail(to_name="a\r\nBcc: x")) == Failed(Reason.PAYLOAD, "bad_header")
    assert mail_server.connections_made == 0


async def test_umlauts_before_the_at_need_smtputf8(sender: MailSender, mail_server: MailServer, keyring: Keyring) -> None:
    """SM-15: sent where the relay can, else refused for good."""
    assert isinstance(await sender.send(mail("jürgen@muster.example")), Accepted)
    assert mail_server.mails[0].recipient == "jürgen@muster.example"
    old = MailServer(takes_utf8_addresses=False)
    await old.start()
    other = sender_to(old, keyring)
    assert await other.send(mail("jürgen@muster.example")) == Failed(Reason.ADDRESS_REFUSED, "no_smtputf8")
    assert isinstance(await other.send(mail()), Accepted)
    await other.close()
    await old.stop()


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
async def test_the_relay_is_verified_and_logged_in_to(security: Security, authority: Authority, keyring: Keyring) -> None:
    """SM-10: encrypted with a checked certificate; a certificate we do not trust is refused before anything is said."""
    server = MailServer(security, authority.server_context(), ("portal", "s3cret"))
    await server.start()
    login = {"host": "localhost", "username": "portal", "security": str(security)}
    trusting = sender_to(server, keyring, password=SecretStr("s3cret"), ca_file=authority.root, **login)
    assert isinstance(await trusting.send(mail()), Accepted)
    assert (server.mails[0].is_encrypted, server.mails[0].login) == (True, "portal")
    distrusting = sender_to(server, keyring, password=SecretStr("s3cret"), **login)
    assert await distrusting.send(mail()) == Refused("certificate")
    wrong = sender_to(server, keyring, password=SecretStr("wrong"), ca_file=authority.root, **login)
    assert await wrong.send(mail()) == Refused("535 5.7.8")
    assert len(server.mails) == 1
    for sender in (trusting, distrusting, wrong):
        await sender.close()
    await server.stop()


async def test_a_relay_without_starttls_gets_nothing(mail_server: MailServer, keyring: Keyring) -> None:
    """SM-10: fail closed."""
    sender = sender_to(mail_server, keyring, security="starttls")
    assert await sender.send(mail()) == Refused("connect not_supported")
    assert mail_server.mails == []
    await sender.close()


def test_plain_smtp_leaves_loopback_never(mail_server: MailServer) -> None:
    """SM-10: refused at start."""
    with pytest.raises(ValidationError, match="loopback"):
        mail_settings(mail_server, host="mail.noris.example")
