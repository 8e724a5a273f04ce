from django.apps import AppConfig


class ForumsConfig(AppConfig):
    name = "forums"

    def ready(self):
        from forums import telling  # noqa: F401 - its messages become known by this
