"""What officers see in the CMS: the list with its states, two acts, and what the log calls them."""

from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import PageStatusColumn, PageTitleColumn
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from consultations import (  # noqa: F401 - the hooks of the others are registered with these
    approval_hooks,
    desk,
    invitation_hooks,
    lists_of_segments,
)
from consultations.beginning import refusal_to_begin
from consultations.bulk import about_to_be_published
from consultations.models import ConsultationPage, OutcomePage
from consultations.readiness import is_incomplete
from consultations.removal import refusal_to_remove
from consultations.status import Status
from core.dates import short_day


def short_date(day) -> str:
    return short_day(day, year=True) if day else ""


class ConsultationListing(PageListingViewSet):
    """All consultations with where they stand and what is due next."""

    model = ConsultationPage
    icon = "help"
    menu_label = gettext_lazy("Consultations")
    menu_order = 110
    add_to_admin_menu = True
    name = "consultation_list"
    columns = [
        PageTitleColumn("title", label=gettext_lazy("Title"), sort_key="title", classname="title"),
        Column(
            "standing", label=gettext_lazy("Where it stands"), accessor=lambda page: page.tag[1]
        ),
        # Wagtail's column of dates is for the past: of days to come it says "just now".
        Column(
            "opens_at",
            label=gettext_lazy("Opens"),
            accessor=lambda page: short_date(page.opens_at),
            sort_key="opens_at",
            width="12%",
        ),
        Column(
            "closes_at",
            label=gettext_lazy("Closes"),
            accessor=lambda page: short_date(page.closes_at),
            sort_key="closes_at",
            width="12%",
        ),
        Column(
            "due",
            label=gettext_lazy("We owe an answer by"),
            accessor=lambda page: short_date(page.due),
            width="14%",
        ),
        PageStatusColumn("status", label=gettext_lazy("Page"), sort_key="live", width="10%"),
    ]


class OutcomeListing(PageListingViewSet):
    """All outcomes."""

    model = OutcomePage
    icon = "check"
    menu_label = gettext_lazy("Outcomes")
    menu_order = 111
    add_to_admin_menu = True
    name = "outcome_list"


@hooks.register("register_admin_viewset")
def register_listings():
    return [ConsultationListing(), OutcomeListing()]


@hooks.register("register_admin_urls")
def register_acts():
    return [
        path(
            "consultations/<row:pk>/publish-results/",
            desk.publish_results_view,
            name="consultations_publish_results",
        ),
        path("consultations/<row:pk>/withdraw/", desk.withdraw_view, name="consultations_withdraw"),
    ]


@hooks.register("register_page_listing_more_buttons")
@hooks.register("register_page_header_buttons")
def acts_on_a_consultation(page, user, view_name=None, next_url=None):
    """Offer, on a consultation only, what its status allows."""
    page = page.specific
    if not isinstance(page, ConsultationPage) or not page.permissions_for_user(user).can_publish():
        return
    if page.status == Status.CLOSED:
        yield Button(
            _("Publish results"),
            reverse("consultations_publish_results", args=[page.pk]),
            icon_name="check",
            priority=5,
        )
    if page.status in {Status.SCHEDULED, Status.OPEN, Status.CLOSED, Status.RESULTS}:
        yield Button(
            _("Withdraw"),
            reverse("consultations_withdraw", args=[page.pk]),
            icon_name="cross",
            priority=90,
        )


@hooks.register("after_publish_page")
def say_what_comes_next(request, page):
    """Tell the officer, once a consultation is out, that nobody can answer it yet."""
    if isinstance(page, ConsultationPage) and not page.get_children().exists():
        way = reverse("wagtailadmin_pages:add_subpage", args=[page.pk])
        messages.warning(
            request,
            _("Nobody can answer this yet: add a questionnaire, a poll, a forum or a session."),
            buttons=[messages.button(way, _("Add a way to take part"))],
        )


@hooks.register("before_create_page")
def begin_nothing_too_late(request, parent_page, page_class):
    """Refuse, with the reason, to begin anything but the outcome of what has closed.

    What was written before it closed and is saved after it is kept: it is a draft like others.
    """
    if request.method == "POST" or page_class is OutcomePage:
        return None
    if refusal := refusal_to_begin(parent_page):
        messages.error(request, refusal)
        return redirect("wagtailadmin_explore", parent_page.pk)
    return None


@hooks.register("before_delete_page")
@hooks.register("before_unpublish_page")
def keep_what_people_did(request, page):
    """Refuse, with the reason, to take away what people took part in."""
    if refusal := refusal_to_remove(page):
        messages.error(request, refusal)
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None


@hooks.register("before_bulk_action")
def keep_what_many_did(request, action_type, objects, action):
    if action.models == [Page] and action_type in ("delete", "unpublish"):
        for page in objects:
            if refusal := refusal_to_remove(page):
                messages.error(request, refusal)
                return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("before_bulk_action")
def publish_nothing_incomplete(request, action_type, objects, action):
    """Refuse to publish many at once, past their forms, when one of them lacks something."""
    for page in about_to_be_published(request, action_type, objects, action):
        if is_incomplete(page.get_latest_revision_as_object()):
            messages.error(
                request,
                _(
                    "“%(title)s” is not complete, so nothing was published. Publish it from its "
                    "own page, where what is missing is named beside each field."
                )
                % {"title": page.title},
            )
            return redirect("wagtailadmin_pages:edit", page.pk)
    return None


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action(
        "consultations.publish_results",
        gettext_lazy("Publish results"),
        gettext_lazy("Results published"),
    )
    actions.register_action(
        "consultations.withdraw", gettext_lazy("Withdraw"), gettext_lazy("Consultation withdrawn")
    )
