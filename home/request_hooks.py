"""What the CMS knows of requests for one's own data: entries of the log, addresses, a menu item."""

from django.contrib.auth.models import Permission
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from core.admin_menu import ForThoseWhoMay
from home import request_views as views


@hooks.register("register_log_actions")
def actions_of_requests(actions):
    for name, label, done in (
        ("received", _("Note a request for one’s own data"), _("Request noted")),
        ("stopped", _("Stop the clock of a request"), _("Clock stopped")),
        ("resumed", _("Let the clock of a request go on"), _("Clock went on")),
        ("extended", _("Extend a request"), _("Request extended")),
        ("words_taken_out", _("Take words about others out"), _("Words taken out")),
        ("file_taken", _("Take the file of a request"), _("File of a request taken")),
        ("sent", _("Mark a request as sent"), _("Request marked as sent")),
    ):
        actions.register_action(f"home.request_{name}", label, done)


@hooks.register("register_permissions")
def permissions_about_requests():
    return Permission.objects.filter(
        content_type__app_label="panel", content_type__model="datarequest"
    )


@hooks.register("register_admin_urls")
def addresses_of_requests():
    return [
        path("data-requests/", views.index, name="data_requests"),
        path("data-requests/add/", views.new, name="data_request_add"),
        path("data-requests/<row:pk>/", views.one, name="data_request"),
        path("data-requests/<row:pk>/file.<slug:kind>", views.take_file, name="data_request_file"),
        path("data-requests/<row:pk>/<slug:name>/", views.act, name="data_request_act"),
    ]


@hooks.register("register_settings_menu_item")
def requests_in_the_menu():
    url = reverse("data_requests")
    return ForThoseWhoMay(
        _("Requests for one’s own data"), url, may=views.VIEW, icon_name="user", order=630
    )
