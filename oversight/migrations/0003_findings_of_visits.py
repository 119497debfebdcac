"""What was written about a unit as text becomes findings, one per line; the other way they become lines again."""

from django.db import migrations

TEXTS = {"good": "good", "faults": "fault", "causes": "cause"}
STATES = {"concluded": "concluded", "closed": "concluded"}


def note(apps, editor):
    Visit, Finding = apps.get_model("oversight", "Visit"), apps.get_model("oversight", "Finding")
    for visit in Visit.objects.exclude(good="", faults="", causes="").select_related("round", "target").iterator():
        there = set(Finding.objects.filter(visit=visit).values_list("finding_kind", "title"))
        for kind, line in _lines(visit):
            if (kind, line) not in there:
                Finding.objects.create(
                    kind="finding", owner_id=visit.owner_id, parent_id=visit.pk, visit=visit, on=visit.on, title=line,
                    finding_kind=kind, state=STATES.get(visit.round.state, "noted"),
                    words=f"{visit.target.name} {visit.round.title}", created_by_id=visit.created_by_id,
                )  # fmt: skip


def _lines(visit):
    for column, kind in TEXTS.items():
        for line in getattr(visit, column).splitlines():
            if line := line.strip(" -+•\t"):
                yield kind, line


def write_back(apps, editor):
    Finding, texts = apps.get_model("oversight", "Finding"), {}
    columns = {kind: column for column, kind in TEXTS.items()}
    for row in Finding.objects.exclude(state="withdrawn").order_by("pk").iterator():
        texts.setdefault((row.visit_id, columns[row.finding_kind]), []).append(" ".join(row.title.split()))
    for (visit, column), lines in texts.items():
        apps.get_model("oversight", "Visit").objects.filter(pk=visit).update(**{column: "\n".join(lines)})


class Migration(migrations.Migration):

    dependencies = [
        ("oversight", "0002_deep"),
    ]

    operations = [
        migrations.RunPython(note, write_back),
    ]
