"""What the CMS knows of records of processing: entries of the log, addresses, a menu item."""

from django.contrib.auth.models import Permission
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from core.admin_menu import ForThoseWhoMay
from home import processing_views as views


@hooks.register("register_log_actions")
def actions_of_processing(actions):
    actions.register_action("home.processing_added", _("Add a purpose"), _("Purpose added"))
    actions.register_action("home.processing_changed", _("Change a purpose"), _("Purpose changed"))


@hooks.register("register_permissions")
def permissions_about_processing():
    return Permission.objects.filter(
        content_type__app_label="panel", content_type__model="processingrecord"
    )


@hooks.register("register_admin_urls")
def addresses_of_processing():
    return [
        path("processing/", views.index, name="processing"),
        path("processing/add/", views.new, name="processing_add"),
        path("processing/records.csv", views.as_file, name="processing_file"),
        path("processing/<row:pk>/", views.change, name="processing_change"),
    ]


@hooks.register("register_settings_menu_item")
def processing_in_the_menu():
    url = reverse("processing")
    return ForThoseWhoMay(
        _("Records of processing"), url, may=views.VIEW, icon_name="list-ul", order=615
    )
