from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate, pre_migrate


class PanelConfig(AppConfig):
    name = "panel"

    def ready(self):
        from panel.sealing import break_seals, seal_draws
        from panel.second_step import second_step_is_asked_for

        register(second_step_is_asked_for)
        pre_migrate.connect(break_seals, sender=self, dispatch_uid="panel.seals_broken")
        post_migrate.connect(seal_draws, sender=self, dispatch_uid="panel.sealing")
