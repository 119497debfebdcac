"""Every dossier that was given to a committee has a verification of its own now."""

from django.db import migrations


def carry_over(apps, schema_editor):
    Dossier = apps.get_model("council_sessions", "Dossier")
    Verification = apps.get_model("council_sessions", "Verification")
    rows = Dossier.objects.filter(committee__isnull=False).exclude(verifications__isnull=False)
    made = (
        Verification(
            dossier_id=row.pk,
            committee_id=row.committee_id,
            assigned_on=row.assigned_on,
            meeting_on=row.meeting_on,
            opinion=row.opinion,
            report_no=row.report_no if row.verified_on else "",
            given_on=row.verified_on,
        )
        for row in rows.iterator()
    )
    Verification.objects.bulk_create(made, batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("council_sessions", "0020_dossiers_and_rooms")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
