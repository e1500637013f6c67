from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("models", "0012_readers")]

    initial = False

    operations = [
        ops.CreateModel(
            name="LoginCode",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "session",
                    fields.OneToOneField(
                        "models.Session",
                        source_field="session_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="login_code",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("code_hash", fields.CharField(max_length=64)),
                ("delivery_id", fields.BigIntField()),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("tries", fields.IntField(default=0)),
            ],
            options={"table": "login_code", "app": "models", "indexes": [Index(fields=["expires_at"])], "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.AddField(
            model_name="Account",
            name="device_generation",
            field=fields.IntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name="Account",
            name="unused_passwords",
            field=fields.IntField(default=0, db_default=0),
        ),
    ]
