from tortoise import migrations
from tortoise.migrations import operations as ops
from models.delivery import DeliveryState
from models.staff_mail import StaffMessage
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index, PartialIndex

class Migration(migrations.Migration):
    dependencies = [('models', '0005_what_stays_of_the_ledger')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ApiTokenDistrict',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('token', fields.ForeignKeyField('models.ApiToken', source_field='token_id', db_constraint=True, to_field='id', related_name='districts', on_delete=OnDelete.CASCADE)),
                ('district', fields.ForeignKeyField('models.District', source_field='district_id', db_constraint=True, to_field='id', related_name='api_tokens', on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'api_token_district', 'app': 'models', 'unique_together': (('token', 'district'),), 'pk_attr': 'id'},
            bases=['NumberedRow'],
        ),
        ops.CreateModel(
            name='StaffMail',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('staff', fields.ForeignKeyField('models.Staff', source_field='staff_id', db_constraint=True, to_field='id', related_name='mails', on_delete=OnDelete.CASCADE)),
                ('message', fields.CharEnumField(description='', enum_type=StaffMessage, max_length=32)),
                ('details', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('due_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('valid_until', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('state', fields.CharEnumField(default=DeliveryState.QUEUED, description='', enum_type=DeliveryState, max_length=32)),
                ('is_open', fields.BooleanField(default=True)),
                ('attempt', fields.IntField(default=0)),
                ('lease_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('lease_token', fields.CharField(null=True, max_length=36)),
                ('last_status', fields.CharField(default='', max_length=32)),
                ('settled_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'staff_mail', 'app': 'models', 'indexes': [PartialIndex(fields=['due_at', 'id'], name='staff_mail_due', condition={'is_open': True}), Index(fields=['staff_id'])], 'pk_attr': 'id'},
            bases=['NumberedRow'],
        ),
        ops.AddField(
            model_name='Staff',
            name='removed_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Staff',
            name='secret_expires_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
    ]
