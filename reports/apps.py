from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    label = "reports"
    verbose_name = "Báo cáo"

    def ready(self):
        import reports.figures  # noqa: F401
        from core.figures import narrow_by
        from core.handover import held_by_name
        from core.visibility import limit_readers
        from reports.models import SummaryReport
        from reports.rules import READERS

        held_by_name(
            "reports", "Báo cáo đang soạn", lambda users, councils: SummaryReport.objects.filter(
                created_by__in=users, owner__in=councils, state__in=["draft", "returned"]
            ), stays="Báo cáo thuộc đơn vị; người có vai trò soạn báo cáo mở và làm tiếp được.",
        )  # fmt: skip

        limit_readers("report", READERS)
        # What a committee or the standing body reports of its own work.
        narrow_by("round", "subject_body")
        narrow_by("visit", "round__subject_body")
        narrow_by("recommendation", "round__subject_body")
        narrow_by("dossier", "committee")
