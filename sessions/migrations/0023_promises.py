"""A question may carry several promises; the one that it held until now becomes the first."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


def carry_over(apps, schema_editor):
    Question = apps.get_model("council_sessions", "Question")
    Promise = apps.get_model("council_sessions", "Promise")
    rows = Question.objects.exclude(promise="").filter(promise_due_on__isnull=False)
    made = (
        Promise(
            question_id=row.pk,
            number=1,
            text=row.promise,
            due_on=row.promise_due_on,
            kept_on=row.promise_kept_on,
            proof=row.promise_proof if row.promise_kept_on else "",
        )
        for row in rows.iterator()
    )
    Promise.objects.bulk_create(made, batch_size=1000)


class Migration(migrations.Migration):

    dependencies = [
        ('council_sessions', '0022_released'),
    ]

    operations = [
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='lời hứa thứ')),
                ('text', models.TextField(verbose_name='nội dung lời hứa')),
                ('due_on', models.DateField(verbose_name='hạn thực hiện lời hứa')),
                ('kept_on', models.DateField(blank=True, null=True, verbose_name='ngày thực hiện lời hứa')),
                ('proof', models.CharField(blank=True, max_length=400, verbose_name='minh chứng thực hiện lời hứa')),
            ],
            options={
                'verbose_name': 'lời hứa',
                'ordering': ['question', 'number'],
            },
        ),
        migrations.AddField(
            model_name='promise',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='promises', to='council_sessions.question', verbose_name='chất vấn'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.UniqueConstraint(fields=('question', 'number'), name='promise_number_once'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='promise_says_something'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(('kept_on__isnull', False), ('proof', ''), _connector='OR'), name='promise_proof_when_kept'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='promise',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM nt_note_change('council_sessions_promise', TG_OP, to_jsonb(OLD), to_jsonb(NEW), 'question_id', 'id', ARRAY['tsv','words','version','updated_at','next_due','password','last_login']::text[], ARRAY[]::text[]); RETURN NULL;", hash='fccaf193c050cc83fc0566f5c5b4ffbbf443dc38', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_ad348', table='council_sessions_promise', when='AFTER')),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
