"""From words to the bytes of one mail: headers that are the same on every retry, and nothing that could carry a header in."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC
from email.header import Header
from email.headerregistry import Address
from email.utils import format_datetime
from functools import lru_cache

import idna

from models.keyring import Keyring
from push.channels import mail_body
from push.message import MailContent

LONGEST_ADDRESS_HEADER = 320
# Every control character and every line separator of Unicode: Python and mail servers do not agree which of them break a line.
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_TAG_BYTES = 6
_SIGNATURE_BYTES = 8
HEADERS_KEPT = 1024
# RFC 5322 2.1.1 recommends lines of at most 78; RFC 2047 2 wants at most 76 where words are encoded.
LONGEST_PLAIN_LINE = 78
LONGEST_ENCODED_LINE = 76
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*( [A-Za-z0-9][A-Za-z0-9-]*)*")
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@[a-z0-9.-]+")
# RFC 8058: one POST without cookie or login switches mails of this kind off (SM-12). Written as it is: the email package would fold a
# long address into encoded words, which no mail program takes for an address.
_ONE_CLICK = ">\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
# RFC 3834 5: nobody's holiday notice answers to us (SM-11).
_AUTOMATIC = "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n"


class HeaderError(ValueError):
    """A value would break out of its header (SM-13)."""


class AddressError(ValueError):
    """The address is not one that a mail can be sent to."""


@dataclass(frozen=True, slots=True)
class From:
    """Who sends: the cooperative's name and address, where answers go, and the domain that bounces come back to."""

    name: str
    address: str
    reply_to: str
    bounce_domain: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """What goes over the wire; `needs_utf8` asks for SMTPUTF8 (SM-15)."""

    sender: str
    recipient: str
    content: bytes
    message_id: str
    needs_utf8: bool


def safe(text: str) -> str:
    """The text, if it can stand in a header.

    Raises:
        HeaderError: it holds a control character.
    """
    if _FORBIDDEN.search(text):
        raise HeaderError("a header value holds a control character")
    return text


def wire_address(address: str) -> str:
    """The address as it is sent: NFC, the domain as A-label in lower case (RFC 5891, SM-15).

    Raises:
        AddressError: it has no local part or no valid domain.
        HeaderError: it holds a control character.
    """
    local, at, domain = unicodedata.normalize("NFC", safe(address)).rpartition("@")
    if not local or not at or any(character in ' <>()[]\\,;:"@' for character in local):
        raise AddressError("no local part, or one that would need quoting")
    try:
        ascii_domain = domain.encode("ascii").decode().lower() if domain.isascii() else idna.encode(domain.lower(), uts46=True).decode()
    except idna.IDNAError as error:
        raise AddressError("the domain is not valid") from error
    if not re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", ascii_domain):
        raise AddressError("the domain is not valid")
    return f"{local}@{ascii_domain}"


def message_id(keyring: Keyring, delivery_id: int, domain: str) -> str:
    """`<row-id.k@domain>`, the same for every try of one row, not guessable from outside (SM-07)."""
    tag = keyring.sign("message-id", str(delivery_id).encode())[:_TAG_BYTES].hex()
    return f"<{delivery_id}.{tag}@{domain}>"


def return_path(keyring: Keyring, delivery_id: int, domain: str) -> str:
    """`bounce+row-id.signature@domain`: a bounce names its row, and a forged one does not verify (SM-11, SM-18)."""
    signature = keyring.sign("verp", str(delivery_id).encode())[:_SIGNATURE_BYTES].hex()
    return f"bounce+{delivery_id}.{signature}@{domain}"


def build(content: MailContent, sender: From, keyring: Keyring) -> Envelope:
    """One mail to one address.

    Raises:
        AddressError: nothing can be sent to this address.
        HeaderError: a name or subject holds a line break.
    """
    recipient = wire_address(content.address)
    identity = message_id(keyring, content.delivery_id, sender.bounce_domain)
    head = "".join(
        (
            "List-Unsubscribe: <" + safe(content.unsubscribe_url) + _ONE_CLICK if content.unsubscribe_url else "",
            _addressed("From", sender.name, sender.address),
            _to(content.to_name, recipient),
            _addressed("Reply-To", "", sender.reply_to),
            _subject(content.letter.subject),
            "Date: " + format_datetime(content.created_at.astimezone(UTC)) + "\r\n",
            "Message-ID: " + identity + "\r\n",
            _AUTOMATIC,
        )
    )
    path = return_path(keyring, content.delivery_id, sender.bounce_domain)
    try:
        whole = head.encode("utf-8" if not recipient.isascii() else "ascii") + mail_body.build(content.letter, identity)
    except UnicodeError as error:
        raise HeaderError("the mail holds half of a surrogate pair") from error
    return Envelope(path, recipient, whole, identity, not recipient.isascii())


def _to(name: str, address: str) -> str:
    """Most names are plain words and need no encoding."""
    line = f"To: {name} <{address}>"
    if len(line) <= LONGEST_PLAIN_LINE and _PLAIN_NAME.fullmatch(name) and _PLAIN_ADDRESS.fullmatch(address):
        return line + "\r\n"
    return _addressed("To", name, address)


@lru_cache(HEADERS_KEPT)
def _addressed(field: str, name: str, address: str) -> str:
    """`Name <address>`: quoted where a plain name needs it, encoded where it is not plain or too long for one line."""
    named = _named(name, address)
    line = f"{field}: {named}"
    if named == address or (_is_plain(name) and len(line) <= LONGEST_PLAIN_LINE):
        return line + "\r\n"
    head = f"{field}: {_encoded(field, name)}"
    fits = len(head.rpartition("\r\n")[2]) + len(f" <{address}>") <= LONGEST_ENCODED_LINE
    return head + (" " if fits else "\r\n ") + f"<{address}>\r\n"


@lru_cache(HEADERS_KEPT)
def _subject(text: str) -> str:
    line = f"Subject: {safe(text)}"
    if _is_plain(text) and len(line) <= LONGEST_PLAIN_LINE:
        return line + "\r\n"
    return f"Subject: {_encoded('Subject', text)}\r\n"


def _is_plain(text: str) -> bool:
    """It can stand as it is, and no mail program takes it for encoded words."""
    return text.isascii() and text == text.strip() and "=?" not in text


def _encoded(field: str, text: str) -> str:
    """The text as encoded words (RFC 2047), folded for its place behind the field's name.

    Not by the policies of the email package: they lose the space between two words that are encoded apart, the quotes of a name they
    fold, and leave the first line empty before a long word.

    Raises:
        HeaderError: it holds half of a surrogate pair.
    """
    try:
        return Header(text, "utf-8", header_name=field, maxlinelen=LONGEST_ENCODED_LINE).encode(linesep="\r\n")
    except UnicodeError as error:
        raise HeaderError("a header value holds half of a surrogate pair") from error


def _named(name: str, address: str) -> str:
    """`Name <address>`; a name that makes it longer than 320 bytes is dropped (SM-14)."""
    local, _, domain = address.rpartition("@")
    with_name = str(Address(display_name=safe(name), username=local, domain=domain)) if name else address
    return with_name if len(with_name.encode()) <= LONGEST_ADDRESS_HEADER else address
