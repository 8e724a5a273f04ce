from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save


class HomeConfig(AppConfig):
    name = "home"

    def ready(self):
        from wagtail.models import PageViewRestriction
        from wagtail.signals import page_published, page_unpublished, post_page_move

        from home.roles import ensure_roles
        from home.whats_on import forget
        from polls.models import QuestionnairePage, StageOverride

        # Permissions exist only once the apps have migrated: this signal comes after.
        post_migrate.connect(ensure_roles, sender=self)
        for signal in (page_published, page_unpublished, post_page_move):
            signal.connect(forget, dispatch_uid="home.forget")
        for model in (StageOverride, PageViewRestriction, QuestionnairePage):
            post_save.connect(forget, sender=model, dispatch_uid="home.forget")
            post_delete.connect(forget, sender=model, dispatch_uid="home.forget")
