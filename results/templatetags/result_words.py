"""Answers of a questionnaire as rows of a chart."""

from django import template
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from analysis.disclosure import SUPPRESSED
from analysis.rounding import percent, round_half_away
from core.charts import Shift, Stack, Vote, marks
from polls.models import Item
from results.organisations import beside
from results.other_answers import NUMBER_GIVEN, OTHER_DATES, OTHER_WARDS

register = template.Library()

UNSURE_WORDS = _("I do not know")
SCALE_WORDS = {
    "against": (_("Against (0 to 4)"), "against"),
    "middle": (_("In the middle (5)"), "middle"),
    "for": (_("For (6 to 10)"), "for"),
    "unsure": (UNSURE_WORDS, ""),
}
OWN_WORDS = {
    "number": {NUMBER_GIVEN: _("Gave a number")},
    "date": {OTHER_DATES: _("Dates that few people gave, together")},
    "postcode": {OTHER_WARDS: _("Wards that few people named, together")},
    "place": {OTHER_WARDS: _("Wards that few people named, together")},
}


@register.filter
def at(values, number: int):
    """Pick one of several by its place, from 0 on."""
    return values[number]


@register.filter
def ends(interval) -> tuple[float, float]:
    return interval.low, interval.high


@register.filter
def answer_words(label: str, kind: str = Item.Kind.SCALE) -> str:
    """Name an answer in words, as charts do; the parts of a scale have names of their own."""
    if (kind == Item.Kind.SCALE or label == "unsure") and label in SCALE_WORDS:
        return str(SCALE_WORDS[label][0])
    return str(OWN_WORDS.get(kind, {}).get(label, label))


@register.filter
def as_votes(question) -> list[Vote]:
    """Give the answers to a question as rows, those of a scale in words."""
    rows = []
    for answer in question.answers:
        tone = SCALE_WORDS[answer.label][1] if answer.label in SCALE_WORDS else ""
        tone = tone if question.kind == Item.Kind.SCALE else ""
        label = answer_words(answer.label, question.kind)
        rows.append(Vote(label, answer.share, answer.count, tone))
    return rows


@register.filter
def beside_organisations(question, organisations) -> list[tuple[str, list[dict]]]:
    """Give the answers of individuals beside those of organisations, in words, by row of a grid."""
    if organisations is None:
        return []
    return [
        (
            label,
            [
                {
                    "answer": answer_words(line.answer, question.kind),
                    "individuals": SUPPRESSED
                    if SUPPRESSED in (line.percent, line.count, line.base)
                    else _now("%(percent)s%% of individual respondents (%(count)s of %(base)s)")
                    % {"percent": line.percent, "count": line.count, "base": line.base},
                    "organisations": _now("%(count)s of %(n)s organisations")
                    % {"count": line.organisations, "n": line.of},
                }
                for line in lines
            ],
        )
        for label, lines in beside(question, organisations)
    ]


@register.filter
def as_stacks(question) -> list[Stack]:
    """Give the rows of a grid, each with its answers from one end to the other."""
    return [
        Stack(
            row.label,
            tuple(
                (str(UNSURE_WORDS) if answer.label == "unsure" else answer.label, answer.share)
                for answer in row.answers
            ),
            row.n,
            has_beside=any(answer.label == "unsure" for answer in row.answers),
        )
        for row in question.rows
    ]


@register.filter
def as_shifts(question) -> list[Shift]:
    """Give expectation and experience as rows from a ring to a dot."""
    return [
        Shift(
            gap.label,
            gap.expected,
            gap.found,
            gap.n,
            change=gap.gap,
            change_interval=(gap.interval.low, gap.interval.high) if gap.interval else None,
            is_clear=True,
        )
        for gap in question.gaps
    ]


@register.filter
def share(value) -> str:
    """Show a share as whole per cent."""
    return marks.share(value)


@register.filter
def mean(value) -> str:
    """Show an average answer with one decimal; nothing where there is none."""
    return "" if value is None else marks.mean(value)


@register.filter
def figure(value, digits=2) -> str:
    """Show a figure as a table prints it: two decimals unless told, a true minus, "c" as it is."""
    if not isinstance(value, (int, float)):
        return str(value or "")
    return f"{round_half_away(value, digits):.{digits}f}".replace("-", marks.MINUS)


@register.filter
def rise(value, digits=2) -> str:
    """Show a change likewise, with its sign."""
    if not isinstance(value, (int, float)):
        return str(value or "")
    return marks.signed(round_half_away(value, digits), digits)


@register.filter
def span(ends, digits=2) -> str:
    """Show an interval as "0.31 to 0.72"."""
    if not ends:
        return ""
    low, high = (figure(end, digits) for end in ends)
    return _now("%(low)s to %(high)s") % {"low": low, "high": high}


@register.filter
def share_span(ends) -> str:
    """Show an interval of a share as "31% to 42%"."""
    if not ends:
        return ""
    return _now("%(low)s to %(high)s") % {"low": marks.share(ends[0]), "high": marks.share(ends[1])}


@register.filter
def optional_share(value) -> str:
    """Show a share as whole per cent; nothing where there is none."""
    return "" if value is None else marks.share(value)


@register.filter
def percent_one(value) -> str:
    """Show a share as per cent with one decimal, as tables of knowledge do."""
    return value if value == SUPPRESSED else f"{percent(value, 1)}%"


@register.filter
def points_span(interval) -> str:
    """Show the interval of a change in percentage points."""
    ends = {"low": points(interval.low), "high": points(interval.high)}
    return _now("%(low)s to %(high)s") % ends


@register.filter
def points(value) -> str:
    """Show a change of a share in percentage points."""
    if not isinstance(value, (int, float)):
        return str(value or "")
    return marks.signed(round_half_away(value * 100, 1), 1)


@register.filter
def commas(value) -> str:
    """Show a number of people with commas."""
    return marks.count(value)
