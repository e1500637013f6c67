"""SM-18: what servers write when a mail comes back, in the forms they really write it; and that no bytes crash the reader."""

import base64
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.keyring import Keyring
from push.bounces import verp
from push.bounces.report import MOST_BYTES, Kind, read
from push.channels.mail_message import message_id, return_path
from tests.push.bounces.conftest import DOMAIN, FOLDER, Fill

FORMS = {
    "postfix_unknown": (Kind.HARD, "550 5.1.1"),
    "postfix_delayed": (Kind.DELAYED, "4.4.1"),
    "postfix_delivered": (Kind.DELIVERED, "2.0.0"),
    "exim_prose": (Kind.HARD, "550"),
    "exim_full": (Kind.SOFT, "552 5.2.2"),
    "exchange_unknown": (Kind.HARD, "550 5.1.10"),
    "gmail_unknown": (Kind.HARD, "550 5.1.1"),
    "gmail_policy": (Kind.REFUSED, "550 5.7.1"),
    "qmail_prose": (Kind.HARD, "5.1.1"),
    "complaint": (Kind.COMPLAINT, ""),
    "complaint_redacted": (Kind.COMPLAINT, ""),
    "vacation": (Kind.AUTO_REPLY, ""),
    "human": (Kind.OTHER, ""),
}


@pytest.mark.parametrize("name", FORMS)
def test_each_form_is_understood_and_names_its_row(name: str, report: Fill, keyring: Keyring) -> None:
    """SM-18, RFC 3464, RFC 5965: Postfix, Exim old and new, Exchange, Gmail, qmail, complaints; and what is no report."""
    found = read(report(name, 4711))
    assert (found.kind, found.status) == FORMS[name]
    assert verp.find(keyring, found.return_paths, found.message_ids).delivery_id == 4711


def test_every_form_is_in_the_table() -> None:
    assert {path.stem for path in FOLDER.glob("*.eml")} == set(FORMS)


@pytest.mark.parametrize(
    ("status", "diagnostic", "kind"),
    [
        ("5.1.1", "smtp; 550 5.1.1 unknown", Kind.HARD),
        ("5.1.2", "", Kind.HARD),
        ("5.2.1", "smtp; 550 5.2.1 mailbox disabled", Kind.HARD),
        ("5.4.1", "smtp; 550 5.4.1 Recipient address rejected: Access denied", Kind.HARD),
        ("5.0.0", "smtp; 550 no such user", Kind.HARD),
        ("5.0.0", "smtp; 550 5.2.2 over quota", Kind.SOFT),
        ("5.2.2", "smtp; 552 5.2.2 mailbox full", Kind.SOFT),
        ("", "smtp; 552 mailbox full", Kind.SOFT),
        ("4.4.7", "smtp; 421 4.4.7 message expired", Kind.SOFT),
        ("", "smtp; 451 try later", Kind.SOFT),
        ("", "", Kind.SOFT),
        ("5.7.1", "smtp; 550 5.7.1 blocked", Kind.REFUSED),
        ("5.7.26", "smtp; 550 5.7.26 unauthenticated", Kind.REFUSED),
        ("5.3.4", "smtp; 552 5.3.4 too big", Kind.SOFT),
        ("5.6.0", "smtp; 554 5.6.0 bad content", Kind.REFUSED),
        ("5.1.8", "smtp; 550 5.1.8 bad sender", Kind.REFUSED),
    ],
)
def test_only_failures_of_the_address_are_hard(status: str, diagnostic: str, kind: Kind, report: Fill) -> None:
    """SM-02, SM-03, SM-05: full, expired and unnamed failures are soft; policy and content are ours."""
    text = report("postfix_unknown", 1).decode()
    head, _, rest = text.partition("Status: 5.1.1\r\n")
    tail = rest.partition("mailbox table\r\n\r\n")[2]
    fields = (f"Status: {status}\r\n" if status else "") + (f"Diagnostic-Code: {diagnostic}\r\n" if diagnostic else "")
    assert read(f"{head}{fields}\r\n{tail}".encode()).kind is kind


def test_a_report_is_the_same_report_however_it_travelled(report: Fill) -> None:
    """SM-18: a mailbox that adds a header does not make two bounces of one; another queue id is another report."""
    content = report("postfix_unknown", 1)
    assert read(b"X-Seen: yes\r\n" + content).identity == read(content).identity
    assert read(report("postfix_unknown", 1, QUEUE_ID="4Bx2")).identity != read(content).identity


def test_not_spam_is_no_complaint(report: Fill) -> None:
    """RFC 5965 7.3: a reader who takes a mail out of the spam folder, or a DMARC report, suppresses nobody."""
    for kind in (b"not-spam", b"auth-failure"):
        assert read(report("complaint", 1).replace(b"Feedback-Type: abuse", b"Feedback-Type: " + kind)).kind is Kind.OTHER


def test_a_forged_signature_names_no_row(keyring: Keyring) -> None:
    """SM-18: another row's signature, a made-up one, leading zeros and digits of other scripts."""
    ours, other = return_path(keyring, 12, DOMAIN), return_path(keyring, 13, DOMAIN)
    assert verp.find(keyring, [ours], []) == verp.Named(12, is_forged=False)
    assert verp.find(keyring, [ours.upper(), ""], []).delivery_id == 12
    assert verp.find(keyring, [f"<{ours.replace(DOMAIN, 'alias.example')}>"], []).delivery_id == 12
    for forged in (ours.replace("12.", "13.", 1), ours.replace("12.", "012.", 1), f"bounce+12.{'0' * 16}@{DOMAIN}"):
        assert verp.find(keyring, [forged], []) == verp.Named(None, is_forged=True)
    assert verp.find(keyring, [f"bounce+١٢.{'0' * 16}@x", "bounce+.@", "bounce+" + "9" * 400], []) == verp.Named(None, is_forged=False)
    assert verp.find(keyring, [ours.replace("12.", "13.", 1), other], []).delivery_id == 13, "a good name beside a forged one counts"
    assert verp.find(keyring, [], [message_id(keyring, 5, DOMAIN)]).delivery_id == 5
    assert verp.find(keyring, [], [message_id(keyring, 5, DOMAIN).replace("<5.", "<6.")]) == verp.Named(None, is_forged=True)


def test_a_key_of_another_portal_signs_nothing(keyring: Keyring) -> None:
    theirs = Keyring(b"\0" * 32, keyring.vapid)
    assert verp.find(keyring, [return_path(theirs, 12, DOMAIN)], []) == verp.Named(None, is_forged=True)


JUNK = [b"\0", b"\xff\xfe", b"\r\n\r\n", b"--b1--", b"Content-Type: message/rfc822\n", b"=?x?q?="]


def _spoilt(form: bytes, at: int, cut: int, junk: bytes) -> bytes:
    """A real report with a hole, filled with junk."""
    start = at % len(form)
    return form[:start] + junk + form[start + cut :]


def _mutations() -> st.SearchStrategy[bytes]:
    forms = st.sampled_from([path.read_bytes() for path in sorted(FOLDER.glob("*.eml"))])
    return st.builds(_spoilt, forms, st.integers(0, 10_000), st.integers(0, 200), st.binary(max_size=60) | st.sampled_from(JUNK))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=600) | _mutations())
def test_no_bytes_crash_the_reader(content: bytes) -> None:
    """SM-18: whatever arrives, there is a verdict, and a short status."""
    found = read(content)
    assert found.kind in Kind
    assert len(found.status) <= 15
    assert len(found.identity) == 64


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 100,
        b"Content-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n",
        b'Content-Type: multipart/report; boundary=""\n\n--\n--\n',
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 2000,
        b"Content-Type: message/rfc822\n\n" * 1500,
        b"Content-Type: message/feedback-report\nContent-Transfer-Encoding: base64\n\n" + base64.b64encode(b"\xff" * 999),
        b"From: MAILER-DAEMON\nReturn-Path: <>\nContent-Type: text/plain; charset=klingon\n\n550 \xff\xfe",
        b"Subject: =?utf-8?b?" + b"A" * 100_000 + b"?=\nX-Failed-Recipients: x\n\n550 5.1.1 " + b"5." * 100_000,
        b"X: y\n" * 250_000,
        b"a" * (3 * MOST_BYTES),
    ],
)
def test_hostile_mails_are_read_in_bounded_time(content: bytes) -> None:
    """SM-18: nesting, emptiness, size; nothing is quadratic and nothing raises."""
    begun = time.process_time()
    assert read(content).kind in Kind
    assert time.process_time() - begun < 20
