"""What the CMS knows of draws and samples: entries of the log, permissions and addresses."""

from django.contrib.auth.models import Permission
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from panel.draw_views import (
    call_draw_off,
    draw_file,
    enter_number,
    fill_seat,
    new_draw,
    publish,
)
from panel.sample_views import new_sample, sample_file, withdraw


@hooks.register("register_log_actions")
def actions_of_draws(actions):
    for name, label, done in (
        ("panel.draw_planned", _("Have a panel drawn"), _("Draw of a panel begun")),
        ("panel.panel_drawn", _("Draw a panel"), _("Panel drawn")),
        ("panel.seat_filled", _("Fill a seat again"), _("Seat filled again")),
        ("panel.draw_called_off", _("Call a draw off"), _("Draw called off")),
        ("panel.panels_listed", _("List the panels of a lottery"), _("Panels of a lottery listed")),
        ("panel.list_published", _("Publish a list of panels"), _("List of panels published")),
        (
            "panel.number_drawn",
            _("Enter the number of a public draw"),
            _("Number of a draw entered"),
        ),
        ("panel.draw_downloaded", _("Download a draw"), _("File of a draw downloaded")),
        ("panel.sample_drawn", _("Draw members to invite"), _("Members to invite drawn")),
        ("panel.sample_withdrawn", _("Withdraw a sample"), _("Sample withdrawn")),
        ("panel.sample_downloaded", _("Download a sample"), _("File of a sample downloaded")),
    ):
        actions.register_action(name, label, done)


@hooks.register("register_permissions")
def permissions_about_draws():
    return Permission.objects.filter(
        content_type__app_label="panel",
        codename__in=["view_draw", "add_draw", "view_sample", "add_sample"],
    )


@hooks.register("register_admin_urls")
def addresses_of_draws():
    return [
        path("draw-a-panel/", new_draw, name="panel_new_draw"),
        path("draws/<int:pk>/call-off/", call_draw_off, name="panel_call_off"),
        path("draws/<int:pk>/publish/", publish, name="panel_publish_draw"),
        path("draws/<int:pk>/number/", enter_number, name="panel_enter_number"),
        path("draws/<int:pk>/seats/<str:code>/", fill_seat, name="panel_fill_seat"),
        path("draws/<int:pk>/files/<str:name>", draw_file, name="panel_draw_file"),
        path("draw-members-to-invite/", new_sample, name="panel_new_sample"),
        path("samples/<int:pk>/withdraw/", withdraw, name="panel_withdraw_sample"),
        path("samples/<int:pk>/files/<str:name>", sample_file, name="panel_sample_file"),
    ]
