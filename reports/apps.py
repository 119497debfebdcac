from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    label = "reports"
    verbose_name = "Báo cáo"

    def ready(self):
        from core.visibility import limit_readers
        from reports.rules import READERS

        limit_readers("report", READERS)
