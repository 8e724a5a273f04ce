"""Who the panel stands for by what members told about themselves: sex, ethnic group, disability.

Worked out from the monthly count alone (`results.panel_by_group`), in which small groups are kept
back and numbers are to the nearest 5. So nothing here can say more than that count does: what is
kept back is one group for the test, and indices are about right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.apportionment import apportion
from analysis.disclosure import SUPPRESSED
from analysis.representativeness import Comparison, Shortfall, Standing, compare, shortfalls
from panel.models import Ward
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
    residents = residents_by_told([name for name, *_rest in variables], wards)
    found = []
    for name, title, rows in variables:
        numbers = {value: row.get(key) for value, _label, row in rows}
        if None in numbers.values():
            continue
        everybody = counted.figures.get(TOTALS, {}).get(name, {}).get(key)
        labels = [(value, label) for value, label, _row in rows if value != NOT_TOLD]
        found.append(
            _variable(
                name,
                title,
                labels,
                numbers=numbers,
                everybody=everybody,
                residents=residents[name],
                target=target,
                rates=rates,
            )
        )
    return tuple(found)


def _variable(
    name: str,
    title: str,
    labels: Sequence[tuple[str, str]],
    *,
    numbers: Mapping[str, int | Hidden],
    everybody: int | Hidden | None,
    residents: Residents,
    target: int | None,
    rates: Rates,
) -> ToldVariable:
    groups = {value: numbers[value] for value, _label in labels}
    told = _how_many_told(groups, numbers.get(NOT_TOLD, SUPPRESSED), everybody)
    whole = everybody if isinstance(everybody, int) else None
    comparison = _compared(groups, residents.people, told)
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
    groups: Mapping[str, int | Hidden], residents: Mapping[str, int], told: int | None
) -> Comparison | None:
    """Compare the groups that are shown, and all others as one."""
    if told is None or not residents:
        return None
    counts = {code: n for code, n in groups.items() if isinstance(n, int)}
    people = {code: residents[code] for code in counts}
    if len(counts) < len(groups):
        counts[KEPT_BACK] = told - sum(counts.values())
        people[KEPT_BACK] = sum(n for code, n in residents.items() if code not in people)
    # These groups have no neighbours: one with few expected has the test withheld.
    return compare(counts, people, within={code: code for code in counts})


def _size(told: int, everybody: int | None, target: int | None) -> int:
    """Return how many of a panel of the size aimed at would tell, if as many in 100 do as now."""
    if target is None or not everybody:
        return told
    return round(target * told / everybody)
