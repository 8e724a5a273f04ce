from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class PollsConfig(AppConfig):
    name = "polls"

    def ready(self):
        from core.daily import JOBS
        from panel.joining import ALSO_FORGET
        from polls.following_up import begin_due
        from polls.sealing import break_seals, seal_tables
        from polls.signing_off import forget_address_of, forget_addresses

        JOBS["questions asked once more, months later"] = begin_due
        ALSO_FORGET.append(forget_address_of)
        JOBS["addresses of reviewers forgotten"] = forget_addresses
        pre_migrate.connect(break_seals, sender=self, dispatch_uid="polls.seals_broken")
        post_migrate.connect(seal_tables, sender=self, dispatch_uid="polls.sealing")
