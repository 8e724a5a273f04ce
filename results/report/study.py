"""What a report is worked out from, and the form in which its figures are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure import SUPPRESSED
from analysis.intervals import Interval
from panel.models import Ward
from polls.models import Item, Wave
from results.answers import Sheet
from results.areas import are_wards, areas_of
from results.poll_report import AGE_GROUPS, FEWEST_PAIRS, PollReport

Figures = dict[str, Any]  # what JSON can hold, and nothing that may not be seen
Group = tuple[str, NDArray[np.bool_]]  # its name, and its people by row


@dataclass(frozen=True)
class Study:
    """All answers to one poll at one instant, with the report of its items."""

    poll: Any
    everybody: Sheet
    sheet: Sheet  # those whose change the report is about: all but the comparison group
    wards: Sequence[Ward]
    report: PollReport

    @property
    def threshold(self) -> int:
        return self.report.threshold

    @property
    def fewest(self) -> int:
        """Return how many people a mean needs before anybody sees it."""
        return max(FEWEST_PAIRS, self.threshold)

    @cached_property
    def both(self) -> NDArray[np.bool_]:
        return self.sheet.took_part()

    @cached_property
    def paired_scales(self) -> list[Item]:
        return [
            item for item in self.sheet.items if item.kind == Item.Kind.SCALE and item.is_paired
        ]

    @cached_property
    def ages(self) -> list[Group]:
        """Return everybody by age group, those of unknown age last, if there are any."""
        group_of = {str(band): str(label) for label, bands in AGE_GROUPS for band in bands}
        return self._groups([group_of.get(age, "") for age in self.sheet.ages], group_of.values())

    @cached_property
    def areas(self) -> list[Group]:
        """Return everybody by area of the council, likewise."""
        area_of = {ward: str(area) for ward, area in areas_of(self.wards).items()}
        named = [area_of.get(ward, "") for ward in self.sheet.wards.tolist()]
        return self._groups(named, sorted(set(area_of.values())))

    @cached_property
    def areas_are_wards(self) -> bool:
        return are_wards(areas_of(self.wards), self.wards)

    def chosen(self, item: Item, wave: str) -> list[str | None]:
        """Give the code that each chose from a list, "" for "I do not know", None for neither."""
        codes = {option.pk: option.code for option in item.options.all()}
        unsure = self.sheet.numbers[item.pk, wave] == -8
        return [
            codes[next(iter(picked))]
            if (picked := self.sheet.choices.get((item.pk, wave, at)))
            else ("" if unsure[at] else None)
            for at in range(len(self.sheet.keys))
        ]

    def by_answer(self, item: Item) -> list[Group]:
        """Return everybody by what they answered to a question about themselves."""
        first = self.chosen(item, Wave.BEFORE if item.is_paired else Wave.AFTER)
        labels = {option.code: option.label for option in item.options.all()}
        return self._groups([labels.get(code or "", "") for code in first], labels.values())

    def _groups(self, named: Sequence[str], order) -> list[Group]:
        names = np.array(named, dtype=object)
        groups = [(name, names == name) for name in dict.fromkeys(order)]
        return [*groups, ("", names == "")]


def plain(number: float | str | None) -> float | int | str | None:
    """Keep ten digits: more than anybody reads, and the same on every machine."""
    if number is None or isinstance(number, str):
        return number
    if isinstance(number, (int, np.integer)):
        return int(number)
    return float(f"{float(number):.10g}")


def ends(interval: Interval | None) -> list[float] | None:
    return [plain(interval.low), plain(interval.high)] if interval else None  # type: ignore[list-item]


def kept_back(count: int, threshold: int) -> int | str:
    """Give a number of people, or "c" where they are few."""
    return SUPPRESSED if 0 < count < threshold else count


def plainly(figures: Mapping[str, Any]) -> Figures:
    """Make every number of a flat set of figures plain."""
    return {
        name: plain(value) if isinstance(value, float) else value for name, value in figures.items()
    }
