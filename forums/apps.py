from django.apps import AppConfig


class ForumsConfig(AppConfig):
    name = "forums"

    def ready(self):
        from core.daily import JOBS
        from core.queues import QUEUES
        from forums import telling  # noqa: F401 - its messages become known by this
        from forums.opinions import draw_due
        from forums.queues import queues_of

        JOBS["opinion groups drawn"] = draw_due
        QUEUES.append(queues_of)
