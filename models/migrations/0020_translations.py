from tortoise import migrations
from tortoise.migrations import operations as ops
from models.language import Language
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0019_caretakers')]

    initial = False

    operations = [
        ops.CreateModel(
            name='NoticeTranslation',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('notice', fields.ForeignKeyField('models.Notice', source_field='notice_id', db_constraint=True, to_field='id', related_name='translations', on_delete=OnDelete.CASCADE)),
                ('language', fields.CharEnumField(description='', enum_type=Language, max_length=32)),
                ('title', fields.CharField(default='', max_length=160)),
                ('body', fields.TextField(default='', unique=False)),
                ('cause', fields.CharField(default='', max_length=300)),
            ],
            options={'table': 'notice_translation', 'app': 'models', 'unique_together': (('notice', 'language'),), 'pk_attr': 'id'},
            bases=['Row'],
        ),
        ops.AddField(
            model_name='Preference',
            name='language',
            field=fields.CharField(default='', db_default='', max_length=8),
        ),
    ]
