from django.apps import AppConfig, apps
from django.db.models.signals import post_delete, post_migrate, post_save


class HomeConfig(AppConfig):
    name = "home"

    def ready(self):
        from wagtail.models import PageViewRestriction
        from wagtail.signals import page_published, page_unpublished, post_page_move

        from home.roles import ensure_roles
        from home.whats_on import forget
        from polls.models import QuestionnairePage, StageOverride

        # Each app has its permissions only after its own signal, so roles wait for the last one's.
        last = [app for app in apps.get_app_configs() if app.models_module][-1]
        post_migrate.connect(ensure_roles, sender=last)
        for signal in (page_published, page_unpublished, post_page_move):
            signal.connect(forget, dispatch_uid="home.forget")
        for model in (StageOverride, PageViewRestriction, QuestionnairePage):
            post_save.connect(forget, sender=model, dispatch_uid="home.forget")
            post_delete.connect(forget, sender=model, dispatch_uid="home.forget")
