"""What a report says of numbers, dates and orders."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import cast

from django.utils import formats
from django.utils.translation import gettext as _

from analysis.choices import count_ranks, fold_small, summarise, suppress_choices
from analysis.disclosure import SUPPRESSED, Figure, Sensitivity, suppress_list
from panel.models import Ward
from polls.models import Item
from results.answers import UNSURE as DONT_KNOW
from results.counts import Counts
from results.protection import Hidden

UNSURE, NUMBER_GIVEN, OTHER_DATES = "unsure", "number", "other dates"
OTHER_WARDS = "other wards"
MOST_MONTHS = 36


@dataclass(frozen=True)
class Measure:
    """One figure that is no count: a median, or the points of an answer."""

    label: str
    value: float | Hidden
    said: str = ""  # with its unit; empty where it is kept back


@dataclass(frozen=True)
class Counted:
    """What was counted of one question."""

    n: Figure
    counts: dict[str, Figure]
    measures: tuple[Measure, ...] = ()


def numbers_counted(item: Item, counts: Counts, threshold: int) -> Counted:
    """Summarise numbers; how many gave one, and how many did not know, protect each other."""
    values = [float(amount) for amount in counts.amounts.get(item.pk, Counter()).elements()]
    published = _with_unsure({NUMBER_GIVEN: len(values)}, item, counts, threshold)
    summary = summarise(values, threshold)
    names = {
        _("Lower quartile: a quarter gave this or less"): summary.lower_quartile,
        _("Median: half gave this or less"): summary.median,
        _("Upper quartile: three quarters gave this or less"): summary.upper_quartile,
        _("Mean"): summary.mean,
    }
    hides_all = published.total == SUPPRESSED
    measures = tuple(
        Measure(label, SUPPRESSED if hides_all else value, _say(item, value))
        for label, value in names.items()
    )
    return Counted(cast(Figure, published.total), published.counts, measures)


def _say(item: Item, value: float | Hidden) -> str:
    return "" if isinstance(value, str) else item.numbers.say(round(value, 2))


def dates_counted(item: Item, counts: Counts, threshold: int) -> Counted:
    """Count dates by month, or by year where they are years apart; few people's are one line."""
    days = counts.days(item)
    name = name_of_time(days)
    by_time = Counter(name(day) for day in sorted(days.elements()))
    named, others = fold_small(by_time, threshold)
    in_order = {label: named[label] for label in by_time if label in named}
    if others or not named:
        in_order[OTHER_DATES] = others
    published = _with_unsure(in_order, item, counts, threshold, are_answers=True)
    return Counted(cast(Figure, published.total), published.counts)


def name_of_time(days: Collection[dt.date]) -> Callable[[dt.date], str]:
    """Return what names the time of each of these days: its month, or its year if far apart."""
    if not days:
        return month_of
    first, last = min(days), max(days)
    is_near = (last.year - first.year) * 12 + last.month - first.month < MOST_MONTHS
    return month_of if is_near else lambda day: str(day.year)


def month_of(day: dt.date) -> str:
    return formats.date_format(day, "F Y")


def places_counted(item: Item, counts: Counts, threshold: int) -> Counted:
    """Count places by ward; few people's are one line, and all of a sensitive subject."""
    said = counts.wards(item)
    by_ward: Counter[str] = Counter()
    for pk, name in Ward.objects.filter(pk__in=said).order_by("name").values_list("pk", "name"):
        by_ward[name] += said[pk]
    is_sensitive = Sensitivity(item.sensitivity) is Sensitivity.SENSITIVE
    named, others = ({}, said.total()) if is_sensitive else fold_small(by_ward, threshold)
    in_order = dict(sorted(named.items(), key=lambda one: (-one[1], one[0])))
    if others or not named:
        in_order[OTHER_WARDS] = others
    published = _with_unsure(in_order, item, counts, threshold, are_answers=True)
    return Counted(cast(Figure, published.total), published.counts)


def orders_counted(item: Item, counts: Counts, threshold: int) -> Counted:
    """Count how often each answer was put first, and give its points.

    An answer's points are kept back with its first places, and where few placed it or few did not.
    """
    places = counts.places(item)
    orders = sum(by_place[1] for by_place in places.values())  # a first place in each
    options = {option.pk: option.label for option in item.options.all()}
    how_many = item.how_many(len(options))
    ranked = count_ranks(places, list(options), how_many.most)
    firsts = {options[pk]: result.first for pk, result in ranked.items()}
    published = _with_unsure(firsts, item, counts, threshold, are_answers=True)
    if how_many.fewest == len(options):
        placed: dict[str, Figure] = dict.fromkeys(firsts, orders)
    else:
        placed = suppress_choices(
            {options[pk]: result.placed for pk, result in ranked.items()},
            orders,
            threshold,
            Sensitivity(item.sensitivity),
            is_limited=True,
        )
    measures = []
    for pk, result in ranked.items():
        label = options[pk]
        hide = SUPPRESSED in (published.total, published.counts[label], placed[label])
        value: float | Hidden = SUPPRESSED if hide else result.points
        measures.append(Measure(label, value, "" if hide else f"{result.points:.1f}"))
    return Counted(cast(Figure, published.total), published.counts, tuple(measures))


def _with_unsure(given: dict[str, int], item: Item, counts: Counts, threshold: int, **how):
    if item.has_dont_know:
        given = {**given, UNSURE: counts.missing(item, DONT_KNOW)}
    return suppress_list(given, threshold, sensitivity=Sensitivity(item.sensitivity), **how)


COUNTED = {
    Item.Kind.NUMBER: numbers_counted,
    Item.Kind.DATE: dates_counted,
    Item.Kind.RANKING: orders_counted,
    Item.Kind.POSTCODE: places_counted,
    Item.Kind.PLACE: places_counted,
}
