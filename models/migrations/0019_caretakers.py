from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0018_notice_updates')]

    initial = False

    operations = [
        ops.CreateModel(
            name='CaretakerLink',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('staff', fields.ForeignKeyField('models.Staff', source_field='staff_id', db_constraint=True, to_field='id', related_name='caretaker_links', on_delete=OnDelete.CASCADE)),
                ('token_hash', fields.CharField(unique=True, max_length=64)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('failures', fields.IntField(default=0)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'caretaker_link', 'app': 'models', 'indexes': [Index(fields=['staff_id'])], 'pk_attr': 'id'},
            bases=['Row'],
        ),
        ops.CreateModel(
            name='HouseholdTold',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('notice', fields.ForeignKeyField('models.Notice', source_field='notice_id', db_constraint=True, to_field='id', related_name='households_told', on_delete=OnDelete.CASCADE)),
                ('household', fields.UUIDField()),
                ('staff', fields.ForeignKeyField('models.Staff', source_field='staff_id', null=True, db_constraint=True, to_field='id', related_name='households_told', on_delete=OnDelete.SET_NULL)),
                ('told_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'household_told', 'app': 'models', 'unique_together': (('notice', 'household'),), 'pk_attr': 'id'},
            bases=['NumberedRow'],
        ),
        ops.AddField(
            model_name='Staff',
            name='number_hash',
            field=fields.CharField(default='', db_default='', max_length=255),
        ),
    ]
