from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    label = "reports"
    verbose_name = "Báo cáo"

    def ready(self):
        import reports.figures  # noqa: F401
        from core.figures import narrow_by
        from core.visibility import limit_readers
        from reports.rules import READERS

        limit_readers("report", READERS)
        # What a committee or the standing body reports of its own work.
        narrow_by("round", "subject_body")
        narrow_by("visit", "round__subject_body")
        narrow_by("recommendation", "round__subject_body")
        narrow_by("dossier", "committee")
