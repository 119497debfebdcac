from django.apps import AppConfig


class CouncilConfig(AppConfig):
    name = "council"
    label = "council"
    verbose_name = "Hội đồng"
