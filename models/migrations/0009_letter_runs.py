from tortoise import migrations
from tortoise.migrations import operations as ops
from models.letter import LetterKind, LetterOrder
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0008_second_factors_and_passkeys')]

    initial = False

    operations = [
        ops.CreateModel(
            name='LetterRun',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('kind', fields.CharEnumField(description='', enum_type=LetterKind, max_length=32)),
                ('sorting', fields.CharEnumField(description='', enum_type=LetterOrder, max_length=32)),
                ('created_by', fields.ForeignKeyField('models.Staff', source_field='created_by_id', null=True, db_constraint=True, to_field='id', related_name='letter_runs', on_delete=OnDelete.SET_NULL)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('printed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('printings', fields.IntField(default=0)),
            ],
            options={'table': 'letter_run', 'app': 'models', 'indexes': [Index(fields=['created_at']), Index(fields=['created_by_id'])], 'pk_attr': 'id'},
            bases=['Row'],
        ),
        ops.CreateModel(
            name='Letter',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('run', fields.ForeignKeyField('models.LetterRun', source_field='run_id', db_constraint=True, to_field='id', related_name='letters', on_delete=OnDelete.CASCADE)),
                ('member', fields.ForeignKeyField('models.Member', source_field='member_id', db_constraint=True, to_field='id', related_name='letters', on_delete=OnDelete.CASCADE)),
                ('printed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'letter', 'app': 'models', 'unique_together': (('run', 'member'),), 'indexes': [Index(fields=['member_id'])], 'pk_attr': 'id'},
            bases=['NumberedRow'],
        ),
    ]
