from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0020_translations')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Preference',
            name='outage_mail',
            field=fields.BooleanField(default=True, db_default=True),
        ),
        ops.AddField(
            model_name='Preference',
            name='outage_push',
            field=fields.BooleanField(default=True, db_default=True),
        ),
        ops.AddField(
            model_name='Preference',
            name='quiet_from',
            field=fields.SmallIntField(null=True),
        ),
        ops.AddField(
            model_name='Preference',
            name='quiet_until',
            field=fields.SmallIntField(null=True),
        ),
        ops.AddField(
            model_name='Preference',
            name='reminder_evening',
            field=fields.BooleanField(default=True, db_default=True),
        ),
        ops.AddField(
            model_name='Preference',
            name='reminder_hour',
            field=fields.BooleanField(default=False, db_default=False),
        ),
        # Whoever wanted no word of notices wanted none of outages; those had no switch of their own.
        ops.RunSQL("UPDATE preference SET outage_mail = notice_mail, outage_push = notice_push", ops.RunSQL.noop),
    ]
