from django.apps import AppConfig


class ForumsConfig(AppConfig):
    name = "forums"

    def ready(self):
        from core.daily import JOBS
        from forums import telling  # noqa: F401 - its messages become known by this
        from forums.opinions import draw_due

        JOBS["opinion groups drawn"] = draw_due
