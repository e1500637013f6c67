from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("models", "0015_used_document_links")]

    initial = False

    operations = [
        ops.CreateModel(
            name="EmailChange",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "member",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="member_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="email_changes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("old_email", fields.CharField(null=True, max_length=254)),
                ("email", fields.CharField(max_length=254)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("confirmed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "email_change",
                "app": "models",
                "indexes": [Index(fields=["member_id"]), Index(fields=["expires_at"])],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.AddField(
            model_name="LetterRun",
            name="discarded_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="MailedToken",
            name="change",
            field=fields.ForeignKeyField(
                "models.EmailChange",
                source_field="change_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="tokens",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        ops.AddIndex(
            model_name="MailedToken",
            index=Index(fields=["change_id"]),
        ),
    ]
