"""Who the panel stands for by what members told: sex, age by sex, ethnic group, disability.

Worked out from the monthly count alone (`results.panel_by_group`), in which small groups are kept
back and numbers are to the nearest 5. So nothing here can say more than that count does: what is
kept back is one group for the test, and indices are about right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from analysis.apportionment import apportion
from analysis.disclosure import SUPPRESSED
from analysis.representativeness import Comparison, Shortfall, Standing, compare, shortfalls
from panel.crossed import words_of_both
from panel.models import Ward
from panel.population import AGE_BY_SEX, SEX
from panel.residents import Residents, residents_by_told
from results.letters import Rates
from results.models import GroupCount
from results.panel_by_group import AT_RANDOM, TOTALS
from results.panel_by_group_page import groups_counted
from results.protection import Hidden
from results.telling import NOT_TOLD

KEPT_BACK = "*"  # all groups that are kept back, as one


@dataclass(frozen=True)
class ToldCell:
    """A group: its members to the nearest 5 or "c", and what follows where it may be said."""

    code: str
    label: str
    n: int | Hidden
    residents: float | None
    standing: Standing | None
    shortfall: Shortfall | None


@dataclass(frozen=True)
class ToldVariable:
    """One thing that members told, beside residents of all ages.

    `told` is how many told it and `everybody` of how many, both about; None where it is kept back.
    `size` is the panel aimed at, less the part that does not tell. `comparison` is None where
    there is nothing to compare; if that is for the census, `why_not` says why.
    """

    name: str
    title: str
    cells: tuple[ToldCell, ...]
    told: int | None
    everybody: int | None
    size: int | None
    comparison: Comparison | None
    census: Residents

    @property
    def why_not(self) -> str:
        return self.census.why_not

    @property
    def hides(self) -> bool:
        return any(cell.n == SUPPRESSED for cell in self.cells)


def told_standing(
    counted: GroupCount | None,
    wards: Sequence[Ward],
    *,
    target: int | None,
    rates: Rates,
    only_invited: bool,
) -> tuple[ToldVariable, ...]:
    """Set the newest monthly count beside the census; nothing where none was made.

    `target` is the size of the panel to aim at, that of the count unless given. Counts that were
    made before invitations were counted by group say nothing of `only_invited`.
    """
    if counted is None:
        return ()
    key = AT_RANDOM if only_invited else "members"
    variables = groups_counted(counted)
    both = _groups_of_both(counted, variables) if not only_invited else []
    residents = residents_by_told([name for name, *_rest in (*variables, *both)], wards)
    found: list[ToldVariable] = []
    for name, title, rows in variables:
        numbers = {value: row.get(key) for value, _label, row in rows}
        if None in numbers.values():
            continue
        everybody = counted.figures.get(TOTALS, {}).get(name, {}).get(key)
        labels = [(value, label) for value, label, _row in rows if value != NOT_TOLD]
        groups = {value: numbers[value] for value, _label in labels}
        found.append(
            _variable(
                name,
                title,
                labels,
                groups=groups,
                told=_how_many_told(groups, numbers.get(NOT_TOLD, SUPPRESSED), everybody),
                everybody=everybody,
                residents=residents[name],
                target=target,
                rates=rates,
            )
        )
    after = next((at for at, one in enumerate(found, 1) if one.name == SEX), len(found))
    found[after:after] = _by_both(counted, both, residents, target=target, rates=rates)
    return tuple(found)


def _groups_of_both(counted: GroupCount, variables) -> list[tuple[str, str, list]]:
    """Name the ages of each sex that a count has, as sex is asked today; nothing of an older one.

    Of those invited at random alone it has none: beside the same of everybody they would tell of
    the others.
    """
    rows = counted.figures.get(AGE_BY_SEX, {})
    sexes = [(v, w) for name, _title, found in variables if name == SEX for v, w, _row in found]
    labels = [(code, words) for code, words in words_of_both(sexes).items() if code in rows]
    return [(AGE_BY_SEX, _("Age by sex"), labels)] if labels else []


def _by_both(
    counted: GroupCount,
    both: Sequence[tuple[str, str, list]],
    residents: Mapping[str, Residents],
    *,
    target: int | None,
    rates: Rates,
) -> list[ToldVariable]:
    """Set age by sex beside residents of 16 and over; ages of one sex are neighbours."""
    found: list[ToldVariable] = []
    for name, title, labels in both:
        groups = {code: counted.figures[name][code]["members"] for code, _words in labels}
        totals = counted.figures[TOTALS][name]
        told = totals["told"]
        if isinstance(told, int):
            # Each number is rounded by itself, so the sum of what is shown may be a little more.
            told = max(told, sum(n for n in groups.values() if isinstance(n, int)))
        found.append(
            _variable(
                name,
                title,
                labels,
                groups=groups,
                told=told if isinstance(told, int) else None,
                everybody=totals["members"],
                residents=residents[name],
                target=target,
                rates=rates,
                within={code: code.split(" ")[0] for code in groups},
            )
        )
    return found


def _variable(
    name: str,
    title: str,
    labels: Sequence[tuple[str, str]],
    *,
    groups: Mapping[str, int | Hidden],
    told: int | None,
    everybody: int | Hidden | None,
    residents: Residents,
    target: int | None,
    rates: Rates,
    within: Mapping[str, str] | None = None,
) -> ToldVariable:
    whole = everybody if isinstance(everybody, int) else None
    comparison = _compared(groups, residents.people, told, within or {})
    size = None if told is None else _size(told, whole, target)
    standings: dict[str, Standing] = {}
    lacks: dict[str, Shortfall] = {}
    if comparison and size is not None:
        standings = {one.code: one for one in comparison.cells if one.code != KEPT_BACK}
        seats = apportion(size, residents.people).seats
        counts = {code: one.n for code, one in standings.items()}
        wanted = {code: seats[code] for code in counts}
        lacks = {one.code: one for one in shortfalls(counts, wanted, panel_rate=rates.usual)}
    return ToldVariable(
        name=name,
        title=title,
        cells=tuple(
            ToldCell(
                value,
                label,
                groups[value],
                residents.people[value] / residents.whole if residents.people else None,
                standings.get(value),
                lacks.get(value),
            )
            for value, label in labels
        ),
        told=told,
        everybody=whole,
        size=size,
        comparison=comparison,
        census=residents,
    )


def _how_many_told(
    groups: Mapping[str, int | Hidden], not_told: int | Hidden, everybody: int | Hidden | None
) -> int | None:
    """Add up who told, or take who did not from everybody; None where neither may be known."""
    shown = sum(n for n in groups.values() if isinstance(n, int))
    if SUPPRESSED not in groups.values():
        return shown
    if isinstance(not_told, int) and isinstance(everybody, int):
        return max(shown, everybody - not_told)
    return None


def _compared(
    groups: Mapping[str, int | Hidden],
    residents: Mapping[str, int],
    told: int | None,
    within: Mapping[str, str],
) -> Comparison | None:
    """Compare the groups that are shown, and all others as one.

    `within` names what has neighbours in it. Other groups have none: one with few expected has the
    test withheld.
    """
    if told is None or not residents:
        return None
    counts = {code: n for code, n in groups.items() if isinstance(n, int)}
    people = {code: residents[code] for code in counts}
    if len(counts) < len(groups):
        counts[KEPT_BACK] = told - sum(counts.values())
        people[KEPT_BACK] = sum(n for code, n in residents.items() if code not in people)
    if not any(people.values()):
        return None
    return compare(counts, people, within={code: within.get(code, code) for code in counts})


def _size(told: int, everybody: int | None, target: int | None) -> int:
    """Return how many of a panel of the size aimed at would tell, if as many in 100 do as now."""
    if target is None or not everybody:
        return told
    return round(target * told / everybody)
