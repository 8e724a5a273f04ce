from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_delete, post_save


class CoreConfig(AppConfig):
    name = "core"
    label = "core"

    def ready(self):
        from wagtail.signals import page_published, page_unpublished, post_page_move

        from core import checks
        from core.kept import forget, forget_if_pages_changed
        from core.live.checks import news_is_shared

        for check in (news_is_shared, *checks.ALL):
            register(check)
        # Not a step of any flow: only a store that must not outlive what it was read from.
        for signal in (post_save, post_delete):
            signal.connect(forget_if_pages_changed, dispatch_uid="core.kept")
        for signal in (page_published, page_unpublished, post_page_move):
            signal.connect(forget, dispatch_uid="core.kept")
