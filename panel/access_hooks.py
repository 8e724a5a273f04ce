"""What the CMS knows of access: entries of the log, addresses and a place in the menu."""

from django.contrib.auth.models import Permission
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from core.admin_menu import ForThoseWhoMay
from panel.access_views import MAY, council_account, reset_step, staff_access
from panel.lists_of_accounts import AssignRole, DeleteSeveral, SetActive


@hooks.register("register_log_actions")
def actions_of_access(actions):
    for name, label, done in (
        (
            "panel.second_step_reset",
            _("Take away somebody’s second step"),
            _("Second step taken away"),
        ),
        ("panel.sign_on_invited", _("Invite a council account"), _("Council account invited")),
        ("panel.sign_on_bound", _("Use a council account first"), _("Council account first used")),
        ("panel.sign_on_parted", _("Take away a council account"), _("Council account taken away")),
        ("panel.hold_placed", _("Place a hold"), _("Hold placed")),
        ("panel.hold_lifted", _("Lift a hold"), _("Hold lifted")),
    ):
        actions.register_action(name, label, done)


for action in (AssignRole, DeleteSeveral, SetActive):
    hooks.register("register_bulk_action", action, order=1)  # after Wagtail's own, in their place


@hooks.register("register_permissions")
def permissions_to_audit():
    wanted = ("search_audit", "review_access")
    return Permission.objects.filter(content_type__app_label="panel", codename__in=wanted)


@hooks.register("register_admin_urls")
def addresses_of_access():
    return [
        path("staff-access/", staff_access, name="panel_staff_access"),
        path("staff-access/<row:pk>/reset/", reset_step, name="panel_reset_second_step"),
        path("staff-access/<row:pk>/council/", council_account, name="panel_council_account"),
    ]


@hooks.register("register_settings_menu_item")
def place_in_the_menu():
    url = reverse("panel_staff_access")
    return ForThoseWhoMay(_("Staff and their access"), url, may=MAY, icon_name="key", order=610)
