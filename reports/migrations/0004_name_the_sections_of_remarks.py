from django.db import migrations, models

import reports.books


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_parts")]

    operations = [
        migrations.AlterField(
            model_name="remark", name="section",
            field=models.CharField(blank=True, choices=reports.books.headings, max_length=40, verbose_name="mục"),
        ),
    ]  # fmt: skip
