from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("oversight", "0003_findings_of_visits"),
    ]

    operations = [
        migrations.RemoveField(
            model_name='visit',
            name='causes',
        ),
        migrations.RemoveField(
            model_name='visit',
            name='faults',
        ),
        migrations.RemoveField(
            model_name='visit',
            name='good',
        ),
    ]
