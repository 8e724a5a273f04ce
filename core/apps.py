from django.apps import AppConfig
from django.core.checks import register


class CoreConfig(AppConfig):
    name = "core"
    label = "core"

    def ready(self):
        from core import checks
        from core.live.checks import news_is_shared

        for check in (news_is_shared, *checks.ALL):
            register(check)
