"""Runs of the stock import: the report is kept, and a batch key makes a repeated call harmless."""

from enum import StrEnum

from tortoise import fields

from models.base import Row, enum_field


class ImportMode(StrEnum):
    DELTA = "delta"
    FULL = "full"


class ImportRun(Row):
    """`report` is the JSON of resolvers.imports.Report."""

    batch_key = fields.CharField(max_length=64, unique=True)
    sha256 = fields.CharField(max_length=64)
    mode = enum_field(ImportMode)
    actor = fields.CharField(max_length=80)
    started_at = fields.DatetimeField()
    report = fields.JSONField[dict[str, object]]()

    class Meta:
        table = "import_run"
