"""The storage keeps what it promises: exact bytes, exact counts, nothing left of what failed."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models.storage import ContentTooLarge, MissingContent, Storage

PART = b"0123456789abcdef" * 4096


async def stream(*chunks: bytes, fails: bool = False) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
    if fails:
        raise ConnectionResetError("the browser went away")


async def read(storage: Storage, key: str, *, start: int = 0, end: int | None = None) -> bytes:
    return b"".join([chunk async for chunk in await storage.get(key, start=start, end=end)])


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    """A folder that does not exist yet."""
    return Storage(f"file://{tmp_path / 'new' / 'files'}")


@pytest.mark.parametrize("chunks", [(), (b"",), (b"%PDF-1.7", b" and more"), (PART,) * 40])
async def test_what_comes_in_comes_out(storage: Storage, chunks: tuple[bytes, ...]) -> None:
    content = b"".join(chunks)
    stored = await storage.put(stream(*chunks), max_bytes=len(content))
    assert stored.size == len(content)
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert await storage.size(stored.key) == len(content)
    assert await read(storage, stored.key) == content


async def test_a_part_can_be_read(storage: Storage) -> None:
    stored = await storage.put(stream(PART, b"the end"), max_bytes=100_000)
    assert await read(storage, stored.key, start=len(PART)) == b"the end"
    assert await read(storage, stored.key, start=len(PART) - 2, end=len(PART) + 3) == b"efthe"
    assert await read(storage, stored.key, start=0, end=1) == b"0"


async def test_keys_are_random_and_never_repeat(storage: Storage) -> None:
    keys = {(await storage.put(stream(b"same"), max_bytes=4)).key for _ in range(20)}
    assert len(keys) == 20
    assert all(len(key) == 35 and key[2] == "/" and key[:2] == key[3:5] for key in keys)


@pytest.mark.parametrize("count", [1, 40])
async def test_too_much_is_stopped_while_it_streams_and_leaves_nothing(storage: Storage, tmp_path: Path, count: int) -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield PART

    with pytest.raises(ContentTooLarge):
        await storage.put(endless(), max_bytes=len(PART) * count - 1)
    assert taken == count
    assert files(tmp_path) == []


async def test_a_broken_stream_leaves_nothing(storage: Storage, tmp_path: Path) -> None:
    with pytest.raises(ConnectionResetError):
        await storage.put(stream(*([PART] * 40), fails=True), max_bytes=10**9)
    assert files(tmp_path) == []


async def test_deleted_bytes_are_gone_and_deleting_twice_is_fine(storage: Storage, tmp_path: Path) -> None:
    stored = await storage.put(stream(b"short-lived"), max_bytes=100)
    await storage.delete(stored.key)
    await storage.delete(stored.key)
    assert await storage.size(stored.key) is None
    assert files(tmp_path) == []
    with pytest.raises(MissingContent):
        await storage.get(stored.key)
