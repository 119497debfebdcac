"""What was written about a unit as text becomes findings, one per line."""

from django.db import migrations

TEXTS = {"good": "good", "faults": "fault", "causes": "cause"}
STATES = {"concluded": "concluded", "closed": "concluded"}


def note(apps, editor):
    Visit, Finding = apps.get_model("oversight", "Visit"), apps.get_model("oversight", "Finding")
    for visit in Visit.objects.exclude(good="", faults="", causes="").select_related("round", "target").iterator():
        for column, kind in TEXTS.items():
            for line in filter(None, (line.strip(" -+•\t") for line in getattr(visit, column).splitlines())):
                Finding.objects.create(
                    kind="finding", owner_id=visit.owner_id, parent_id=visit.pk, visit=visit, on=visit.on, title=line,
                    finding_kind=kind, state=STATES.get(visit.round.state, "noted"),
                    words=f"{visit.target.name} {visit.round.title}", created_by_id=visit.created_by_id,
                )  # fmt: skip


class Migration(migrations.Migration):

    dependencies = [
        ("oversight", "0002_deep"),
    ]

    operations = [
        migrations.RunPython(note, migrations.RunPython.noop),
    ]
