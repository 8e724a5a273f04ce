"""The page and the file of who answered beside the census."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from analysis.rounding import round_half_away
from consultations.models import ConsultationPage
from core import charts
from core.dates import day_in_london, short_day
from panel.models import CouncilSettings
from panel.residents import WARD, source_in_words
from panel.trends import boundaries_of
from results.beside_census import OVER, UNDER, Beside, Row, beside_census
from results.exports.tables import Column, Table
from results.models import GroupCount
from results.recruited_in_words import recruited_in_words, recruited_of
from results.respondents import end_of, wards_of_page
from results.since_then import since_then


def respondents_context(page, count: GroupCount | None, *, in_public: bool) -> dict[str, Any]:
    """Return what the page shows; nothing to compare while nothing is counted."""
    variables = tables_of(page, count, in_public=in_public) if count else []
    return {
        "variables": [_shown(one) for one in variables],
        "counted_on": short_day(count.counted_at, year=True) if count else "",
        "recruited": recruited_in_words(recruited_of(page), ""),
        "census": _sources(variables),
        "under": UNDER,
        "over": OVER,
        "hides": any(one.hides for one in variables),
        **_boundaries(page, variables),
        "least": _named(variables, "under"),
        "most": _named(variables, "over"),
    }


def _sources(variables: list[Beside]) -> str:
    """Name each source that residents are counted by, once."""
    found = {one.census.source: one.census.dated for one in variables if one.census.source}
    return "; ".join(source_in_words(source, dated) for source, dated in found.items())


def tables_of(page, count: GroupCount, *, in_public: bool) -> list[Beside]:
    """Return the tables that may be seen.

    By ward a whole consultation is not shown in public: its polls are, and what one of them hides
    of a ward the sum of several could give away.
    """
    by_ward = not (in_public and isinstance(page, ConsultationPage))
    return beside_census(count, wards_of_page(page), in_public=in_public, by_ward=by_ward)


def _boundaries(page, variables: list[Beside]) -> dict[str, Any]:
    """Say which boundaries the wards are of, and what became of them since."""
    if not any(one.name == WARD for one in variables):
        return {}
    end = end_of(page)
    return {
        "boundaries": boundaries_of(wards_of_page(page)) or "",
        "since_then": since_then(day_in_london(end)) if end else [],
    }


def _shown(one: Beside) -> dict[str, Any]:
    return {
        "title": one.title,
        "caption": _("Who answered: %(what)s") % {"what": one.title},
        "rows": [
            charts.Heard(row.label, row.residents, row.share, row.n, row.index, row.heard)
            for row in one.rows
        ],
        "sentences": _sentences(one),
        "why_not": one.why_not,
    }


def _sentences(one: Beside) -> list[str]:
    """Say of how many people the shares are, and of whom the census's."""
    if isinstance(one.base, str):
        return [_("c: too few people answered, or told us, to show anything.")]
    words = [_("Of about %(n)s people whose group we know.") % {"n": f"{one.base:,}"}]
    if one.rule == "suppressed":
        words.append(
            _("Under %(n)d: indicative, for officers and analysts; in public kept back.")
            % {"n": CouncilSettings.load().base_for_percent}
        )
    elif one.rule == "small":
        words.append(_("Small base."))
    if not one.why_not:
        words.append(_("Beside %(whom)s.") % {"whom": one.residents})
    return words


def _named(variables: list[Beside], heard: str) -> list[str]:
    """Name the groups that are heard less, or more, than their share: a line a variable."""
    return [
        f"{one.title}: " + ", ".join(_with_index(row) for row in rows)
        for one in variables
        if (rows := one.named(heard))
    ]


def _with_index(row: Row) -> str:
    index = row.index if isinstance(row.index, float) else None
    return f"{row.label} ({charts.index_figure(index)})"


COLUMNS = (
    Column("variable", "age, ward, or what people told about themselves", "text"),
    Column("group_code", "Code of the group; a GSS code for wards", "text"),
    Column("group", "Name of the group", "text"),
    Column("people", "People who answered, to the nearest 5; c: kept back", "number"),
    Column("people_percent", "Per cent of those whose group is known", "number"),
    Column("base", "Those whose group is known, to the nearest 5", "number"),
    Column("residents_percent", "Per cent of residents", "number"),
    Column("index", "people_percent / residents_percent x 100", "number"),
    Column("named", "under (index under 80) or over (over 120)", "text"),
    Column("ward_boundaries", "First day of the ward boundaries that wards are of", "text"),
    Column("residents_source", "Whose counts of residents these are", "text"),
    Column("residents_dated", "The day that they speak of", "text"),
)


def as_table(tables: list[Beside], boundaries: str = "") -> Table:
    """Return every group as a row; `boundaries` names those of the wards by their first day."""
    return Table(
        COLUMNS,
        tuple(
            (
                one.name,
                row.code,
                row.label,
                row.n,
                _tenths(row.share, 100),
                one.base,
                _tenths(row.residents, 100),
                _tenths(row.index),
                row.heard,
                boundaries if one.name == WARD else "",
                one.census.source,
                one.census.dated.isoformat() if one.census.dated else "",
            )
            for one in tables
            for row in one.rows
        ),
    )


def _tenths(value, times: int = 1):
    return round_half_away(value * times, 1) if isinstance(value, float) else value
