"""The panel by age and sex together, counted beside the panel by sex: what may be seen of both.

By sex the panel is published with how its members came, and by age it is seen as it is. What all of
them leave open of a small number is worked out together (`analysis.linked`); then what may be shown
is to the nearest 5, like all else that members told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from analysis.disclosure import SUPPRESSED
from analysis.linked import Cube, publish_crossed
from analysis.published import PublishedTable
from analysis.rounding import round_to_base
from panel.population import BAND_OF, BANDS
from results.telling import NOT_TOLD

NO_AGE = ""  # of who prefers not to say
AGES = (*(code for code, *_rest in BANDS), NO_AGE)


@dataclass
class ByAgeAndSex:
    """Members of one day by sex, age band and whether they came by random invitation."""

    here: Counter[tuple[str, str, bool]] = field(default_factory=Counter)

    def add(self, sex: str, age_band: str, *, is_invited: bool) -> None:
        self.here[sex, BAND_OF.get(age_band, NO_AGE), is_invited] += 1

    def published(
        self, by_way: PublishedTable, threshold: int
    ) -> tuple[dict[str, dict[str, Any]], Any]:
        """Return members by the code of both, and how many told both: to the nearest 5, or "c".

        `by_way` is the panel by sex and way of coming as it is published: by random invitation
        first, then all other ways.
        """
        told = [sex for sex in by_way.rows if sex != NOT_TOLD]
        found = publish_crossed(
            Cube(by_way.rows, AGES, by_way.columns, self._counts(by_way.rows)),
            by_way,
            threshold,
            part=(told, [age for age in AGES if age != NO_AGE]),
        )
        cells = {
            f"{sex} {age}": {"members": _nearest_5(found.cells[sex, age])}
            for sex in told
            for age in AGES
            if age != NO_AGE
        }
        return cells, _nearest_5(found.whole)

    def _counts(self, sexes: Sequence[str]):
        return np.array(
            [
                [[self.here[sex, age, is_invited] for is_invited in (True, False)] for age in AGES]
                for sex in sexes
            ],
            dtype=np.int64,
        )


def _nearest_5(n):
    return n if n == SUPPRESSED else round_to_base(n)
