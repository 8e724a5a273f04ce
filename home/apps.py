from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HomeConfig(AppConfig):
    name = "home"

    def ready(self):
        from home.roles import ensure_roles

        # Permissions exist only once the apps have migrated: this signal comes after.
        post_migrate.connect(ensure_roles, sender=self)
