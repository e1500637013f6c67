"""The models and the migrations say the same: `make migrations` would write nothing."""

from typing import Any

import pytest
from tortoise import fields
from tortoise.migrations.autodetector import MigrationAutodetector

from models import database
from models.place import District


async def pending(url: str) -> list[str]:
    """The operations a new migration would hold."""
    apps = database.config(url)["apps"]
    async with database.connect(url) as context:
        assert context.apps is not None
        writers = await MigrationAutodetector(context.apps, apps).changes()
    return [type(operation).__name__ for writer in writers for operation in writer.operations]


async def test_nothing_is_left_to_migrate() -> None:
    assert await pending("sqlite://:memory:") == []


async def test_a_planted_field_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    meta: Any = District._meta  # pyright: ignore[reportPrivateUsage] - a planted field has no public way in
    with monkeypatch.context() as patch:
        planted = fields.CharField(max_length=10, default="")
        planted.model_field_name = "planted"
        patch.setitem(meta.fields_map, "planted", planted)
        patch.setattr(meta, "fields", meta.fields | {"planted"})
        patch.setattr(meta, "db_fields", meta.db_fields | {"planted"})
        patch.setitem(meta.fields_db_projection, "planted", "planted")
        assert await pending("sqlite://:memory:") == ["AddField"]
