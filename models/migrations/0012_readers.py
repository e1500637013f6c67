from tortoise import migrations
from tortoise.migrations import operations as ops
from models.reader import ReaderEnd, ReaderKind
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("models", "0011_approvals")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Reader",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "member",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="member_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="readers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="reads_for",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharEnumField(description="", enum_type=ReaderKind, max_length=32)),
                ("name", fields.CharField(max_length=120)),
                ("email", fields.CharField(max_length=254)),
                ("reads_documents", fields.BooleanField(default=False)),
                ("invited_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("accepted_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("starts_on", fields.DateField(null=True)),
                ("ends_on", fields.DateField(null=True)),
                ("deed_note", fields.CharField(default="", max_length=300)),
                ("deed_seen_by", fields.CharField(default="", max_length=36)),
                ("deed_seen_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ended_by", fields.CharEnumField(null=True, description="", enum_type=ReaderEnd, max_length=32)),
            ],
            options={
                "table": "reader",
                "app": "models",
                "indexes": [Index(fields=["member_id"]), Index(fields=["person_id"])],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.AddField(
            model_name="Account",
            name="login_email",
            field=fields.CharField(null=True, unique=True, max_length=254),
        ),
        ops.AddField(
            model_name="Broadcast",
            name="original_id",
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name="MailedToken",
            name="reader",
            field=fields.ForeignKeyField(
                "models.Reader",
                source_field="reader_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="tokens",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        ops.AddIndex(
            model_name="MailedToken",
            index=Index(fields=["reader_id"]),
        ),
    ]
