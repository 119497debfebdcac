from django.apps import AppConfig


class VotersConfig(AppConfig):
    name = "voters"
    label = "voters"
    verbose_name = "Tiếp xúc cử tri"
