"""What the mail server keeps of a mail, and what it demands of one."""

import email
import email.policy
import re
from dataclasses import dataclass, field
from email.message import EmailMessage

LINK = re.compile(r"https?://[^\s<>\"]+")
REQUIRED = ("From", "To", "Date", "Message-ID", "Subject", "MIME-Version")
LONGEST_LINE = 998


class MalformedError(Exception):
    """A mail no careful server would take; the message says why."""


@dataclass(frozen=True)
class Mail:
    """One mail as it arrived: the envelope beside the message."""

    sender: str
    recipient: str
    message: EmailMessage = field(repr=False)
    content: bytes = field(repr=False)
    is_encrypted: bool = False
    login: str | None = None

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        """The plain text part with plain line ends. Raises LookupError."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """The HTML part with plain line ends. Raises LookupError."""
        return self._part("html")

    @property
    def links(self) -> list[str]:
        """Every address in the plain text, in order, without the full stop that may follow it."""
        return [link.rstrip(".,;)") for link in LINK.findall(self.text)]

    def link(self, part: str) -> str:
        """The one link of the plain text that contains `part`. Raises LookupError when there is none or several."""
        found = sorted({link for link in self.links if part in link})
        if len(found) != 1:
            raise LookupError(f"{len(found)} links with {part!r} among {self.links}")
        return found[0]

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        if not isinstance(part, EmailMessage):
            raise LookupError(f"no {kind} part in {self.subject!r}")
        return str(part.get_content()).replace("\r\n", "\n")


def parse(content: bytes) -> EmailMessage:
    """Read a message as RFC 5322 wants it. Raises MalformedError."""
    if b"\n" in content.replace(b"\r\n", b"") or b"\r" in content.replace(b"\r\n", b""):
        raise MalformedError("a line ends in something else than CR LF")
    if any(len(line) > LONGEST_LINE for line in content.split(b"\r\n")):
        raise MalformedError("a line is longer than 998 bytes")
    message = email.message_from_bytes(content, policy=email.policy.SMTP)
    for name in REQUIRED:
        values = message.get_all(name, [])
        if len(values) != 1:
            raise MalformedError(f"{name} is there {len(values)} times")
    defects = [*message.defects, *(defect for part in message.walk() for defect in part.defects)]
    if defects:
        raise MalformedError(f"defects: {defects}")
    return message
