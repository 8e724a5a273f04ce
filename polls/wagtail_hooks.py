"""What polls add to the CMS: words for their log entries, and a way to the stages of a poll."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import widgets

from polls.models import DeliberativePollPage


@hooks.register("register_log_actions")
def name_log_entries(actions):
    actions.register_action(
        "polls.open_stage", _("Open a stage early"), _("Opened a stage before its date")
    )
    actions.register_action(
        "polls.draw_arms", _("Draw a comparison group"), _("Drew the comparison group by lot")
    )
    actions.register_action(
        "polls.draw_groups", _("Deal small groups"), _("Dealt people into small groups by lot")
    )
    actions.register_action(
        "polls.name_facilitator", _("Name a facilitator"), _("Named who facilitates a small group")
    )


@hooks.register("register_page_header_buttons")
def lead_to_stages(page, user, view_name, next_url=None):
    if not isinstance(page, DeliberativePollPage) or not page.live:
        return  # nothing can be opened early in what nobody can see
    if user.has_perm("polls.override_stage"):
        yield widgets.Button(
            _("Stages"), reverse("polls:stages", args=[page.pk]), icon_name="date", priority=60
        )
