from typing import Any

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from models.append_only import protect, release
from models.audit import Way


async def forward(_: Any, editor: Any) -> None:
    await protect(editor.client)


async def backward(_: Any, editor: Any) -> None:
    await release(editor.client)


class Migration(migrations.Migration):
    dependencies = [("models", "0013_known_devices_and_login_codes")]

    initial = False

    operations = [
        ops.AddField(
            model_name="AuditEntry",
            name="way",
            field=fields.CharEnumField(null=True, description="", enum_type=Way, max_length=32),
        ),
        ops.CreateModel(
            name="AuditSeal",
            fields=[
                ("position", fields.BigIntField(generated=False, primary_key=True, unique=True, db_index=True)),
                ("entry_id", fields.BigIntField(unique=True)),
                ("digest", fields.CharField(max_length=64)),
            ],
            options={"table": "audit_seal", "app": "models", "pk_attr": "position"},
            bases=["Table"],
        ),
        ops.RunPython(forward, backward),
    ]
