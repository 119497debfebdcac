from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"
    label = "oversight"
    verbose_name = "Giám sát"

    def ready(self):
        from oversight import figures  # noqa: F401  (registers them)
