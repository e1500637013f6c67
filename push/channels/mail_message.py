"""From words to the bytes of one mail: headers that are the same on every retry, and nothing that could carry a header in."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import idna

from models.keyring import Keyring
from push.message import MailContent

LONGEST_ADDRESS_HEADER = 320
# Every control character and every line separator of Unicode: Python and mail servers do not agree which of them break a line.
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_TAG_BYTES = 6
_SIGNATURE_BYTES = 8
# Folds header lines at 78 as RFC 5322 2.1.1 recommends; bodies are encoded so that no line passes 998 (SM-16).
_POLICY = SMTP.clone(cte_type="7bit")


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
    mail = EmailMessage(policy=_POLICY if recipient.isascii() else _POLICY.clone(utf8=True))
    mail["From"] = _named(sender.name, sender.address)
    mail["To"] = _named(content.to_name, recipient)
    mail["Reply-To"] = _named("", sender.reply_to)
    mail["Subject"] = safe(content.letter.subject)
    mail["Date"] = format_datetime(content.created_at.astimezone(UTC))
    mail["Message-ID"] = identity
    # RFC 3834 5: nobody's holiday notice answers to us.
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(content.letter.text, cte="quoted-printable")
    mail.add_alternative(content.letter.html, subtype="html", cte="quoted-printable")
    for attachment in content.letter.attachments:
        main, _, subtype = attachment.content_type.partition("/")
        mail.add_attachment(attachment.text.encode(), main, subtype, filename=safe(attachment.filename), params={"charset": "utf-8"})
    _fix_boundaries(mail, identity)
    path = return_path(keyring, content.delivery_id, sender.bounce_domain)
    return Envelope(path, recipient, _one_click(content.unsubscribe_url) + mail.as_bytes(), identity, not recipient.isascii())


def _one_click(url: str) -> bytes:
    """The headers of RFC 8058: one POST without cookie or login switches mails of this kind off (SM-12).

    Written as they are: the email package would fold a long address into encoded words, which no mail program takes for an address.
    """
    return f"List-Unsubscribe: <{safe(url)}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n".encode("ascii") if url else b""


def _named(name: str, address: str) -> str:
    """`Name <address>`; a name that makes it longer than 320 bytes is dropped (SM-14)."""
    local, _, domain = address.rpartition("@")
    with_name = str(Address(display_name=safe(name), username=local, domain=domain)) if name else address
    return with_name if len(with_name.encode()) <= LONGEST_ADDRESS_HEADER else address


def _fix_boundaries(mail: EmailMessage, identity: str) -> None:
    """Random boundaries would make a retry another message; these come from its identity."""
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"={hashlib.sha256(f'{identity} {number}'.encode()).hexdigest()[:24]}")
