"""A mailbox of bounces read while the mail server may write to it: mbox files are locked, Maildirs need no lock.

Contents are passed on as bytes and never parsed here: whoever wrote them is not trusted.
"""

import mailbox
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from push.bounces.report import MOST_BYTES

_SEEN = "S"
_READ = b"Status: RO\n"


class MailboxError(ValueError):
    """There is no mailbox at this path, or another program holds it."""


@dataclass(frozen=True, slots=True)
class Reader:
    """An open mailbox."""

    path: Path
    box: mailbox.mbox | mailbox.Maildir

    def mails(self) -> Iterator[tuple[str, bytes]]:
        """Key and content of every mail that was not read before; nobody's mail is read beyond its first megabyte."""
        seen = {name.partition(":")[0] for name in self._kept() if _SEEN in name.partition(":2,")[2]}
        for key in list(self.box.keys()):
            if key in seen:
                continue
            with self.box.get_file(key) as file:
                content = file.read(MOST_BYTES)
            if not content.startswith(_READ):
                yield key, content

    def remove(self, key: str) -> None:
        """The mail was taken in."""
        self.box.remove(key)

    def leave(self, key: str) -> None:
        """Keep a mail that is no report, marked as read: a person may look at it, and it is not read again."""
        if isinstance(self.box, mailbox.Maildir):
            found = next(path for folder in ("new", "cur") for path in (self.path / folder).iterdir() if path.name.partition(":")[0] == key)
            found.rename(self.path / "cur" / f"{key}:2,{_SEEN}")
        else:
            first, _, rest = self.box.get_bytes(key, from_=True).partition(b"\n")
            self.box[key] = first + b"\n" + _READ + rest

    def _kept(self) -> list[str]:
        return [path.name for path in (self.path / "cur").iterdir()] if isinstance(self.box, mailbox.Maildir) else []


@contextmanager
def opened(path: Path) -> Generator[Reader]:
    """The mailbox at `path`: a file is an mbox, a folder with `cur` and `new` a Maildir. What was removed is gone when the body ends.

    Raises:
        MailboxError: there is none, or another program holds its lock or changed it meanwhile.
    """
    box = _open(path)
    try:
        box.lock()
        try:
            yield Reader(path, box)
        finally:
            # Also after a fault in the middle: what was taken in before it is done.
            box.flush()
    except mailbox.Error as error:
        raise MailboxError(f"{path} is held by another program; try again later ({type(error).__name__})") from error
    finally:
        box.unlock()
        box.close()


def _open(path: Path) -> mailbox.mbox | mailbox.Maildir:
    if path.is_file():
        return mailbox.mbox(path, create=False)
    if (path / "cur").is_dir() and (path / "new").is_dir():
        return mailbox.Maildir(path, create=False)
    raise MailboxError(f"{path} is neither an mbox file nor a Maildir")
