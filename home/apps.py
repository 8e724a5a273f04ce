from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HomeConfig(AppConfig):
    name = "home"

    def ready(self):
        from home.roles import ensure_roles

        # Permissions exist only after every app has migrated: the last one's signal makes the roles.
        post_migrate.connect(ensure_roles, sender=self)
