from tortoise import migrations
from tortoise.migrations import operations as ops
from models.delivery import Gathering
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0023_calendar_feed')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Delivery',
            name='gathering',
            field=fields.CharEnumField(null=True, description='', enum_type=Gathering, max_length=16),
        ),
        ops.AddField(
            model_name='Delivery',
            name='same_mail_as',
            field=fields.BigIntField(null=True),
        ),
    ]
