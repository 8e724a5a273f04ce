"""What the CMS knows of the retention schedule: entries of the log, addresses, a menu item."""

from django.contrib.auth.models import Permission
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from core.admin_menu import ForThoseWhoMay
from home import retention_views as views


@hooks.register("register_log_actions")
def actions_of_retention(actions):
    for name, label, done in (
        (
            "home.retention_reported",
            _("Look for what has been kept for long enough"),
            _("Retention report made"),
        ),
        (
            "home.retention_run",
            _("Let go of what has been kept for long enough"),
            _("Retention schedule run"),
        ),
        (
            "home.retention_changed",
            _("Change how long a kind of record is kept"),
            _("Retention period changed"),
        ),
        (
            "home.erased_again",
            _("Erase again what a backup brought back"),
            _("Erased again after a backup was restored"),
        ),
    ):
        actions.register_action(name, label, done)


@hooks.register("register_permissions")
def permissions_about_retention():
    return Permission.objects.filter(
        content_type__app_label="panel",
        content_type__model__in=["hold", "retentionrun", "retentionperiod"],
    )


@hooks.register("register_admin_urls")
def addresses_of_retention():
    return [
        path("retention/", views.schedule, name="retention"),
        path("retention/assessment/", views.assessment, name="impact_assessment"),
        path("retention/report/", views.report_now, name="retention_report"),
        path("retention/holds/add/", views.new_hold, name="retention_new_hold"),
        path("retention/holds/<row:pk>/lift/", views.end_hold, name="retention_end_hold"),
        path("retention/<slug:code>/", views.period, name="retention_period"),
    ]


@hooks.register("register_settings_menu_item")
def retention_in_the_menu():
    url = reverse("retention")
    return ForThoseWhoMay(
        _("How long records are kept"), url, may=views.VIEW, icon_name="history", order=620
    )
