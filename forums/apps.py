from django.apps import AppConfig


class ForumsConfig(AppConfig):
    name = "forums"

    def ready(self):
        from core.queues import QUEUES
        from forums import telling  # noqa: F401 - its messages become known by this
        from forums.queues import queues_of

        QUEUES.append(queues_of)
