from tortoise import migrations
from tortoise.migrations import operations as ops
from models.draft import DraftFailure, DraftState
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0021_reminders_and_quiet_hours')]

    initial = False

    operations = [
        ops.CreateModel(
            name='NoticeDraft',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('author', fields.ForeignKeyField('models.Staff', source_field='author_id', null=True, db_constraint=True, to_field='id', related_name='notice_drafts', on_delete=OnDelete.SET_NULL)),
                ('title', fields.CharField(default='', max_length=160)),
                ('content', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('form', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ('state', fields.CharEnumField(default=DraftState.WRITING, description='', enum_type=DraftState, max_length=32)),
                ('failure', fields.CharEnumField(null=True, description='', enum_type=DraftFailure, max_length=32)),
                ('publish_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('households', fields.IntField(default=0)),
                ('members', fields.IntField(default=0)),
                ('notice', fields.ForeignKeyField('models.Notice', source_field='notice_id', null=True, db_constraint=True, to_field='id', related_name='drafts', on_delete=OnDelete.SET_NULL)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('updated_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'notice_draft', 'app': 'models', 'indexes': [Index(fields=['author_id', 'state']), Index(fields=['state', 'updated_at'])], 'pk_attr': 'id'},
            bases=['Row'],
        ),
    ]
