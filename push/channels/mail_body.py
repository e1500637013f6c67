"""The body of a mail as bytes: text first, HTML second, attachments beside them (SM-16).

The email package takes a millisecond for what is the same in every mail of a notice. Here each line is encoded once and remembered,
which is right whatever the mail says; tests read the result back with the email package.
"""

import binascii
import hashlib
import re
from functools import lru_cache

from push.message import Attachment, Letter

LINES_KEPT = 8192
LONGEST_LINE_KEPT = 2000
ATTACHMENTS_KEPT = 256
_PLAIN_NAME = re.compile(r"[A-Za-z0-9._-]{1,60}")


def build(letter: Letter, identity: str) -> bytes:
    """MIME headers and body of a letter. `identity` makes the boundaries: random ones would make a retry another mail (SM-07).

    Raises:
        UnicodeEncodeError: the text holds half of a surrogate pair.
        ValueError: an attachment has a name or kind that does not fit into a header.
    """
    inner = _boundary(identity, 1 if letter.attachments else 0)
    alternative = b"".join(
        (
            b'Content-Type: multipart/alternative; boundary="', inner, b'"\r\n\r\n--', inner,
            b'\r\nContent-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n', _encoded(letter.text),
            b"\r\n--", inner,
            b'\r\nContent-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n', _encoded(letter.html),
            b"\r\n--", inner, b"--\r\n",
        )
    )  # fmt: skip
    if not letter.attachments:
        return b"MIME-Version: 1.0\r\n" + alternative
    outer = _boundary(identity, 0)
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="' + outer + b'"\r\n\r\n--' + outer + b"\r\n"
    between = b"\r\n--" + outer
    others = (between + b"\r\n" + _attached(attachment) for attachment in letter.attachments)
    return b"".join((head, alternative, *others, between, b"--\r\n"))


def _boundary(identity: str, number: int) -> bytes:
    """No encoded line can hold it: quoted-printable writes upper-case digits after `=`, and base64 knows no `--`."""
    return f"={hashlib.sha256(f'{identity} {number}'.encode()).hexdigest()[:24]}".encode()


def _encoded(text: str) -> bytes:
    """Quoted-printable (RFC 2045 6.7), lines of at most 76."""
    return b"\r\n".join(
        [
            _line(line) if len(line) < LONGEST_LINE_KEPT else _encode(line)
            for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        ]
    )


def _encode(line: str) -> bytes:
    return binascii.b2a_qp(line.encode()).replace(b"\n", b"\r\n")


_line = lru_cache(LINES_KEPT)(_encode)


@lru_cache(ATTACHMENTS_KEPT)
def _attached(attachment: Attachment) -> bytes:
    name, kind = attachment.filename, attachment.content_type
    if not _PLAIN_NAME.fullmatch(name) or not all(_PLAIN_NAME.fullmatch(part) for part in kind.split("/", 1)):
        raise ValueError("the name or kind of an attachment does not fit into a header")
    encoded = binascii.b2a_base64(attachment.text.encode(), newline=False)
    lines = b"\r\n".join(encoded[start : start + 76] for start in range(0, len(encoded), 76))
    head = (
        f'Content-Type: {kind}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="{name}"'
    )
    return head.encode("ascii") + b"\r\n\r\n" + lines + b"\r\n"
