"""What the CMS knows of draws: entries of the log, permissions, addresses and a list."""

from django.contrib.auth.models import Permission
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from panel.draw_views import call_draw_off, draw_file, fill_seat, new_draw


@hooks.register("register_log_actions")
def actions_of_draws(actions):
    for name, label, done in (
        ("panel.draw_planned", _("Have a panel drawn"), _("Draw of a panel begun")),
        ("panel.panel_drawn", _("Draw a panel"), _("Panel drawn")),
        ("panel.seat_filled", _("Fill a seat again"), _("Seat filled again")),
        ("panel.draw_called_off", _("Call a draw off"), _("Draw called off")),
        ("panel.draw_downloaded", _("Download a draw"), _("File of a draw downloaded")),
    ):
        actions.register_action(name, label, done)


@hooks.register("register_permissions")
def permissions_about_draws():
    return Permission.objects.filter(
        content_type__app_label="panel", codename__in=["view_draw", "add_draw"]
    )


@hooks.register("register_admin_urls")
def addresses_of_draws():
    return [
        path("draw-a-panel/", new_draw, name="panel_new_draw"),
        path("draws/<int:pk>/call-off/", call_draw_off, name="panel_call_off"),
        path("draws/<int:pk>/seats/<str:code>/", fill_seat, name="panel_fill_seat"),
        path("draws/<int:pk>/files/<str:name>", draw_file, name="panel_draw_file"),
    ]
