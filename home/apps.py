from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class HomeConfig(AppConfig):
    name = "home"

    def ready(self):
        from home.complaints import forget_complaints
        from home.processing import ensure_records
        from home.roles import ensure_roles
        from panel.joining import ALSO_FORGET

        ALSO_FORGET.append(forget_complaints)

        # Each app's permissions are made when its own turn comes: the roles wait for the last.
        *_others, last = (app for app in apps.get_app_configs() if app.models_module)
        post_migrate.connect(ensure_roles, sender=last, dispatch_uid="home.roles")
        post_migrate.connect(ensure_records, sender=last, dispatch_uid="home.processing")
