from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0006_staff_mail_and_token_districts')]

    initial = False

    operations = [
        ops.CreateModel(
            name='TrustedOperation',
            fields=[
                ('sha256', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('text', fields.TextField(unique=False)),
                ('retired_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'trusted_operation', 'app': 'models', 'pk_attr': 'sha256'},
            bases=['Table'],
        ),
    ]
