"""What a question held of its one promise stands in rows of their own now."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('council_sessions', '0023_promises'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='question',
            name='question_promise_whole',
        ),
        migrations.RemoveField(
            model_name='question',
            name='promise',
        ),
        migrations.RemoveField(
            model_name='question',
            name='promise_due_on',
        ),
        migrations.RemoveField(
            model_name='question',
            name='promise_kept_on',
        ),
        migrations.RemoveField(
            model_name='question',
            name='promise_proof',
        ),
    ]
