"""Bytes of documents and uploads behind one small interface: a local folder by default, S3 by URL. Keys are random, never names."""

import hashlib
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass

import obstore
from obstore.store import from_url

PART = 1024 * 1024  # of an upload in memory at a time; a local folder has no smallest part
S3_PART = 5 * 1024 * 1024  # the smallest part S3 takes
CONCURRENT_PARTS = 2


class ContentTooLarge(Exception):
    """The stream passed the limit; nothing was kept."""


class MissingContent(Exception):
    """There are no bytes under this key: the storage and the database do not match."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What was put: its key, its length in bytes and the hash of the bytes as they came in."""

    key: str
    size: int
    sha256: str


class Storage:
    """`file:///folder` or `s3://bucket`; the S3 credentials come from the usual AWS variables."""

    def __init__(self, url: str) -> None:
        is_local = url.startswith("file://")
        self._part = PART if is_local else S3_PART
        self._store = from_url(url, mkdir=True) if is_local else from_url(url)

    async def put(self, content: AsyncIterator[bytes], *, max_bytes: int) -> Stored:
        """Store a stream under a new random key. When the stream breaks off, nothing stays behind.

        Raises:
            ContentTooLarge: more than `max_bytes` came.
        """
        name = secrets.token_hex(16)
        key = f"{name[:2]}/{name}"
        digest = hashlib.sha256()
        size = 0

        async def counted() -> AsyncIterator[bytes]:
            nonlocal size
            async for chunk in content:
                size += len(chunk)
                if size > max_bytes:
                    raise ContentTooLarge
                digest.update(chunk)
                yield chunk

        await obstore.put_async(self._store, key, counted(), chunk_size=self._part, max_concurrency=CONCURRENT_PARTS)
        return Stored(key, size, digest.hexdigest())

    async def get(self, key: str, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Open the bytes from `start` to before `end` (all by default) as a stream of chunks.

        Raises:
            MissingContent: the key is unknown.
        """
        try:
            if end is not None:
                found = await obstore.get_async(self._store, key, options={"range": (start, end)})
            elif start:
                found = await obstore.get_async(self._store, key, options={"range": {"offset": start}})
            else:
                found = await obstore.get_async(self._store, key)
        except FileNotFoundError as error:
            raise MissingContent(key) from error

        async def chunks() -> AsyncIterator[bytes]:
            async for chunk in found.stream(min_chunk_size=64 * 1024):
                yield bytes(chunk)

        return chunks()

    async def size(self, key: str) -> int | None:
        """Length in bytes; None for an unknown key."""
        try:
            return (await obstore.head_async(self._store, key))["size"]
        except FileNotFoundError:
            return None

    async def delete(self, key: str) -> None:
        """Remove the bytes; a key that is already gone is fine."""
        try:
            await obstore.delete_async(self._store, key)
        except FileNotFoundError:
            return


_current: Storage | None = None


def use(storage: Storage | None) -> None:
    """Make this the storage of the process."""
    global _current  # noqa: PLW0603 - one storage per process is the point
    _current = storage


def current() -> Storage:
    """The storage of this process.

    Raises:
        RuntimeError: none was opened.
    """
    if _current is None:
        raise RuntimeError("no storage is open: models.storage.use() comes first")
    return _current
