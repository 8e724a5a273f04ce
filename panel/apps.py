from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate, pre_migrate


class PanelConfig(AppConfig):
    name = "panel"

    def ready(self):
        from core.daily import JOBS
        from core.kept import NEEDED_EVERYWHERE
        from panel import seats, volunteering  # noqa: F401 - their messages become known so
        from panel.births import refresh_bands
        from panel.messages import lapsed, welcome  # noqa: F401 - and theirs
        from panel.models import CouncilSettings
        from panel.outlines import any_ward
        from panel.question_sets import load_shipped
        from panel.sealing import break_seals, seal_tables
        from panel.second_step import second_step_is_asked_for
        from panel.security_log import listen
        from panel.sign_on import provider_is_reached_safely

        NEEDED_EVERYWHERE["council"] = lambda: CouncilSettings.objects.order_by("pk")[:1]
        NEEDED_EVERYWHERE["any_ward"] = any_ward
        listen()
        JOBS["age bands that birthdays changed"] = refresh_bands
        register(second_step_is_asked_for)
        register(provider_is_reached_safely)
        pre_migrate.connect(break_seals, sender=self, dispatch_uid="panel.seals_broken")
        post_migrate.connect(seal_tables, sender=self, dispatch_uid="panel.sealing")
        post_migrate.connect(load_shipped, sender=self, dispatch_uid="panel.question_sets")
