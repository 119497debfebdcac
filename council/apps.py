from django.apps import AppConfig


class CouncilConfig(AppConfig):
    name = "council"
    label = "council"
    verbose_name = "Hội đồng"

    def ready(self):
        from council import letterhead  # noqa: F401  (gives letters their head)
