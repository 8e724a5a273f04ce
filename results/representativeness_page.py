"""Who the panel stands for, in pictures, words and a file: what the page shows and says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis.disclosure import is_small
from analysis.rounding import round_half_away
from core import charts
from core.dates import short_day
from panel.population import BANDS, LABELS
from panel.residents import source_in_words
from results.exports.tables import Column, Table
from results.letters import Rates, Source
from results.models import GroupCount
from results.representativeness import Cell, PanelStanding, Variable
from results.testing_in_words import test_in_words
from results.told_standing import ToldVariable
from results.told_standing_page import least_told, lines_of_told, one_decimal, told_context

FURTHEST_BEHIND = 10
# Where the shades of the map change: members for each that the census would give.
SHADES = (0.6, 0.9, 1.1, 1.4)


@dataclass(frozen=True)
class Part:
    """One variable as the page shows it."""

    rows: tuple[charts.StandsFor, ...]
    apart: int | None  # of 100 members, how many would have to be in another group
    dissimilarity: str
    test: str
    merged: tuple[str, ...]
    short: int
    invitations: int | None


def standing_context(
    standing: PanelStanding,
    threshold: int,
    counted: GroupCount | None,
    told: Sequence[ToldVariable],
) -> dict:
    """Return all that the template needs; `told` is what `counted` says beside the census."""
    wards = standing.by_ward
    behind = sorted(
        (cell for cell in standing.by_both.cells if cell.shortfall.short),
        key=lambda cell: (-cell.shortfall.short, cell.standing.index or 0, cell.standing.code),
    )[:FURTHEST_BEHIND]
    return {
        "standing": standing,
        "threshold": threshold,
        "in_100": _in_100(standing.rate),
        "rates": _rates_in_words(standing.rates),
        "census": source_in_words(standing.population.source, standing.population.dated),
        "since": short_day(standing.boundaries_since, year=True),
        "rounding": _rounding_in_words(standing),
        "ages": _part(standing.by_age, threshold),
        "wards": _part(wards, threshold),
        "both": _part(standing.by_both, threshold),
        "behind": [_row(cell, threshold) for cell in behind],
        "columns": [str(label) for _code, label, _ages, _census in BANDS],
        "matrix": _matrix(standing, threshold),
        "least": [*_least(standing), *least_told(told)],
        "told": told_context(told, counted),
        "map": _map(wards, standing),
    }


def _in_100(rate: Fraction) -> str:
    return f"{round_half_away(float(rate) * 100, 2):g}"


def _rates_in_words(rates: Rates) -> str:
    """Say which response rates stand behind the invitations, and why those."""
    words = {
        Source.GIVEN: _("You gave %(in_100)s in 100, for every group."),
        Source.LETTERS: _(
            "%(in_100)s in 100 is what your letters of the last 12 months brought: people who "
            "joined for each of the %(delivered)s that were delivered."
        ),
        Source.COUNCIL: _(
            "%(in_100)s in 100 is what is set for the council, because fewer than 30 letters of "
            "the last 12 months, or none that was answered, say better."
        ),
    }[rates.source] % {"in_100": _in_100(rates.usual), "delivered": f"{rates.delivered:,}"}
    if rates.with_their_own:
        words += " " + ngettext(
            "%(n)d ward has a rate of its own, from 30 letters or more.",
            "%(n)d wards have a rate of their own, from 30 letters or more each.",
            rates.with_their_own,
        ) % {"n": rates.with_their_own}
    return words


def _part(variable: Variable, threshold: int) -> Part:
    apart = variable.comparison.dissimilarity
    # Those who are heard least come first, except ages, which have an order of their own.
    cells = list(variable.cells)
    if cells[0].ward:
        cells.sort(key=lambda cell: (cell.standing.index or 0, cell.label))
    return Part(
        rows=tuple(_row(cell, threshold) for cell in cells),
        apart=None if apart is None else int(round_half_away(apart * 100)),
        dissimilarity="" if apart is None else f"{round_half_away(apart, 3):.3f}",
        test=test_in_words(variable.comparison.test, len(variable.cells)),
        merged=tuple(
            _(" with ").join(variable.labels(group)) for group in variable.comparison.test.merged
        ),
        short=variable.short,
        invitations=variable.invitations,
    )


def _row(cell: Cell, threshold: int) -> charts.StandsFor:
    standing, lack = cell.standing, cell.shortfall
    return charts.StandsFor(
        label=cell.label,
        residents=standing.population_share,
        share=standing.share,
        number=standing.n,
        index=standing.index,
        difference=standing.difference,
        short=lack.short,
        invitations=lack.invitations,
        is_small=is_small(standing.n, threshold),
        url=cell.ward.get_absolute_url() if cell.ward else "",
    )


def _rounding_in_words(standing: PanelStanding) -> str:
    """Say which count of the census was scaled to which, and by how many people."""
    people, ages = standing.population.rounding, standing.population.everybody
    if not people:
        return ""
    return _(
        "By age they add up to %(ages)s people of all ages, in all to %(all)s: %(apart)d apart, "
        "which is rounding. The second is scaled to the first."
    ) % {"ages": f"{ages:,}", "all": f"{ages + people:,}", "apart": abs(people)}


def _matrix(standing: PanelStanding, threshold: int) -> list[tuple[str, str, list]]:
    """Return a row a ward by name, with its age bands in order."""
    rows: dict[str, tuple[str, str, list]] = {}
    for cell in standing.by_both.cells:
        ward = cell.ward
        if ward is None:
            continue
        row = rows.setdefault(ward.code, (ward.name, ward.get_absolute_url(), []))
        row[2].append((cell.age, _row(cell, threshold)))
    return sorted(rows.values(), key=lambda row: row[0])


def _least(standing: PanelStanding) -> list[str]:
    """Name the age band and the ward that are heard least, with their index."""
    return [
        _("%(group)s (index %(index)s)")
        % {"group": least.label, "index": charts.index_figure(least.standing.index)}
        for variable in (standing.by_age, standing.by_ward)
        if (least := _furthest_below(variable))
    ]


def _furthest_below(variable: Variable) -> Cell | None:
    below = [
        cell
        for cell in variable.cells
        if cell.standing.index is not None and cell.standing.index < 100
    ]
    return min(below, key=lambda cell: (cell.standing.index, cell.label), default=None)


def _map(wards: Variable, standing: PanelStanding) -> charts.WardMap | None:
    if not standing.members or not any(ward.outline for ward in standing.wards):
        return None
    least = _furthest_below(wards)
    title = (
        _("Members for each that the census would give; the fewest in %(ward)s")
        % {"ward": least.label}
        if least
        else _("Members for each that the census would give")
    )
    return charts.ward_map(
        standing.wards,
        title=title,
        values={
            cell.ward.code: cell.standing.index / 100
            for cell in wards.cells
            if cell.ward and cell.standing.index is not None
        },
        breaks=SHADES,
        label=[least.ward.code] if least and least.ward else [],
        id="standing",
    )


# ---- the file ------------------------------------------------------------------------------------

COLUMNS = (
    Column("variable", "age, ward, ward and age, or what members told", "text"),
    Column("ward_code", "GSS code of the ward", "text"),
    Column("ward", "Name of the ward", "text"),
    Column("age_band", "Age band", "text"),
    Column("group_code", "Code of a group by what members told", "text"),
    Column("group", "Its name", "text"),
    Column("counted_on", "The day of the monthly count that such a group is from", "text"),
    Column("members", "Active members; by what they told to the nearest 5, c: kept back", "number"),
    Column("members_percent", "Per cent of members; of those who told", "number"),
    Column("residents", "Residents aged 16 and over", "number"),
    Column(
        "residents_percent",
        "Per cent of residents aged 16 and over; beside what members told, of all ages, but for "
        "age_by_sex",
        "number",
    ),
    Column("index", "members_percent / residents_percent x 100", "number"),
    Column("points", "members_percent - residents_percent", "number"),
    Column("expected", "Members that the census would give", "number"),
    Column("tested_with", "Groups counted as one for chi-square have the same text", "text"),
    Column("seats", "Seats in a panel of the size aimed at", "number"),
    Column("short", "Seats short", "number"),
    Column("response_percent", "Response rate expected", "number"),
    Column("response_from", "own, letters, council or given: whose rate it is", "text"),
    Column("invitations", "Invitations needed", "number"),
    Column("kept_back_in_public", "yes: a count under the threshold", "text"),
    Column("ward_boundaries", "First day of the ward boundaries that all rows are of", "text"),
    Column("residents_source", "Whose counts of residents these are", "text"),
    Column("residents_dated", "The day that they speak of", "text"),
)


def as_table(
    standing: PanelStanding,
    threshold: int,
    counted: GroupCount | None,
    told: Sequence[ToldVariable],
) -> Table:
    """Return every group of all variables as a row, per cents to one decimal."""
    parts = {"age": standing.by_age, "ward": standing.by_ward, "ward_age": standing.by_both}
    lines = [
        _line(name, cell, variable, threshold, standing)
        for name, variable in parts.items()
        for cell in variable.cells
    ]
    return Table(COLUMNS, (*lines, *lines_of_told(told, counted, standing.rates)))


def _line(name: str, cell: Cell, variable: Variable, threshold: int, whole: PanelStanding):
    standing, lack = cell.standing, cell.shortfall
    together = next(
        (group for group in variable.comparison.test.merged if standing.code in group), ()
    )
    return (
        name,
        cell.ward.code if cell.ward else "",
        cell.ward.name if cell.ward else "",
        str(LABELS[cell.band]) if cell.band else "",
        *("", "", ""),
        standing.n,
        one_decimal(standing.share, 100),
        int(standing.population),
        one_decimal(standing.population_share, 100),
        one_decimal(standing.index),
        one_decimal(standing.difference, 100),
        one_decimal(standing.expected),
        " + ".join(together),
        lack.seats,
        lack.short,
        round_half_away(float(lack.rate) * 100, 2),
        "own" if lack.is_own else str(whole.rates.source),
        lack.invitations,
        "yes" if is_small(standing.n, threshold) else "",
        whole.boundaries_since.isoformat(),
        whole.population.source,
        whole.population.dated.isoformat() if whole.population.dated else "",
    )
