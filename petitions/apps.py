from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    name = "petitions"
    label = "petitions"
    verbose_name = "Đơn thư"

    def ready(self):
        from core.visibility import limit_readers
        from petitions import handover

        handover.register()
        limit_readers("petition", {"staff", "ward", "chair", "head", "agency"})
        limit_readers("reception", {"admin", "staff", "ward", "chair", "head", "delegate"})
        limit_readers("citizen_visit", {"staff", "ward", "chair", "head"})
