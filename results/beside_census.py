"""Who answered, beside the census: each group's share, its index, and who is heard too little.

What was counted is read as it is kept (`results.respondents`); nothing here knows a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from analysis.comparison import BaseRule, base_rule
from analysis.disclosure import SUPPRESSED
from panel.models import CouncilSettings, Ward
from panel.population import LABELS
from panel.residents import AGE, WARD, Residents, residents_by_place_and_age, residents_by_told
from results.models import GroupCount
from results.protection import Hidden
from results.telling import told_variables

UNDER, OVER = 80, 120  # an index of less, or of more, is named


@dataclass(frozen=True)
class Row:
    """A group: its people and their share of those whose group is known, beside residents'."""

    code: str
    label: str
    n: int | Hidden
    share: float | Hidden
    residents: float | None
    index: float | Hidden | None

    @property
    def heard(self) -> str:
        """Say "under" or "over" where the index is to be named, else ""."""
        if not isinstance(self.index, float):
            return ""
        return "under" if self.index < UNDER else "over" if self.index > OVER else ""


@dataclass(frozen=True)
class Beside:
    """One variable; its census says in words why there is nothing to compare with."""

    name: str
    title: str
    rows: tuple[Row, ...]
    base: int | Hidden
    rule: BaseRule
    residents: str  # who the census counts here
    census: Residents = Residents()

    @property
    def why_not(self) -> str:
        return self.census.why_not

    def named(self, heard: str) -> list[Row]:
        return [row for row in self.rows if row.heard == heard]

    @property
    def hides(self) -> bool:
        return any(row.n == SUPPRESSED for row in self.rows)


def beside_census(
    count: GroupCount, wards: Sequence[Ward], *, in_public: bool, by_ward: bool
) -> list[Beside]:
    """Set what was counted beside residents; in public no share of a small base is shown."""
    found = []
    rules = CouncilSettings.load().base_rules
    variables = _variables(wards, by_ward=by_ward)
    told = [name for name, *_rest in variables if name not in (AGE, WARD)]
    lives_here = residents_by_place_and_age(wards) | residents_by_told(told, wards)
    for name, title, labels in variables:
        figures = count.figures["variables"].get(name)
        if figures:
            residents = lives_here[name]
            base = figures["base"]
            rule = base_rule(0 if base == SUPPRESSED else base, rules)
            shows = rule in ("small", "normal") or (rule == "suppressed" and not in_public)
            rows = _rows(labels, figures["groups"], base if shows else 0, residents.people)
            if name == WARD:  # those who are heard least come first, those kept back last
                rows.sort(key=_least_first)
            whom = (
                _("residents of 16 and over") if name in (AGE, WARD) else _("residents of all ages")
            )
            found.append(Beside(name, title, tuple(rows), base, rule, whom, residents))
    return found


def _least_first(row: Row):
    return not isinstance(row.index, float), row.index or 0, row.label


def _variables(wards: Sequence[Ward], *, by_ward: bool) -> list[tuple[str, str, list]]:
    ages = [(code, str(label)) for code, label in LABELS.items()]
    told = [(one.name, one.title, list(one.values)) for one in told_variables()]
    places = [(ward.code, ward.name) for ward in sorted(wards, key=lambda ward: ward.name)]
    found = [(AGE, _("Age"), ages), *told]
    return [*found, (WARD, _("Ward"), places)] if by_ward else found


def _rows(
    labels, groups: Mapping[str, int | Hidden], base: int, residents: Mapping[str, int]
) -> list[Row]:
    """Set each group's share of the base beside its share of residents; of no base nothing."""
    whole = sum(residents.values())
    rows = []
    for code, label in labels:
        if code not in groups:
            continue
        n, part = groups[code], residents[code] / whole if whole else None
        share: float | Hidden = SUPPRESSED if isinstance(n, str) or not base else n / base
        index: float | Hidden | None = None
        if part:
            index = share if isinstance(share, str) else 100 * share / part
        rows.append(Row(code, label, n, share, part, index))
    return rows
