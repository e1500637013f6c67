from tortoise import migrations
from tortoise.migrations import operations as ops
from models.delivery import Channel, DeliveryState
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index, PartialIndex

class Migration(migrations.Migration):
    dependencies = [('models', '0004_scheduled_task')]

    initial = False

    operations = [
        ops.CreateModel(
            name='DeliveryTotal',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('broadcast', fields.ForeignKeyField('models.Broadcast', source_field='broadcast_id', db_constraint=True, to_field='id', related_name='totals', on_delete=OnDelete.CASCADE)),
                ('houses', fields.TextField(default='', unique=False)),
                ('houses_key', fields.CharField(max_length=64)),
                ('channel', fields.CharEnumField(description='', enum_type=Channel, max_length=32)),
                ('state', fields.CharEnumField(description='', enum_type=DeliveryState, max_length=32)),
                ('reason', fields.CharField(default='', max_length=32)),
                ('number', fields.IntField()),
            ],
            options={'table': 'delivery_total', 'app': 'models', 'unique_together': (('broadcast', 'houses_key', 'channel', 'state', 'reason'),), 'pk_attr': 'id'},
            bases=['NumberedRow'],
        ),
        ops.CreateModel(
            name='DocumentEvidence',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('document', fields.ForeignKeyField('models.Document', source_field='document_id', db_constraint=True, to_field='id', related_name='evidence', on_delete=OnDelete.CASCADE)),
                ('member', fields.ForeignKeyField('models.Member', source_field='member_id', db_constraint=True, to_field='id', related_name='document_evidence', on_delete=OnDelete.CASCADE)),
                ('delivery_id', fields.BigIntField(unique=True)),
                ('channel', fields.CharEnumField(description='', enum_type=Channel, max_length=32)),
                ('announced_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('accepted_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('provider_id', fields.CharField(default='', max_length=200)),
                ('kept_until', fields.DateField()),
            ],
            options={'table': 'document_evidence', 'app': 'models', 'indexes': [Index(fields=['document_id']), Index(fields=['member_id']), Index(fields=['kept_until'])], 'pk_attr': 'id'},
            bases=['NumberedRow'],
        ),
        ops.CreateModel(
            name='HouseholdReached',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('notice', fields.ForeignKeyField('models.Notice', source_field='notice_id', db_constraint=True, to_field='id', related_name='households_reached', on_delete=OnDelete.CASCADE)),
                ('household', fields.UUIDField()),
                ('best', fields.SmallIntField()),
            ],
            options={'table': 'household_reached', 'app': 'models', 'unique_together': (('notice', 'household'),), 'pk_attr': 'id'},
            bases=['NumberedRow'],
        ),
        ops.CreateModel(
            name='NoticeReach',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('notice', fields.ForeignKeyField('models.Notice', source_field='notice_id', db_constraint=True, to_field='id', related_name='reach', on_delete=OnDelete.CASCADE)),
                ('house', fields.ForeignKeyField('models.House', source_field='house_id', null=True, db_constraint=True, to_field='id', on_delete=OnDelete.SET_NULL)),
                ('best', fields.SmallIntField()),
                ('households', fields.IntField()),
            ],
            options={'table': 'notice_reach', 'app': 'models', 'indexes': [Index(fields=['notice_id'])], 'pk_attr': 'id'},
            bases=['NumberedRow'],
        ),
        ops.AddIndex(
            model_name='Delivery',
            index=PartialIndex(fields=['settled_at', 'id'], name='delivery_dead', condition={'state': 'dead'}),
        ),
    ]
