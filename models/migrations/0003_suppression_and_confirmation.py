from tortoise import migrations
from tortoise.migrations import operations as ops
from models.suppression import SuppressionCause
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0002_due_index_and_fallback')]

    initial = False

    operations = [
        ops.CreateModel(
            name='EmailConfirmation',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('member', fields.ForeignKeyField('models.Member', source_field='member_id', db_constraint=True, to_field='id', related_name='email_confirmations', on_delete=OnDelete.CASCADE)),
                ('email', fields.CharField(max_length=254)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('confirmed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'email_confirmation', 'app': 'models', 'indexes': [Index(fields=['member_id'])], 'pk_attr': 'id'},
            bases=['Row'],
        ),
        ops.CreateModel(
            name='Suppression',
            fields=[
                ('address_hash', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('soft_bounces', fields.IntField(default=0)),
                ('first_accepted', fields.BigIntField(null=True)),
                ('last_accepted', fields.BigIntField(null=True)),
                ('cause', fields.CharEnumField(null=True, description='', enum_type=SuppressionCause, max_length=32)),
                ('last_status', fields.CharField(default='', max_length=32)),
                ('changed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('suppressed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'suppression', 'app': 'models', 'pk_attr': 'address_hash'},
            bases=['Table'],
        ),
        ops.AddField(
            model_name='MailedToken',
            name='confirmation',
            field=fields.ForeignKeyField('models.EmailConfirmation', source_field='confirmation_id', null=True, db_constraint=True, to_field='id', related_name='tokens', on_delete=OnDelete.CASCADE),
        ),
        ops.AddIndex(
            model_name='MailedToken',
            index=Index(fields=['confirmation_id']),
        ),
    ]
