"""Figures of a part of those who are compared, beside those of all: may both be shown?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from polls.models import Item
from polls.models.waves import COMPARED
from results.protection import says_what_each_said
from results.report.study import Study

Mask = NDArray[np.bool_]  # by person of the study's sheet


def may_be_shown(study: Study, item: Item, part: Mask, waves: Sequence[str] = COMPARED) -> bool:
    """Say whether the averages of a part, in these rounds, tell nothing of a few people.

    The averages of all who gave a number twice are printed as well: less these, they are of the
    rest, who must therefore be nobody or enough.
    """
    pairs = study.sheet.pairs(item)
    inside, rest = pairs & part, pairs & ~part
    if int(inside.sum()) < study.fewest or 0 < int(rest.sum()) < study.fewest:
        return False
    said = [study.sheet.numbers[item.pk, wave][inside] for wave in waves]
    said += [study.sheet.numbers[item.pk, wave][rest] for wave in COMPARED]
    return not says_what_each_said(item.sensitivity, *(one for one in said if len(one)))


def tell_of_few(study: Study, one: Mask, other: Mask) -> bool:
    """Say whether two parts differ by so few people that one less the other tells of these."""
    return 0 < int((one ^ other).sum()) < study.fewest
