from tortoise import migrations
from tortoise.migrations import operations as ops
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("models", "0014_audit_chain")]

    initial = False

    operations = [
        ops.CreateModel(
            name="UsedDocumentLink",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("began_at", fields.BigIntField(default=0)),
                ("is_over", fields.BooleanField(default=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "used_document_link", "app": "models", "indexes": [Index(fields=["expires_at"])], "pk_attr": "id"},
            bases=["Row"],
        ),
    ]
