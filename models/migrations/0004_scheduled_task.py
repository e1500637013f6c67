from tortoise import migrations
from tortoise.migrations import operations as ops
from models.schedule import TaskKind, TaskState
from tortoise import fields
from tortoise.indexes import PartialIndex

class Migration(migrations.Migration):
    dependencies = [('models', '0003_suppression_and_confirmation')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ScheduledTask',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('kind', fields.CharEnumField(description='', enum_type=TaskKind, max_length=32)),
                ('subject_id', fields.UUIDField()),
                ('planned_for', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('due_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('valid_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('state', fields.CharEnumField(default=TaskState.WAITING, description='', enum_type=TaskState, max_length=32)),
                ('is_open', fields.BooleanField(default=True)),
                ('attempt', fields.IntField(default=0)),
                ('lease_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('lease_token', fields.CharField(null=True, max_length=36)),
                ('done_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'scheduled_task', 'app': 'models', 'unique_together': (('kind', 'subject_id', 'planned_for'),), 'indexes': [PartialIndex(fields=['due_at', 'id'], name='scheduled_task_due', condition={'is_open': True})], 'pk_attr': 'id'},
            bases=['NumberedRow'],
        ),
    ]
