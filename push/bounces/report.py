"""What a mail server has to say about a mail: delivery status (RFC 3464), complaints (RFC 5965), and the bounces older servers write.

Every byte of such a mail comes from somebody else: read() takes anything, raises nothing, and looks at its first megabyte only.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    Part = Message[Any, Any]
else:
    # Generic for the type checker only in Python 3.11.
    Part = Message

MOST_BYTES = 1_000_000
MOST_PARTS = 100
_STATUS = re.compile(r"(?<![0-9.])([245]\.[0-9]{1,3}\.[0-9]{1,3})(?![0-9.])")
_CODE = re.compile(r"(?<![0-9.])([45][0-9]{2})(?=[ -])")
_SPACE = re.compile(r"\s+")
_MACHINES = re.compile(r"\b(mailer-daemon|postmaster|mail delivery|mdaemon)\b", re.IGNORECASE)
_COMPLAINTS = frozenset({"abuse", "complaint", "fraud", "opt-out", "opt-out-list"})
_NO_SUCH_ADDRESS = frozenset({"550", "551", "553"})
# About us, the message or the route, not about the address: our own address (5.1.7, 5.1.8), sizes, protocol, content, policy (SM-05).
_NOT_THE_ADDRESS = re.compile(r"5\.(1\.[78]|2\.3|3\.|5\.|6\.|7\.)")
_SOFT_STATUS = "5.2.2"


class Kind(StrEnum):
    """What a mail from outside says about one of ours."""

    HARD = "hard"
    SOFT = "soft"
    REFUSED = "refused"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    COMPLAINT = "complaint"
    AUTO_REPLY = "auto_reply"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Report:
    """One mail as understood. `identity` is the same for the same mail, however often it is handed over."""

    kind: Kind
    status: str
    identity: str
    return_paths: list[str] = field(default_factory=list[str], repr=False)
    message_ids: list[str] = field(default_factory=list[str], repr=False)


def read(content: bytes) -> Report:
    """Understand one mail."""
    bounded = content[:MOST_BYTES]
    identity = hashlib.sha256(bounded).hexdigest()
    try:
        mail = message_from_bytes(bounded, policy=compat32)
        return _read(mail, identity)
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError):
        # The standard library's parser gives up on some malformed mails; they say nothing that could be believed.
        return Report(Kind.OTHER, "", identity)


def _read(mail: Part, identity: str) -> Report:
    parts = [part for _, part in zip(range(MOST_PARTS), mail.walk(), strict=False)]
    kind, status = _verdict(mail, parts)
    named = _message_id(mail)
    if named:
        # A mailbox that adds or drops a header on the way must not make two bounces of one.
        identity = hashlib.sha256(f"{named} {kind} {status}".encode()).hexdigest()
    return Report(kind, status, identity, list(_return_paths(mail, parts)), list(_message_ids(mail, parts)))


def _verdict(mail: Part, parts: list[Part]) -> tuple[Kind, str]:
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            kinds = {value.lower() for block in _blocks(part) for value in _values(block, "Feedback-Type")}
            return (Kind.COMPLAINT if kinds & _COMPLAINTS else Kind.OTHER), ""
    for part in parts:
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}:
            return _of_blocks(_blocks(part))
    if _values(mail, "X-Failed-Recipients") or _is_from_a_machine(mail):
        return _of_words(parts)
    is_automatic = any(not value.lower().startswith("no") for value in _values(mail, "Auto-Submitted"))
    is_reply = is_automatic or bool(_values(mail, "X-Autoreply") or _values(mail, "X-Autorespond") or _values(mail, "Vacation"))
    return (Kind.AUTO_REPLY if is_reply else Kind.OTHER), ""


def _of_blocks(blocks: list[Part]) -> tuple[Kind, str]:
    """The recipient's block decides; one mail of ours has one recipient, and what is behind it failed for good if any part did."""
    found = list[tuple[Kind, str]]()
    for block in blocks:
        for action in _values(block, "Action"):
            diagnostic = " ".join(_values(block, "Diagnostic-Code"))
            found.append(_judge(action.split(" ")[0].lower(), " ".join(_values(block, "Status")), diagnostic))
    order = (Kind.HARD, Kind.SOFT, Kind.REFUSED, Kind.DELAYED, Kind.DELIVERED)
    return min(found, key=lambda one: order.index(one[0])) if found else (Kind.OTHER, "")


def _judge(action: str, status: str, diagnostic: str) -> tuple[Kind, str]:
    stated, told = _STATUS.search(status), _STATUS.search(diagnostic)
    code = _CODE.search(diagnostic)
    # "5.0.0" says nothing; what the other server answered says more.
    enhanced = told[1] if told and (stated is None or stated[1].endswith(".0.0")) else stated[1] if stated else ""
    if action == "delayed":
        return Kind.DELAYED, enhanced
    if action in {"delivered", "relayed", "expanded"}:
        return Kind.DELIVERED, enhanced
    if action != "failed":
        return Kind.DELIVERED, enhanced
    return _failed(enhanced, code[1] if code else "")


def _failed(enhanced: str, code: str) -> tuple[Kind, str]:
    """Hard, soft, or our own fault; a failure that names neither status nor code is a soft one."""
    text = f"{code} {enhanced}".strip()
    if enhanced == _SOFT_STATUS or code == "552" or enhanced.startswith("4.") or (not enhanced and code.startswith("4")):
        return Kind.SOFT, text
    if _NOT_THE_ADDRESS.match(enhanced):
        return Kind.REFUSED, text
    if enhanced.startswith("5."):
        return Kind.HARD, text
    return (Kind.HARD if code in _NO_SUCH_ADDRESS else Kind.SOFT), text


def _of_words(parts: list[Part]) -> tuple[Kind, str]:
    """A bounce in prose (older Exim, qmail): the first reply code with the words of the other server."""
    for part in parts:
        if part.get_content_type() == "text/plain":
            text = _text(part)
            code = _CODE.search(text)
            line = text[code.start() : code.start() + 200] if code else ""
            enhanced = _STATUS.search(line or text)
            if code or enhanced:
                return _failed(enhanced[1] if enhanced else "", code[1] if code else "")
    return Kind.OTHER, ""


def _is_from_a_machine(mail: Part) -> bool:
    is_empty = any(value.strip() == "<>" for value in _values(mail, "Return-Path"))
    return is_empty and any(_MACHINES.search(value) for value in _values(mail, "From"))


def _return_paths(mail: Part, parts: list[Part]) -> Iterator[str]:
    """To whom the report came (headers of our own server first), then what it says of the mail it is about."""
    for name in ("X-Original-To", "Delivered-To", "Envelope-To", "To"):
        yield from _values(mail, name)
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            for block in _blocks(part):
                yield from _values(block, "Original-Mail-From")
        elif part is not mail:
            yield from _values(part, "Return-Path")


def _message_ids(mail: Part, parts: list[Part]) -> Iterator[str]:
    """Message-IDs of the returned mail, whole or its headers; those of the report itself are not ours."""
    for part in parts:
        if part is not mail:
            yield from _values(part, "Message-ID")
            if part.get_content_type() in {"text/rfc822-headers", "message/rfc822-headers"}:
                yield from (line for line in _text(part).splitlines() if line.lower().startswith("message-id:"))
    yield from _values(mail, "In-Reply-To")
    yield from _values(mail, "References")


def _blocks(part: Part) -> list[Part]:
    """The groups of fields of a machine-readable part; some servers encode it, which the parser leaves as text."""
    blocks = cast("list[Part]", part.get_payload()) if part.is_multipart() else []
    if any(block.keys() for block in blocks):
        return blocks
    text = _text(part) or "\n\n".join(_text(block) for block in blocks)
    if _values(part, "Content-Transfer-Encoding") == ["base64"]:
        # RFC 2046 5.2 forbids it for message/*, so the parser does not look for it; some servers do it.
        text = base64.b64decode(text, validate=False).decode("utf-8", "replace")
    return [message_from_bytes(group.encode(), policy=compat32) for group in re.split(r"\r?\n\r?\n", text)[:MOST_PARTS]]


def _text(part: Part) -> str:
    payload: Any = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _values(block: Part, name: str) -> list[str]:
    return [_SPACE.sub(" ", str(value)).strip() for value in block.get_all(name, [])]


def _message_id(mail: Part) -> str:
    return next(iter(_values(mail, "Message-ID")), "")
