"""Every mail the demo caught, as a folder of files, so that the server that takes them need not be the process that shows them."""

import email
import email.policy
import re
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from models.clock import BERLIN

KEPT = 1000
_NAME = re.compile(r"[0-9]{20}-[0-9a-f]{8}")
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:)]")


@dataclass(frozen=True, slots=True)
class CaughtMail:
    """One mail; `id` sorts by arrival."""

    id: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        """The decoded subject."""
        return str(self.message["Subject"] or "(ohne Betreff)")

    @property
    def sender(self) -> str:
        """The From header as people read it."""
        return str(self.message["From"] or "")

    @property
    def recipient(self) -> str:
        """The To header as people read it."""
        return str(self.message["To"] or "")

    @property
    def caught_at(self) -> datetime:
        """When it came, in Berlin."""
        return datetime.fromtimestamp(int(self.id[:20]) / 1e9, UTC).astimezone(BERLIN)

    @property
    def html(self) -> str | None:
        """The HTML part, if it has one."""
        return self._part("html")

    @property
    def text(self) -> str:
        """The plain text part; empty if it has none."""
        return self._part("plain") or ""

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The plain text cut into words and links (True)."""
        found: list[tuple[str, bool]] = []
        end = 0
        for match in _LINK.finditer(self.text):
            found += [(self.text[end : match.start()], False), (match.group(), True)]
            end = match.end()
        return [*found, (self.text[end:], False)]

    @property
    def attachments(self) -> list[str]:
        """Names of what is attached."""
        return [part.get_filename() or part.get_content_type() for part in self.message.iter_attachments()]

    def _part(self, kind: str) -> str | None:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if isinstance(part, EmailMessage) else None


class Mailbox:
    """The folder; the newest `KEPT` mails stay."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes) -> str:
        """Store one mail as it came; the file appears whole or not at all. Returns its id."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
        unfinished = self._folder / f"{name}.part"
        unfinished.write_bytes(content)
        unfinished.rename(self._folder / f"{name}.eml")
        for old in self._names()[KEPT:]:
            (self._folder / f"{old}.eml").unlink(missing_ok=True)
        return name

    def newest(self, count: int = 200, *, recipient: str = "") -> list[CaughtMail]:
        """The newest mails first, to everybody or to one address."""
        found: list[CaughtMail] = []
        for name in self._names():
            mail = self.get(name)
            if mail is not None and recipient.lower() in mail.recipient.lower():
                found.append(mail)
            if len(found) == count:
                break
        return found

    def get(self, name: str) -> CaughtMail | None:
        """One mail by its id; None for anything else."""
        path = self._folder / f"{name}.eml"
        if not _NAME.fullmatch(name) or not path.is_file():
            return None
        return CaughtMail(name, email.message_from_bytes(path.read_bytes(), policy=email.policy.SMTP))

    def _names(self) -> list[str]:
        return sorted((path.stem for path in self._folder.glob("*.eml")), reverse=True)
