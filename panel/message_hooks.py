"""What the CMS knows of messages: a list, entries of the log, permissions and addresses."""

from django.contrib.auth.models import Permission
from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from panel.message_views import (
    DECISIONS,
    MailingViewSet,
    addresses,
    decide,
    over_limit,
    text_outbox,
)


class Decision(StringConverter):
    regex = "|".join(DECISIONS)


register_converter(Decision, "decision")


@hooks.register("register_admin_viewset")
def messages_in_the_cms():
    return MailingViewSet()


@hooks.register("register_log_actions")
def actions_on_messages(actions):
    for name, label, done in (
        ("panel.messages_sent_again", _("Send again"), _("Messages perhaps sent: sent again")),
        ("panel.messages_counted_as_sent", _("Count as sent"), _("Messages counted as sent")),
        ("panel.mailing_called_off", _("Call a mailing off"), _("Mailing called off")),
        (
            "panel.weekly_limit_set_aside",
            _("Set the weekly limit aside"),
            _("Weekly limit set aside for a mailing"),
        ),
    ):
        actions.register_action(name, label, done)


@hooks.register("register_permissions")
def permissions_about_messages():
    return Permission.objects.filter(
        content_type__app_label="panel", codename__in=["view_mailing", "change_mailing"]
    )


@hooks.register("register_admin_urls")
def addresses_of_messages():
    return [
        path("mailings/addresses/", addresses, name="panel_addresses"),
        path("mailings/texts/", text_outbox, name="panel_text_outbox"),
        path("mailings/<row:pk>/over-limit/", over_limit, name="panel_mailing_over_limit"),
        path("mailings/<row:pk>/<decision:decision>/", decide, name="panel_decide_on_mailing"),
    ]
