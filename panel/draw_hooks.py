"""What the CMS knows of draws: entries of the log, permissions, addresses and a list."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


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
