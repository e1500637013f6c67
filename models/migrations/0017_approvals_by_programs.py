from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0016_email_changes_and_discarded_letters')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Approval',
            name='token_id',
            field=fields.UUIDField(null=True),
        ),
    ]
