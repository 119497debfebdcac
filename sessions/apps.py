from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "council_sessions"
    verbose_name = "Kỳ họp"
