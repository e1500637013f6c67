from tortoise import migrations
from tortoise.migrations import operations as ops
from models.approval import ApprovalState
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("models", "0010_member_tasks_and_lock_reason")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Approval",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("form", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("households", fields.IntField()),
                ("members", fields.IntField()),
                ("districts", fields.IntField()),
                ("state", fields.CharEnumField(default=ApprovalState.WAITING, description="", enum_type=ApprovalState, max_length=32)),
                ("word", fields.CharField(default="", max_length=500)),
                (
                    "author",
                    fields.ForeignKeyField(
                        "models.Staff",
                        source_field="author_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="approvals_asked",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                (
                    "decided_by",
                    fields.ForeignKeyField(
                        "models.Staff",
                        source_field="decided_by_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="approvals_decided",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                (
                    "notice",
                    fields.ForeignKeyField(
                        "models.Notice",
                        source_field="notice_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="approvals",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("decided_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "approval",
                "app": "models",
                "indexes": [Index(fields=["state", "created_at"]), Index(fields=["author_id"])],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
    ]
