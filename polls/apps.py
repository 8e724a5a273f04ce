from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class PollsConfig(AppConfig):
    name = "polls"

    def ready(self):
        from core.daily import JOBS, MINUTE_JOBS
        from core.queues import QUEUES
        from panel.joining import ALSO_FORGET
        from polls.following_up import begin_due
        from polls.leaving import take_names_off_of
        from polls.queues import queues_of
        from polls.sealing import break_seals, seal_tables
        from polls.signing_off import forget_address_of, forget_addresses
        from polls.watching import watch_pairs

        JOBS["questions asked once more, months later"] = begin_due
        MINUTE_JOBS["questions that are no longer as they were asked first"] = watch_pairs
        JOBS["addresses of reviewers forgotten"] = forget_addresses
        QUEUES.append(queues_of)
        ALSO_FORGET.extend([forget_address_of, take_names_off_of])
        pre_migrate.connect(break_seals, sender=self, dispatch_uid="polls.seals_broken")
        post_migrate.connect(seal_tables, sender=self, dispatch_uid="polls.sealing")
