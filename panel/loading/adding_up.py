"""Add the counts of a file up to the wards that are loaded, from wards or from small areas."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from panel.loading import UnknownLayout
from panel.loading.census_layouts import CensusFile
from panel.models import CouncilSettings, Ward
from panel.population import AGE_BY_SEX, SEX
from panel.small_areas import Level, best_fit, named_by_postcodes, postcodes_in_wards

Counts = dict[tuple[str, str, str], int]  # by ward, variable and category
OF_THE_AREA = (SEX, AGE_BY_SEX)  # what is compared for the whole area alone
OF_A_WARD = re.compile(r"(E05|W05|S13|N08)\d{6}")
OF_A_SMALL_AREA: dict[Level, re.Pattern[str]] = {
    "output_area": re.compile(r"[EWS]00\d{6}"),
    "lsoa": re.compile(r"[EWS]01\d{6}"),
}


@dataclass
class AddedUp:
    """Counts of a file by ward, and what else it holds of the council and its small areas."""

    source: str
    wards: Counts = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)  # wards that are not loaded, with names
    # Of the whole area, by variable and category: sex, and age by sex.
    district: dict[str, dict[str, int]] = field(default_factory=dict)
    residents: dict[str, int] = field(default_factory=dict)  # by small area


def add_up(path: Path, wards: dict[str, Ward]) -> AddedUp:
    """Read a file row by row, and keep what is of wards and small areas that are ours."""
    council = CouncilSettings.load().council_code
    with CensusFile(path) as table:
        added = AddedUp(table.layout.source)
        small = {level: SmallAreas(level, council) for level in OF_A_SMALL_AREA}
        counts: Counter[tuple[str, str, str]] = Counter()
        for code, name, variable, category, n in table.rows():
            if code in wards:
                if table.layout.says_once and (code, variable, category) in counts:
                    raise UnknownLayout(
                        f"{path.name} counts {variable}, {category!r}, of {code} twice, so nothing "
                        f"was loaded."
                    )
                counts[code, variable, category] += n
            elif OF_A_WARD.fullmatch(code):
                added.unknown[code] = name
            elif code == council and variable in OF_THE_AREA:
                of_area = added.district.setdefault(variable, {})
                of_area[category] = of_area.get(category, 0) + n
            else:
                for level, pattern in OF_A_SMALL_AREA.items():
                    if pattern.fullmatch(code):
                        small[level].take(code, variable, category, n)
    found = [areas for areas in small.values() if areas.read]
    if len(found) > 1 or (found and counts):
        raise UnknownLayout(f"{path.name} has areas of more than one kind, so nothing was loaded.")
    for areas in found:
        counts.update(areas.in_wards(path))
        added.residents = areas.residents
    added.wards = dict(counts)
    return added


class SmallAreas:
    """Output areas or LSOAs of a file, and the ward that each is best fitted to."""

    def __init__(self, level: Level, council: str):
        self.level, self.council = level, council
        self.read = 0
        self.counts: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        self.residents: dict[str, int] = {}
        self._named: set[str] | None = None

    @property
    def named(self) -> set[str]:
        """Return the small areas of our postcodes: asked once, and only if a file has any."""
        if self._named is None:
            self._named = named_by_postcodes(self.level)
        return self._named

    def take(self, code: str, variable: str, category: str, n: int) -> None:
        self.read += 1
        if code in self.named:
            self.counts[code][variable, category] += n
            if variable == "usual_residents":
                self.residents[code] = self.residents.get(code, 0) + n

    def in_wards(self, path: Path) -> Counter[tuple[str, str, str]]:
        """Add up by ward, each small area to the ward that most of its postcodes are in."""
        places = postcodes_in_wards(self.level, self.council)
        if not places:
            raise UnknownLayout(
                f"{path.name} counts small areas, and no loaded postcode file says in which wards "
                f"they lie. Load the ONS Postcode Directory or the National Statistics Postcode "
                f"Lookup first: Code-Point Open has none."
            )
        if missing := sorted(places.keys() - self.counts.keys()):
            raise UnknownLayout(
                f"{path.name} leaves out {len(missing)} of our {len(places)} small areas, among "
                f"them {', '.join(missing[:5])}. It is of other areas, or cut off, so nothing was "
                f"loaded."
            )
        found: Counter[tuple[str, str, str]] = Counter()
        for area, parts in places.items():
            ward = best_fit(parts)
            for (variable, category), n in self.counts[area].items():
                found[ward, variable, category] += n
        return found
