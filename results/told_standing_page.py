"""Who the panel stands for by what members told: bars, sentences and rows of the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from analysis.disclosure import SUPPRESSED
from analysis.rounding import round_half_away
from core import charts
from core.dates import day_in_london, short_day
from panel.population import AGE_BY_SEX, LABELS
from panel.residents import source_in_words
from results.letters import Rates
from results.models import GroupCount
from results.testing_in_words import test_in_words
from results.told_standing import ToldCell, ToldVariable

UNDER = 80  # an index of less is named


def told_context(told: Sequence[ToldVariable], counted: GroupCount | None) -> dict[str, Any]:
    """Return what the page shows; empty where nothing was counted yet."""
    if counted is None:
        return {}
    return {
        "day": short_day(counted.counted_at, year=True),
        "hides": any(one.hides for one in told),
        "variables": [
            {
                "title": one.title,
                "caption": _("Members beside residents: %(what)s") % {"what": one.title},
                "rows": [] if _is_bare(one) else [_row(cell) for cell in one.cells],
                "two_way": _two_way(one) if _is_bare(one) else None,
                "sentences": _sentences(one),
            }
            for one in told
        ],
    }


def least_told(told: Sequence[ToldVariable]) -> list[str]:
    """Name the group of each variable that is heard least, with its index, if by much."""
    found = []
    for one in told:
        below = [
            (cell.standing.index, cell.label)
            for cell in one.cells
            if cell.standing and cell.standing.index is not None and cell.standing.index < UNDER
        ]
        if below:
            index, label = min(below)
            found.append(
                _("%(what)s: %(group)s (index %(index)s)")
                % {"what": one.title, "group": label, "index": charts.index_figure(index)}
            )
    return found


def _is_bare(one: ToldVariable) -> bool:
    """Say whether age by sex has nothing to stand beside, so that numbers are all there is."""
    return one.name == AGE_BY_SEX and one.comparison is None


def _two_way(one: ToldVariable) -> dict[str, Any]:
    """Lay out the numbers of age by sex, an age a line and a sex a column."""
    numbers = {cell.code: cell.n for cell in one.cells}
    sexes = {cell.code.split(" ")[0]: cell.label.split(", ")[0] for cell in one.cells}
    return {
        "heads": list(sexes.values()),
        "lines": [
            (str(label), [numbers.get(f"{sex} {band}", SUPPRESSED) for sex in sexes])
            for band, label in LABELS.items()
        ],
    }


def _row(cell: ToldCell) -> charts.StandsFor:
    standing, lack = cell.standing, cell.shortfall
    return charts.StandsFor(
        label=cell.label,
        residents=cell.residents,
        share=standing.share if standing else None,
        number=cell.n,
        index=standing.index if standing else None,
        difference=standing.difference if standing else None,
        short=lack.short if lack else None,
        invitations=lack.invitations if lack else None,
    )


def _sentences(one: ToldVariable) -> list[str]:
    """Say of how many members the shares are, how unlike residents they are, and what is tested."""
    if one.told is None:
        return [_("c: too few members told us, or too few did not, to show shares.")]
    words = [_told_in_words(one)]
    if one.why_not:
        return [*words, one.why_not]
    if one.comparison is None or one.comparison.dissimilarity is None:
        return words
    apart = one.comparison.dissimilarity
    figures = {
        "apart": int(round_half_away(apart * 100)),
        "d": f"{round_half_away(apart, 3):.3f}",
    }
    if one.hides:
        words.append(
            _(
                "At least %(apart)s in every 100 of them would have to be in another group: index "
                "of dissimilarity %(d)s, with the groups that are kept back taken as one."
            )
            % figures
        )
    else:
        words.append(
            _(
                "%(apart)s in every 100 of them would have to be in another group: index of "
                "dissimilarity %(d)s."
            )
            % figures
        )
    words.append(test_in_words(one.comparison.test, len(one.comparison.cells)))
    census = source_in_words(one.census.source, one.census.dated)
    return [*words, _("Residents: %(census)s.") % {"census": census}]


def _told_in_words(one: ToldVariable) -> str:
    if one.everybody is None:
        return _("Shares are of about %(told)s members who told.") % {"told": f"{one.told:,}"}
    return _("About %(told)s of %(all)s members told; shares are of those.") % {
        "told": f"{one.told:,}",
        "all": f"{one.everybody:,}",
    }


# ---- the file ------------------------------------------------------------------------------------


def lines_of_told(
    told: Sequence[ToldVariable], counted: GroupCount | None, rates: Rates
) -> list[tuple]:
    """Return a row of the file for each group, with nothing that follows from what is kept back."""
    if counted is None:
        return []
    day = day_in_london(counted.counted_at).isoformat()
    return [_line(one, cell, day, rates) for one in told for cell in one.cells]


def _line(one: ToldVariable, cell: ToldCell, day: str, rates: Rates) -> tuple:
    standing, lack = cell.standing, cell.shortfall
    is_hidden = cell.n == SUPPRESSED
    nothing = SUPPRESSED if is_hidden else None
    return (
        one.name,
        *("", "", ""),
        cell.code,
        cell.label,
        day,
        cell.n,
        one_decimal(standing.share, 100) if standing else nothing,
        None,
        one_decimal(cell.residents, 100),
        one_decimal(standing.index) if standing else nothing,
        one_decimal(standing.difference, 100) if standing else nothing,
        one_decimal(standing.expected) if standing else nothing,
        "kept back" if is_hidden else "",
        lack.seats if lack else nothing,
        lack.short if lack else nothing,
        one_decimal(float(rates.usual), 100),
        str(rates.source),
        lack.invitations if lack else nothing,
        "yes" if is_hidden else "",
        "",
        one.census.source,
        one.census.dated.isoformat() if one.census.dated else "",
    )


def one_decimal(value: float | None, times: int = 1) -> float | None:
    return None if value is None else round_half_away(value * times, 1)
