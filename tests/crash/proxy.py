"""Stands between a worker and PostgreSQL and cuts the line at COMMIT: before the server hears it, or before the client hears of it."""

import asyncio
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.crash.plan import CUT_HERE

COMMIT = b"COMMIT;\0"
DONE = b"COMMIT\0"
SIZE = 65536
SOCKET = ".s.PGSQL.5432"


class Proxy:
    """A Unix socket like PostgreSQL's own. The child names the connection to cut by saying CUT_HERE on it."""

    def __init__(self, database_url: str, *, after_commit: bool) -> None:
        parts = urlsplit(database_url)
        self._server = str(Path(parse_qs(parts.query)["host"][0]) / SOCKET)
        self._after_commit = after_commit
        self._folder = Path(tempfile.mkdtemp(prefix="proxy-"))
        self._tasks = set[asyncio.Task[None]]()
        self._listener: asyncio.Server | None = None
        self.url = f"{parts.scheme}://{parts.netloc}{parts.path}?host={self._folder}"
        self.cuts = 0

    async def start(self) -> None:
        """Listen."""
        self._listener = await asyncio.start_unix_server(self._serve, self._folder / SOCKET)

    async def stop(self) -> None:
        """Cut everybody and remove the socket."""
        assert self._listener is not None
        self._listener.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        # A closed transport lets go of its socket in the next turn of the loop.
        await asyncio.sleep(0)
        shutil.rmtree(self._folder)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        to_server = None
        try:
            from_server, to_server = await asyncio.open_unix_connection(self._server)
            line = _Line(self)
            # Whichever side ends first takes the other with it.
            sides = [asyncio.create_task(line.asked(reader, to_server)), asyncio.create_task(line.answered(from_server, writer))]
            try:
                await asyncio.wait(sides, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for side in sides:
                    side.cancel()
                await asyncio.gather(*sides, return_exceptions=True)
        finally:
            ends = [end for end in (writer, to_server) if end is not None]
            # Both at once: whoever stops the proxy may cancel the wait.
            for end in ends:
                end.close()
            for end in ends:
                with suppress(OSError):
                    await end.wait_closed()
            self._tasks.discard(task)

    @property
    def cuts_after_commit(self) -> bool:
        """Whether the server is to commit."""
        return self._after_commit


class _Line:
    """One connection."""

    def __init__(self, proxy: Proxy) -> None:
        self._proxy = proxy
        self._is_named = False
        self._is_committing = False

    async def asked(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """From the worker to the server. A simple query comes whole: the client waits for its answer."""
        while data := await reader.read(SIZE):
            if CUT_HERE.encode() in data:
                self._is_named = True
            elif self._is_named and COMMIT in data:
                self._is_committing = True
                if not self._proxy.cuts_after_commit:
                    self._proxy.cuts += 1
                    return
            writer.write(data)
            await writer.drain()

    async def answered(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """From the server to the worker."""
        while data := await reader.read(SIZE):
            if self._is_committing and DONE in data:
                self._proxy.cuts += 1
                return
            writer.write(data)
            await writer.drain()
