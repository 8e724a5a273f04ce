"""What the CMS knows of complaints about data: entries of the log, addresses, a menu item."""

from django.contrib.auth.models import Permission
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from core.admin_menu import ForThoseWhoMay
from home import complaint_views as views


@hooks.register("register_log_actions")
def actions_of_complaints(actions):
    for name, label, done in (
        ("received", _("Receive a complaint about data"), _("Complaint about data received")),
        ("acknowledged", _("Acknowledge a complaint"), _("Complaint acknowledged")),
        ("looked_into", _("Look into a complaint"), _("Complaint looked into")),
        ("outcome", _("Tell the outcome of a complaint"), _("Outcome of a complaint told")),
    ):
        actions.register_action(f"home.complaint_{name}", label, done)


@hooks.register("register_permissions")
def permissions_about_complaints():
    return Permission.objects.filter(
        content_type__app_label="panel", content_type__model="datacomplaint"
    )


@hooks.register("register_admin_urls")
def addresses_of_complaints():
    return [
        path("data-complaints/", views.index, name="complaints"),
        path("data-complaints/add/", views.new, name="complaint_add"),
        path("data-complaints/<row:pk>/", views.one, name="complaint_one"),
        path("data-complaints/<row:pk>/letter.txt", views.letter, name="complaint_letter"),
        path("data-complaints/<row:pk>/<slug:name>/", views.act, name="complaint_act"),
    ]


@hooks.register("register_settings_menu_item")
def complaints_in_the_menu():
    url = reverse("complaints")
    label = _("Complaints about data")
    return ForThoseWhoMay(label, url, may=views.VIEW, icon_name="warning", order=640)


@hooks.register("register_settings_menu_item")
def noting_in_the_menu():
    """Let officers note what they are told, who do not read what others complained about."""
    url = reverse("complaint_add")
    label = _("Note a complaint about data")
    return ForThoseWhoMay(
        label, url, may=views.ADD, unless=views.VIEW, icon_name="warning", order=641
    )
