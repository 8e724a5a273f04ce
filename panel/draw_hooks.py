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
from panel.outside_views import (
    delete_outside,
    new_outside_draw,
    outside_draw,
    outside_draws,
    outside_file,
)
from panel.sample_views import new_sample, sample_file, withdraw
from panel.seat_views import call, calls, fill_free, new_call, write


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
        (
            "panel.volunteers_asked",
            _("Ask who would like to serve"),
            _("Members asked whether they would like to serve"),
        ),
        ("panel.panel_written_to", _("Write to a panel"), _("Panel written to")),
        (
            "panel.outside_draw_planned",
            _("Draw from another pool"),
            _("Draw from another pool begun"),
        ),
        ("panel.outside_draw_drawn", _("Draw from another pool"), _("Other pool drawn from")),
        (
            "panel.outside_draw_deleted",
            _("Delete a draw from another pool"),
            _("Draw from another pool deleted"),
        ),
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
        path("draws/<row:pk>/call-off/", call_draw_off, name="panel_call_off"),
        path("draws/<row:pk>/publish/", publish, name="panel_publish_draw"),
        path("draws/<row:pk>/number/", enter_number, name="panel_enter_number"),
        path("draws/<row:pk>/seats/<row:seat>/", fill_seat, name="panel_fill_seat"),
        path("draws/<row:pk>/files/<str:name>", draw_file, name="panel_draw_file"),
        path("draws/<row:pk>/write/", write, name="panel_write_to"),
        path("draws/<row:pk>/fill/", fill_free, name="panel_fill_free"),
        path("calls/", calls, name="panel_calls"),
        path("calls/new/", new_call, name="panel_new_call"),
        path("calls/<row:pk>/", call, name="panel_call"),
        path("other-pools/", outside_draws, name="panel_outside_draws"),
        path("other-pools/new/", new_outside_draw, name="panel_new_outside_draw"),
        path("other-pools/<row:pk>/", outside_draw, name="panel_outside_draw"),
        path("other-pools/<row:pk>/files/<str:name>", outside_file, name="panel_outside_file"),
        path("other-pools/<row:pk>/delete/", delete_outside, name="panel_delete_outside"),
        path("draw-members-to-invite/", new_sample, name="panel_new_sample"),
        path("samples/<row:pk>/withdraw/", withdraw, name="panel_withdraw_sample"),
        path("samples/<row:pk>/files/<str:name>", sample_file, name="panel_sample_file"),
    ]
