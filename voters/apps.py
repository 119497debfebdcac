from importlib import import_module

from django.apps import AppConfig


class VotersConfig(AppConfig):
    name = "voters"
    label = "voters"
    verbose_name = "Tiếp xúc cử tri"

    def ready(self):
        """Define the figures: reports and drill-downs look them up by their keys."""
        import_module("voters.figures")
