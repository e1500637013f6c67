from tortoise import migrations
from tortoise.migrations import operations as ops
from models.notice import UpdateKind
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0017_approvals_by_programs')]

    initial = False

    operations = [
        ops.CreateModel(
            name='NoticeUpdate',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('notice', fields.ForeignKeyField('models.Notice', source_field='notice_id', db_constraint=True, to_field='id', related_name='updates', on_delete=OnDelete.CASCADE)),
                ('number', fields.IntField()),
                ('kind', fields.CharEnumField(description='', enum_type=UpdateKind, max_length=32)),
                ('word', fields.CharField(default='', max_length=300)),
                ('was_starts_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('was_ends_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('starts_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ends_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('told_count', fields.IntField(default=0)),
                ('joined_count', fields.IntField(default=0)),
                ('left_count', fields.IntField(default=0)),
                ('created_by', fields.ForeignKeyField('models.Staff', source_field='created_by_id', null=True, db_constraint=True, to_field='id', related_name='notice_updates', on_delete=OnDelete.SET_NULL)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'notice_update', 'app': 'models', 'unique_together': (('notice', 'number'),), 'pk_attr': 'id'},
            bases=['Row'],
        ),
        ops.AddField(
            model_name='AudienceMember',
            name='joined_in',
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name='AudienceMember',
            name='left_in',
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name='AudienceMember',
            name='was_told',
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name='Broadcast',
            name='is_superseded',
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name='Notice',
            name='changed_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Notice',
            name='revision',
            field=fields.IntField(default=0, db_default=0),
        ),
    ]
