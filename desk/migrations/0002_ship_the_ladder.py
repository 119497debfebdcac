from django.db import migrations

from desk.reminders.defaults import ship


class Migration(migrations.Migration):

    dependencies = [("desk", "0001_initial")]

    operations = [
        migrations.RunPython(lambda apps, _: ship(apps.get_model("desk", "ReminderStep")), migrations.RunPython.noop)
    ]
