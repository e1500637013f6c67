from tortoise import migrations
from tortoise.migrations import operations as ops
from models.member import MemberTaskKind
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("models", "0009_letter_runs")]

    initial = False

    operations = [
        ops.CreateModel(
            name="MemberTask",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("kind", fields.CharEnumField(description="", enum_type=MemberTaskKind, max_length=32)),
                (
                    "member",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="member_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="tasks",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("settled_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("settled_by", fields.CharField(default="", max_length=36)),
            ],
            options={
                "table": "member_task",
                "app": "models",
                "indexes": [Index(fields=["member_id"]), Index(fields=["settled_at", "created_at"])],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.AddField(
            model_name="Account",
            name="lock_reason",
            field=fields.CharField(default="", db_default="", max_length=300),
        ),
    ]
