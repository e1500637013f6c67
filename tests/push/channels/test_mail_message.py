"""The bytes of a mail: stable on retry, safe in every header, addresses as the wire wants them."""

import email
import email.policy
import re
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.keyring import Keyring, VapidKey
from push.channels.mail_message import AddressError, From, HeaderError, build, message_id, return_path, wire_address
from push.message import Attachment, Letter, MailContent
from tests.push.channels.contents import mail

SENDER = From("Wohnungsgenossenschaft Noris eG", "mieterportal@noris.example", "service@noris.example", "bounce.noris.example")
KEYRING = Keyring(bytes(32), VapidKey("", ""))
HEADERS = {
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "MIME-Version",
    "Content-Type",
}


def parsed(content: MailContent) -> EmailMessage:
    """The mail as a client reads it."""
    return email.message_from_bytes(build(content, SENDER, KEYRING).content, policy=email.policy.SMTP)


def test_headers_say_who_sends_and_that_nobody_answers_automatically() -> None:
    """SM-07, SM-11: sender, Reply-To, Date of the outbox, RFC 3834."""
    message = parsed(mail())
    assert set(message.keys()) == HEADERS
    assert message["From"] == "Wohnungsgenossenschaft Noris eG <mieterportal@noris.example>"
    assert message["To"] == "Erika Muster <erika@muster.example>"
    assert message["Reply-To"] == "service@noris.example"
    assert message["Subject"] == "Wasserabschaltung Di 24.11., 8–14 Uhr"
    assert message["Date"] == "Mon, 23 Nov 2026 09:05:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_the_one_click_headers_stand_there_unfolded() -> None:
    """SM-12, RFC 8058: a long address is neither folded nor encoded, or no mail program would follow it; a line break is refused."""
    url = f"https://mieterportal.wohnungsgenossenschaft-musterstadt.example/abbestellen/{'A' * 44}"
    content = build(mail(unsubscribe_url=url), SENDER, KEYRING).content
    assert (
        f"List-Unsubscribe: <{url}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n".encode() in content.partition(b"\r\n\r\n")[0]
    )
    assert set(parsed(mail(unsubscribe_url=url)).keys()) == HEADERS | {"List-Unsubscribe", "List-Unsubscribe-Post"}
    with pytest.raises(HeaderError):
        build(mail(unsubscribe_url=f"{url}\r\nBcc: alle@muster.example"), SENDER, KEYRING)


def test_a_retry_is_the_same_mail_byte_for_byte() -> None:
    """SM-07: Message-ID and Date above all; another row is another mail, and its id cannot be guessed without the key."""
    first, again = build(mail(), SENDER, KEYRING), build(mail(), SENDER, KEYRING)
    assert first == again
    assert first.message_id.startswith("<4711.")
    assert first.message_id.endswith("@bounce.noris.example>")
    assert build(mail(delivery_id=4712), SENDER, KEYRING).message_id != first.message_id
    other = Keyring(bytes([1]) * 32, VapidKey("", ""))
    assert message_id(other, 4711, "bounce.noris.example") != first.message_id


def test_the_return_path_names_its_row_and_is_signed() -> None:
    """SM-11, SM-18."""
    sender = build(mail(), SENDER, KEYRING).sender
    assert sender == return_path(KEYRING, 4711, "bounce.noris.example")
    assert sender.startswith("bounce+4711.")
    other = Keyring(bytes([1]) * 32, VapidKey("", ""))
    assert return_path(other, 4711, "bounce.noris.example") != sender
    assert len(sender.partition("@")[0]) <= 64


@pytest.mark.parametrize("character", ["\r", "\n", "\r\n", "\x00", "\u2028", "\u2029", "\x85", "\x0b", "\x1c"])
def test_a_line_break_in_a_header_value_raises(character: str) -> None:
    """SM-13: the builder refuses, whatever the input checks let through."""
    evil = f"Muster{character}Bcc: alle@muster.example"
    with pytest.raises(HeaderError):
        build(mail(to_name=evil), SENDER, KEYRING)
    with pytest.raises(HeaderError):
        build(mail(letter=Letter(evil, "t", "h")), SENDER, KEYRING)
    with pytest.raises(HeaderError):
        build(mail(f"a@muster.example{character}Bcc: b@muster.example"), SENDER, KEYRING)


@given(st.text(), st.text())
def test_no_text_makes_an_extra_header(name: str, subject: str) -> None:
    """SM-13: whatever is not refused arrives as exactly the headers we meant."""
    content = mail(to_name=name, letter=Letter(subject, "Text\n", "<p>Text</p>"))
    try:
        message = parsed(content)
    except HeaderError:
        return
    assert set(message.keys()) == HEADERS
    assert message["To"].addresses[0].addr_spec == "erika@muster.example"


WORDS = st.sampled_from(
    [
        "Wasserabschaltung",
        "Di 24.11.,",
        "8–14 Uhr,",
        "Straße",
        "Änderung",
        "in",
        "(neu)",
        "Петро",
        "Dr.",
        "=?utf-8?q?x?=",
        "x" * 70,
        "ü" * 60,
    ]
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=14).map(" ".join)


def head_lines(content: MailContent, field: str) -> list[str]:
    """The lines of one header as they go over the wire."""
    head = build(content, SENDER, KEYRING).content.partition(b"\r\n\r\n")[0].decode()
    found = re.search(rf"^{field}:.*(?:\r\n[ \t].*)*", head, re.MULTILINE)
    assert found
    return found[0].rstrip("\r").split("\r\n")


@given(SENTENCES)
@example("Wasserabschaltung Di 24.11., 19:06 Uhr, bis Mi 25.11., 1:06 Uhr, Amselweg 2")
@example("8–14 Uhr Amselweg 12, Änderung Straße Straße")
def test_a_subject_is_read_as_it_was_written(subject: str) -> None:
    """RFC 2047, RFC 5322 2.1.1: no word is glued to the next or torn, none is put behind an empty first line, however long it is."""
    content = mail(letter=Letter(subject, "Text\n", "<p>Text</p>"))
    assert parsed(content)["Subject"] == subject
    lines = head_lines(content, "Subject")
    assert lines[0].removeprefix("Subject:").strip()
    assert max(map(len, lines)) <= (76 if "=?" in lines[0] else 78)


@given(SENTENCES.filter(lambda name: len(name.encode()) < 280))
@example("von Петро Петро Петро und Петро")
@example("Wohnungsgenossenschaft Musterstadt, Verwaltung der Gartenstadt, Büro")
def test_a_name_is_read_as_it_was_written(name: str) -> None:
    """RFC 2047 5 (3): in front of an address, too. Read by the older parser: the newer one tears a word at a fold (6.2)."""
    content = mail(to_name=name)
    named, address = parseaddr(email.message_from_bytes(build(content, SENDER, KEYRING).content)["To"])
    assert (str(make_header(decode_header(named))), address) == (name, "erika@muster.example")
    assert max(map(len, head_lines(content, "To"))) <= 78


@given(st.text(), st.text(), st.text())
def test_the_email_package_reads_back_what_was_built(text: str, html: str, attached: str) -> None:
    """SM-16: text first, HTML second, every character as it was; lines of at most 998 bytes, and only as many boundaries as parts."""
    try:
        letter = Letter("Betreff", text, html, (Attachment("termin.ics", "text/calendar", attached),))
        message = parsed(mail(letter=letter))
    except HeaderError:
        assert any("\ud800" <= character <= "\udfff" for character in text + html + attached)
        return
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar",
    ]  # fmt: skip
    assert not [defect for part in message.walk() for defect in part.defects]
    plain, markup, file = (part.get_payload(decode=True) for part in message.walk() if not part.is_multipart())
    assert plain == re.sub("\r\n|\r|\n", "\r\n", text).encode()
    assert markup == re.sub("\r\n|\r|\n", "\r\n", html).encode()
    assert file == attached.encode()
    content = build(mail(letter=letter), SENDER, KEYRING).content
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert content.isascii()


def test_a_name_that_is_too_long_is_dropped() -> None:
    """SM-14: the mail is still sent."""
    assert parsed(mail(to_name="Jürgen Müller-Lüdenscheidt"))["To"].addresses[0].display_name == "Jürgen Müller-Lüdenscheidt"
    assert parsed(mail(to_name="x" * 400))["To"] == "erika@muster.example"


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("erika@muster.example", "erika@muster.example"),
        ("Erika.M+x@MUSTER.Example", "Erika.M+x@muster.example"),
        ("erika@müller.example", "erika@xn--mller-kva.example"),
        ("erika@MU\u0308LLER.example", "erika@xn--mller-kva.example"),
        ("erika@straße.example", "erika@xn--strae-oqa.example"),
        ("jürgen@müller.example", "jürgen@xn--mller-kva.example"),
    ],
)
def test_domains_go_out_as_a_labels(address: str, wire: str) -> None:
    """SM-15: NFC, IDNA 2008 (ß stays ß), lower case."""
    assert wire_address(address) == wire


@pytest.mark.parametrize(
    "address", ["", "erika", "@muster.example", "erika@", "erika@a..b", "erika@-", "e rika@a.example", "a@b@c.example", "<a@b.example>"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    """Nothing is sent to it."""
    with pytest.raises(AddressError):
        wire_address(address)


def test_a_local_part_beyond_ascii_asks_for_smtputf8() -> None:
    """SM-15."""
    assert build(mail("jürgen@muster.example"), SENDER, KEYRING).needs_utf8
    assert not build(mail("juergen@müller.example"), SENDER, KEYRING).needs_utf8


def test_lines_are_short_and_ascii_on_the_wire() -> None:
    """SM-16: at most 998 bytes, whatever the text."""
    content = mail(letter=Letter("Übung " * 30, "ä" * 5000, "<p>" + "ä" * 5000 + "</p>"))
    lines = build(content, SENDER, KEYRING).content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 998
    assert b"".join(lines).isascii()


def test_an_attachment_travels_beside_both_texts() -> None:
    """The calendar entry of an outage."""
    letter = Letter("S", "T\n", "<p>H</p>", (Attachment("termin.ics", "text/calendar", "BEGIN:VCALENDAR\r\nSUMMARY:Übung\r\n"),))
    message = parsed(mail(letter=letter, created_at=datetime(2026, 1, 1, tzinfo=UTC)))
    assert message.get_content_type() == "multipart/mixed"
    (attachment,) = message.iter_attachments()
    assert (attachment.get_content_type(), attachment.get_filename()) == ("text/calendar", "termin.ics")
    assert attachment.get_content() == "BEGIN:VCALENDAR\r\nSUMMARY:Übung\r\n"
