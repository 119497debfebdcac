"""Drafts made before the books: their sections get the part they are printed under, and lose their typed numbers."""

import re

from django.db import migrations

PARTS = {"shortcomings": "TỒN TẠI, HẠN CHẾ", "tasks": "NHIỆM VỤ TRỌNG TÂM THỜI GIAN TỚI"}


def part(apps, schema_editor):
    report = apps.get_model("reports", "SummaryReport")
    for row in report.objects.filter(document=None).iterator():
        sections = [_parted(item) for item in row.sections]
        if sections != row.sections:
            report.objects.filter(pk=row.pk).update(sections=sections)


def _parted(item):
    heading = re.sub(r"^(\d+|[IVX]+)\. ", "", item["heading"])
    return {"part": PARTS.get(item["key"], "KẾT QUẢ HOẠT ĐỘNG"), **item, "heading": heading}


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_books")]
    operations = [migrations.RunPython(part, migrations.RunPython.noop)]
