"""What setting up a deliberative poll adds to the CMS: its addresses, and the ways there."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import widgets

from consultations.models import ConsultationPage
from home.poll_setup import views
from panel.models import CouncilSettings
from polls.models import DeliberativePollPage


@hooks.register("register_admin_urls")
def register_addresses():
    return [
        path("set-up-a-poll/<row:pk>/", views.start, name="set_up_poll"),
        path("set-up-a-poll/<row:pk>/missing/", views.lacks, name="poll_lacks"),
    ]


@hooks.register("register_page_header_buttons")
def lead_to_setting_up(page, user, view_name=None, next_url=None):
    """Offer the steps on a consultation, and what is missing on a poll."""
    page = page.specific
    may = page.permissions_for_user(user)
    if isinstance(page, ConsultationPage) and may.can_add_subpage():
        method = CouncilSettings.load().method_name
        yield widgets.Button(
            _("Set up a %(method)s") % {"method": method},
            reverse("set_up_poll", args=[page.pk]),
            icon_name="group",
            priority=4,
        )
    if isinstance(page, DeliberativePollPage) and may.can_edit():
        address = reverse("poll_lacks", args=[page.pk])
        yield widgets.Button(_("What is missing"), address, icon_name="list-ul", priority=50)
