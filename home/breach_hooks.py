"""What the CMS knows of the register of breaches: entries of the log, addresses, a menu item."""

from django.contrib.auth.models import Permission
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from core.admin_menu import ForThoseWhoMay
from home import breach_views as views


@hooks.register("register_log_actions")
def actions_of_breaches(actions):
    for name, label, done in (
        ("noted", _("Note a breach of data"), _("Breach of data noted")),
        ("changed", _("Change an entry on a breach"), _("Entry on a breach changed")),
        ("reported", _("Report a breach"), _("Breach reported")),
        ("people_told", _("Tell people of a breach"), _("People told of a breach")),
        ("closed", _("Close a breach"), _("Breach closed")),
    ):
        actions.register_action(f"home.breach_{name}", label, done)


@hooks.register("register_permissions")
def permissions_about_breaches():
    return Permission.objects.filter(
        content_type__app_label="panel", content_type__model="databreach"
    )


@hooks.register("register_admin_urls")
def addresses_of_breaches():
    return [
        path("breaches/", views.index, name="breaches"),
        path("breaches/add/", views.new, name="breach_add"),
        path("breaches/register.csv", views.as_file, name="breach_file"),
        path("breaches/<row:pk>/", views.one, name="breach_one"),
        path("breaches/<row:pk>/change/", views.change, name="breach_change"),
        path("breaches/<row:pk>/<slug:name>/", views.act, name="breach_act"),
    ]


@hooks.register("register_settings_menu_item")
def breaches_in_the_menu():
    url = reverse("breaches")
    label = _("Breaches of data")
    return ForThoseWhoMay(label, url, may=views.VIEW, icon_name="lock-open", order=650)
