from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class PanelConfig(AppConfig):
    name = "panel"

    def ready(self):
        from panel.sealing import break_seals, seal_draws

        pre_migrate.connect(break_seals, sender=self, dispatch_uid="panel.seals_broken")
        post_migrate.connect(seal_draws, sender=self, dispatch_uid="panel.sealing")
