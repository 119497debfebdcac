from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"
    label = "core"
    verbose_name = "Nền tảng"

    def ready(self):
        # Every app's definitions of figures, in every process: page, worker and command count the same.
        autodiscover_modules("figures")
        # Every app's letters: the worker prints them, the administrator words them.
        autodiscover_modules("letters")
