"""What the CMS's own screens say of the council, and where an officer begins."""

from django.db.models import Model
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from consultations.approving import sent_back_to, waiting_for
from consultations.models import ConsultationIndexPage, ConsultationPage
from forums.stating import pages_to_read
from home import (  # noqa: F401 - their hooks come with these
    breach_hooks,
    complaint_hooks,
    poll_setup_hooks,
    processing_hooks,
    request_hooks,
    retention_hooks,
)
from home.at_work import places_of_work
from home.first_day import left_to_do
from home.models import ChainedModelEntry, ChainedPageEntry
from panel import theme
from panel.models import CouncilSettings

OWED_SHOWN = 8


@hooks.register("insert_global_admin_css")
def look_like_the_council():
    council = CouncilSettings.load()
    words = theme.admin_stylesheet(council.brand)
    return format_html(
        '<link rel="stylesheet" href="{}"><link rel="stylesheet" href="{}">',
        static("home/admin.css"),
        reverse("admin_theme", args=[theme.digest(words)]),
    )


@hooks.register("insert_global_admin_js")
def keep_dates_as_typed():
    return format_html('<script src="{}"></script>', static("home/typed-dates.js"))


class FirstStepsPanel(Component):
    """Tells an officer how a consultation is made, and what waits for them."""

    name = "first_steps"
    template_name = "home/admin/first_steps.html"
    order = 50

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        here = reverse("wagtailadmin_home")
        return {
            "left_to_do": left_to_do(user),
            "add_url": address_to_add(user),
            "waiting": waiting_for(user),
            "sent_back": sent_back_to(user),
            "statements": pages_to_read(user),
            "owed": list(ConsultationPage.objects.owing_an_answer()[:OWED_SHOWN]),
            "council": CouncilSettings.load(),
            "work": [place for place in places_of_work(user) if place["url"] != here],
        }


def address_to_add(user) -> str:
    """Return where this person writes a new consultation, or nothing if they may not."""
    index = ConsultationIndexPage.objects.live().first()
    if index is None or not index.permissions_for_user(user).can_add_subpage():
        return ""
    kind = ConsultationPage._meta
    return reverse("wagtailadmin_pages:add", args=[kind.app_label, kind.model_name, index.pk])


@hooks.register("register_log_actions", order=100)
def write_with_links(actions):
    """Have each act that anybody logs recorded in the chain, those of the CMS too.

    After the CMS has named its own tables, in whose place the same tables with links step.
    """
    actions.log_entry_models -= {ModelLogEntry, PageLogEntry}
    actions.register_model(Model, ChainedModelEntry)
    actions.register_model(Page, ChainedPageEntry)


@hooks.register("register_log_actions")
def actions_of_audit(actions):
    actions.register_action(
        "home.access_reviewed", _("Take the review of access"), _("Review of access taken")
    )


@hooks.register("construct_homepage_panels")
def begin_with_first_steps(request, panels):
    panels.append(FirstStepsPanel())


@hooks.register("construct_help_menu")
def help_with_the_work(request, items):
    """Leave out the news of the CMS, whose badge asks officers for something that is not theirs."""
    items[:] = [item for item in items if not item.name.startswith("whats-new-")]
    for place, item in enumerate(items):
        if item.name == "editor-guide":
            items[place] = MenuItem(
                _("Wagtail’s guide for editors"),
                item.url,
                icon_name="help",
                order=item.order,
                attrs={"target": "_blank", "rel": "noreferrer"},
            )
