"""How those who answered came to be asked, in words: "self-selected" unless all were drawn."""

from __future__ import annotations

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from polls.models import QuestionnairePage
from results.answers import Recruited


def recruited_in_words(recruited: Recruited, added_by_hand: str, late_answers: str = "") -> str:
    """Say who the figures are of, and what became of who was added by hand and who came late."""
    words = {
        Recruited.DRAWN: _(
            "They were drawn by lot from the panel and invited; to join it, and to answer, they "
            "chose themselves."
        ),
        Recruited.SOME_DRAWN: _(
            "Self-selected: some were drawn by lot from the panel and invited, others took part "
            "without."
        ),
        Recruited.SELF_SELECTED: _("Self-selected: they chose to take part."),
        Recruited.ANYBODY: _(
            "Self-selected: anybody could answer, with or without an account, and these chose to. "
            "The figures describe those who answered. Where people without an account live is as "
            "they said."
        ),
    }[recruited]
    by_hand = {
        "left out": _("Answers of members who were added by hand are left out."),
        "counted": _("Members who were added by hand, without a chance in the draw, count too."),
    }.get(added_by_hand, "")
    late = {
        "left out": _("Answers that came after the last day are left out."),
        "counted": _("Answers that came after the last day count too."),
    }.get(late_answers, "")
    return " ".join(filter(None, (words, by_hand, late)))


def recruited_of(page) -> Recruited:
    """Look at the weights of answers; nobody is drawn for a whole consultation."""
    if not isinstance(page, QuestionnairePage):
        return Recruited.SELF_SELECTED
    if page.is_open_to_all:
        return Recruited.ANYBODY
    found = page.responses.counting().aggregate(
        all=Count("pk"), drawn=Count("pk", filter=Q(design_weight__gt=0))
    )
    if not found["drawn"]:
        return Recruited.SELF_SELECTED
    return Recruited.DRAWN if found["drawn"] == found["all"] else Recruited.SOME_DRAWN
