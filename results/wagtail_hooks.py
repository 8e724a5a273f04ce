"""What this app adds to the CMS: the words for its entries in the log, and a way to its pages."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from consultations.models import ConsultationPage
from core.admin_menu import ForThoseWhoMay
from polls.models import QuestionnairePage
from results.publication import MAY_PREVIEW


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action("results.export", _("Export results"), _("Exported results"))
    actions.register_action(
        "results.file", _("Fetch a file"), _("Fetched a file that somebody sent with answers")
    )
    actions.register_action(
        "results.at_random",
        _("Download answers of those invited at random"),
        _("Downloaded what members said who were invited at random"),
    )
    actions.register_action(
        "results.report_frozen", _("Freeze a report"), _("Froze the report of a poll")
    )
    actions.register_action(
        "results.panel_figures", _("Download panel figures"), _("Downloaded figures of the panel")
    )


@hooks.register("register_admin_menu_item")
def lead_to_the_panel():
    return ForThoseWhoMay(
        _("Panel and census"),
        reverse("results:panel"),
        may=MAY_PREVIEW,
        name="panel-standing",
        icon_name="group",
        order=610,
    )


@hooks.register("register_page_header_buttons")
def lead_to_who_answered(page, user, view_name, next_url=None):
    """Lead from a consultation or a poll to who answered, beside the census."""
    page = page.specific
    can_be_answered = isinstance(page, ConsultationPage | QuestionnairePage) and page.live
    if can_be_answered and user.has_perm(MAY_PREVIEW):
        yield Button(
            _("Who answered"),
            reverse("results:respondents", args=[page.pk]),
            icon_name="group",
            priority=65,
        )
    if isinstance(page, QuestionnairePage) and can_be_answered and user.has_perm(MAY_PREVIEW):
        yield Button(
            _("Files of results"),
            reverse("results:export", args=[page.pk]),
            icon_name="download",
            priority=66,
        )
    if can_be_answered and user.has_perm(MAY_PREVIEW) and asks_for_files(page):
        yield Button(
            _("Files that came"),
            reverse("results:files", args=[page.pk]),
            icon_name="doc-full",
            priority=67,
        )


def asks_for_files(page) -> bool:
    items = getattr(page, "items", None)
    return items is not None and any(item.is_file for item in items.all())


@hooks.register("register_page_header_buttons")
def lead_to_doubles(page, user, view_name, next_url=None):
    """Lead from a questionnaire that anybody may answer to what may have been sent twice."""
    page = page.specific
    is_open = isinstance(page, QuestionnairePage) and page.live and page.is_open_to_all
    if is_open and user.has_perm(MAY_PREVIEW):
        yield Button(
            _("Responses sent twice"),
            reverse("results:doubles", args=[page.pk]),
            icon_name="copy",
            priority=66,
        )
