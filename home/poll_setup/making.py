"""Make the drafts of a deliberative poll and of all that stands below it, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from consultations.beginning import refusal_to_begin
from consultations.models import ConsultationPage
from core.refusals import Refused
from forums.models import ExpertSessionPage, ForumPage
from polls.copying import item_from
from polls.evaluating import EVALUATION
from polls.models import BriefingPage, DeliberativePollPage, Item, Round

Given = Mapping[str, Any]
OF_BASICS = ("title", "introduction", "control_percent", "group_size")
OF_DATES = (
    *("before_opens_at", "before_closes_at", "after_opens_at", "after_closes_at"),
    *("report_at", "later_opens_at", "later_closes_at"),
)


@transaction.atomic
def set_up(
    *,
    below: ConsultationPage,
    by: Any,
    basics: Given,
    dates: Given,
    questions: Given,
    contents: list,
) -> DeliberativePollPage:
    """Make all drafts: the poll with its questions and rounds, briefing, discussions, sessions.

    `contents` are questions as plain data that are asked beside the proposals, both times.
    """
    if not below.permissions_for_user(by).can_add_subpage():
        raise Refused(_("You may not add pages below this consultation."))
    if refusal := refusal_to_begin(below):
        raise Refused(refusal)
    poll = DeliberativePollPage(
        live=False,
        owner=by,
        **{name: basics[name] for name in OF_BASICS},
        **{name: dates[name] for name in OF_DATES},
    )
    poll.items.set(items_for(questions, contents))
    poll.rounds.set(
        [
            Round(
                title=dates[f"title_{n}"],
                opens_at=dates[f"opens_{n}"],
                closes_at=dates[f"closes_{n}"],
                sort_order=n,
            )
            for n in range(1, basics["rounds"] + 1)
        ]
    )
    keep(below, poll, by)
    keep(poll, briefing_for(questions["proposals"], dates), by)
    for page in talk_for(basics, dates):
        keep(poll, page, by)
    return poll


def keep(parent: Any, page: Any, by: Any) -> None:
    parent.add_child(instance=page)
    log(instance=page, action="wagtail.create", user=by)
    page.save_revision(user=by)


def items_for(questions: Given, contents: list[dict[str, Any]]) -> list[Item]:
    """Return the questions in order: the proposals, what was chosen beside them, the event last."""
    scales = [
        {
            "kind": "scale",
            "wording": _("How far are you for or against this: %(proposal)s")
            % {"proposal": proposal},
            "low_label": _("Strongly against"),
            "middle_label": _("In the middle"),
            "high_label": _("Strongly for"),
        }
        for proposal in questions["proposals"]
    ]
    of_event = EVALUATION if questions["asks_of_event"] else ()
    items: list[Item] = []
    taken: set[str] = set()
    for content in (*scales, *contents, *of_event):
        item = item_from(dict(content))
        code = item.standard or item.code
        if item.standard and code in taken:
            continue
        item.code = "" if item.code in taken else item.code
        taken.add(code)
        item.sort_order = len(items)
        items.append(item)
    return items


def briefing_for(proposals: list[str], dates: Given) -> BriefingPage:
    """Return a briefing with a place for the reasons on both sides of every proposal."""
    empty = [{"title": proposal, "for": [""], "against": [""]} for proposal in proposals]
    briefing = BriefingPage.with_proposals(empty, opens_at=dates["briefing_opens_at"])
    briefing.live = False
    return briefing


def talk_for(basics: Given, dates: Given) -> list[Any]:
    """Return a discussion and a session for each round."""
    pages: list[Any] = []
    is_alone = basics["rounds"] == 1
    for n in range(1, basics["rounds"] + 1):
        ending = "" if is_alone else f": {dates[f'title_{n}']}"
        forum = ForumPage(
            title=(_("Your group") if basics["group_size"] else _("Discussion")) + ending,
            opens_at=dates[f"opens_{n}"],
            closes_at=dates[f"session_{n}"],
            is_by_group=bool(basics["group_size"]),
            live=False,
        )
        session = ExpertSessionPage(
            title=_("Ask the experts") + ending,
            opens_at=dates[f"session_{n}"],
            closes_at=dates[f"closes_{n}"],
            live=False,
        )
        pages += [forum, session]
    return pages
