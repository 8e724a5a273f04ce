"""The sentences of a report: steps of the flow, rules of exclusion, and what it cannot support."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.charts import marks
from core.dates import short_day
from polls.models import DeliberativePollPage, Wave
from results.report.study import Figures

STEPS = {
    "members": gettext_lazy("Members of the panel when first answers closed"),
    "invited": gettext_lazy("Drawn by lot and invited"),
    "before": gettext_lazy("Gave first answers"),
    "treatment": gettext_lazy("Drawn by lot to deliberate"),
    "control": gettext_lazy("Drawn by lot to the comparison group"),
    "read": gettext_lazy("Said that they had read the briefing"),
    "spoke": gettext_lazy("Wrote, asked or backed a question in a discussion or session"),
    "after": gettext_lazy("Gave second answers"),
    "control_both": gettext_lazy("Comparison group: answered both times"),
    "both": gettext_lazy("Analysed: answered both times"),
    "both_and_spoke": gettext_lazy("Of these, took part by the rule below"),
}
ATTENDANCE = {
    "minutes": gettext_lazy("Minutes on pages of discussions and sessions"),
    "visits": gettext_lazy("Visits"),
    "posts": gettext_lazy("Posts"),
    "words": gettext_lazy("Words"),
    "sessions": gettext_lazy("Sessions with experts"),
    "opened_briefing": gettext_lazy("Opened the briefing"),
}
VARIABLES = {"age": gettext_lazy("Age"), "area": gettext_lazy("Area")}


def limit_in_words(limit: Figures) -> str:
    """Say one thing that the figures cannot support."""
    return _SENTENCES[limit["code"]](limit)


def _listed(limit: Figures) -> str:
    return "; ".join(limit["items"])


_SENTENCES = {
    "self_selected": lambda limit: _(
        "Self-selected: everybody here chose to take part. The figures say what these people "
        "think. They do not say what all residents think, and no weighting makes up for that."
    ),
    "sample": lambda limit: _(
        "Members were drawn by lot and invited, but who answered decided for themselves. The "
        "figures are of those who did, each counted once, without weights."
    ),
    "some_drawn": lambda limit: _(
        "Self-selected: some members were drawn by lot and invited, others took part without, and "
        "all decided for themselves. Each is counted once, without weights."
    ),
    "by_hand_left_out": lambda limit: _(
        "Members who were added to the sample by hand had no chance in the draw. Their answers are "
        "left out of every figure."
    ),
    "by_hand_counted": lambda limit: _(
        "Some members were added to the sample by hand, without a chance in the draw. The council "
        "chose to count them like everybody."
    ),
    "late_left_out": lambda limit: _(
        "Answers that came on paper or by telephone after the last day of their round are left out "
        "of every figure."
    ),
    "late_counted": lambda limit: _(
        "Answers that came on paper or by telephone after the last day of their round count like "
        "the others: the council decided so, with a reason on record."
    ),
    "no_control": lambda limit: _(
        "There was no comparison group. A change cannot be put down to the deliberation alone: "
        "news, or being asked twice, may have moved people as well."
    ),
    "few_in_arms": lambda limit: _(
        "The comparison group is too small to set a change beside its own. A change cannot be put "
        "down to the deliberation alone."
    ),
    "unsigned_reason": lambda limit: (
        _("The briefing was not signed off by reviewers of different interests. Why: %(reason)s")
        % limit
    ),
    "short_notice_reason": lambda limit: (
        _("What experts said stood for less than 24 hours before the next stage. Why: %(reason)s")
        % limit
    ),
    "closed_early": lambda limit: (
        _("%(stage)s closed before the day that people were told. Why: %(reason)s")
        % {"stage": Wave(limit["stage"]).label, "reason": limit["reason"]}
    ),
    "absent": lambda limit: (
        (
            _(
                "%(group)s: %(took_part)s of those who took part and told us, but %(residents)s of "
                "residents of all ages. What is said here is said with too few of them."
            )
            if limit.get("of_all_ages")
            else _(
                "%(group)s: %(took_part)s of those who took part, but %(residents)s of residents "
                "aged 16 and over. What is said here is said with too few of them."
            )
        )
        % {
            "group": limit["group"],
            "took_part": marks.share(limit["took_part"]),
            "residents": marks.share(limit["residents"]),
        }
    ),
    "left": lambda limit: (
        _(
            "Only %(share)s of those who gave first answers came back. Those who left may have "
            "moved otherwise."
        )
        % {"share": marks.share(limit["share"])}
    ),
    "left_differed": lambda limit: (
        _(
            "Those who gave no number the second time had answered differently from the start: "
            "%(items)s. The changes are of those who did."
        )
        % {"items": _listed(limit)}
    ),
    "small": lambda limit: _("Small base, under 30 people: %(items)s.") % {"items": _listed(limit)},
    "untestable": lambda limit: (
        _("Not testable, because nobody’s change differed: %(items)s.") % {"items": _listed(limit)}
    ),
    "many": lambda limit: (
        _(
            "%(n)d questions were tested. One in twenty would look clear by chance, so judge by "
            "the p that allows for it (Holm)."
        )
        % {"n": limit["n"]}
    ),
    "hidden": lambda limit: (
        ngettext(
            "%(n)d question is not shown, because too few people answered it both times.",
            "%(n)d questions are not shown, because too few people answered them both times.",
            limit["n"],
        )
        % {"n": limit["n"]}
    ),
}


def rules_in_words(figures: Figures) -> list[str]:
    """State the rules by which people and answers were counted, fixed before anybody was."""
    withdrawn = figures["withdrawn"]
    return [
        _("Everybody who answered both times is analysed, whether or not they wrote in between."),
        took_part_in_words(figures),
        _("Of each question, averages and changes are of those who gave a number both times."),
        _("“I do not know”, skipped and unasked answers are never in an average."),
        ngettext(
            "%(n)d person withdrew their answers and is left out.",
            "%(n)d people withdrew their answers and are left out.",
            withdrawn,
        )
        % {"n": withdrawn}
        if withdrawn >= figures["threshold"]
        else _("People who withdrew their answers are left out."),
        _("Figures of fewer than %(n)d people are kept back (c), and what would give them away.")
        % {"n": figures["threshold"]},
        *(
            [_("Wards are those of the boundaries valid from %(day)s.") % {"day": day}]
            if (day := _first_day(figures))
            else []
        ),
    ]


def took_part_in_words(figures: Figures) -> str:
    """Say who took part, by the rule that was fixed before second answers opened."""
    rule = figures.get("took_part_rule")
    if rule is None:  # in editions from before there was a choice
        return _(
            "“Took part in a discussion or session” means that somebody wrote a post, asked a "
            "question or backed one, and answered again."
        )
    return _("Took part: who %(rule)s. This was fixed before second answers opened.") % {
        "rule": DeliberativePollPage.TookPart(rule).label
    }


def _first_day(figures: Figures) -> str:
    """Return the first day of the boundaries that a report is of; "" in one that does not say."""
    first = figures.get("ward_boundaries")
    return short_day(dt.date.fromisoformat(first), year=True) if first else ""
