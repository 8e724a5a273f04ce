from django.apps import AppConfig
from django.core.checks import register
from django.urls import register_converter


class CoreConfig(AppConfig):
    name = "core"
    label = "core"

    def ready(self):
        from core import checks
        from core.addresses import RowConverter
        from core.live.checks import news_is_shared

        for check in (news_is_shared, *checks.ALL):
            register(check)
        register_converter(RowConverter, "row")
