from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.indexes import PartialIndex

class Migration(migrations.Migration):
    dependencies = [('models', '0001_initial')]

    initial = False

    operations = [
        ops.RemoveIndex(
            model_name='Delivery',
            name='delivery_open',
            fields=None,
        ),
        ops.AddField(
            model_name='Delivery',
            name='is_fallback',
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddIndex(
            model_name='Delivery',
            index=PartialIndex(fields=['lane', 'channel', 'due_at', 'id'], name='delivery_due', condition={'is_open': True}),
        ),
    ]
