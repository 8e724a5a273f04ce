from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate, pre_migrate


class HomeConfig(AppConfig):
    name = "home"

    def ready(self):
        from django.core.checks import register

        from core.audit import WHEN_UNNAMED
        from core.daily import JOBS
        from core.kept import NEEDED_EVERYWHERE
        from home.addresses import sites
        from home.beginning import begin_after_migration, site_stands_where_settings_say
        from home.chain import begin_chain, forget_titles
        from home.checking import faults_today
        from home.complaints import forget_complaints
        from home.context import in_the_footer
        from home.processing import ensure_records
        from home.roles import ensure_roles
        from home.sealing import break_seals, seal_tables
        from panel.joining import ALSO_FORGET

        ALSO_FORGET.append(forget_complaints)
        NEEDED_EVERYWHERE.update({"sites": sites, "footer": in_the_footer})

        register(site_stands_where_settings_say, deploy=True)
        WHEN_UNNAMED.append(forget_titles)
        JOBS["faults in the log of what staff did"] = faults_today
        pre_migrate.connect(break_seals, sender=self, dispatch_uid="home.seals_broken")
        post_migrate.connect(seal_tables, sender=self, dispatch_uid="home.sealing")
        post_migrate.connect(begin_chain, sender=self, dispatch_uid="home.chain")
        # Each app's permissions are made when its own turn comes: the roles wait for the last.
        *_others, last = (app for app in apps.get_app_configs() if app.models_module)
        post_migrate.connect(ensure_roles, sender=last, dispatch_uid="home.roles")
        post_migrate.connect(ensure_records, sender=last, dispatch_uid="home.processing")
        post_migrate.connect(begin_after_migration, sender=last, dispatch_uid="home.beginning")
