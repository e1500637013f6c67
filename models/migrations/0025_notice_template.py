from tortoise import migrations
from tortoise.migrations import operations as ops
from models.notice import NoticeKind
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0024_gathering')]

    initial = False

    operations = [
        ops.CreateModel(
            name='NoticeTemplate',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('kind', fields.CharEnumField(unique=True, description='', enum_type=NoticeKind, max_length=32)),
                ('title', fields.CharField(default='', max_length=160)),
                ('body', fields.TextField(default='', unique=False)),
                ('advice_before', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('advice_during', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('advice_after', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('changed_by', fields.ForeignKeyField('models.Staff', source_field='changed_by_id', null=True, db_constraint=True, to_field='id', related_name='notice_templates', on_delete=OnDelete.SET_NULL)),
                ('changed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'notice_template', 'app': 'models', 'pk_attr': 'id'},
            bases=['Row'],
        ),
    ]
