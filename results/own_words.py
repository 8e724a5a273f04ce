"""What a report says of answers in people's own words: themes, and how many say the same.

Everything here counts responses. Figures with and without answers in the same words are published
side by side, so that each tells the difference: it is kept back wherever that, or what is left,
would be few people's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analysis.campaigns import same_words
from analysis.choices import suppress_choices
from analysis.disclosure import SUPPRESSED, Figure, Sensitivity, is_small, suppress_list
from polls.models import Item, Theme, Wave
from polls.theming import is_codable
from results.answers import Sheet
from results.beside_answers import Written
from results.grids import share_of
from results.protection import Hidden


@dataclass(frozen=True)
class ThemeCount:
    """How many responses raise a theme, of all who wrote and of those not in the same words."""

    label: str
    number: int
    count: int | Hidden
    share: float | Hidden
    without: int | Hidden


@dataclass(frozen=True)
class WordsResult:
    """What was written to one question. `n` counts responses, `without` those in no group."""

    code: str
    wording: str
    n: int | Hidden
    without: int | Hidden
    groups: tuple[int | Hidden, ...] = ()  # responses in each, the largest first
    themes: tuple[ThemeCount, ...] = ()  # none before all answers are read for them
    is_read: bool = False

    @property
    def has_groups(self) -> bool:
        return bool(self.groups)

    @property
    def hides(self) -> bool:
        figures = [figure for one in self.themes for figure in (one.count, one.without)]
        return SUPPRESSED in (self.n, self.without, *self.groups, *figures)


@dataclass(frozen=True)
class Alike:
    """Who is in a group of answers in the same words, by question, and who is in any of them."""

    groups: dict[int, list[tuple[int, ...]]] = field(default_factory=dict)  # rows of the sheet
    rows: frozenset[int] = frozenset()

    def mask(self, sheet: Sheet) -> NDArray[np.bool_]:
        """Mark the people in a group."""
        return np.isin(np.arange(len(sheet.keys)), sorted(self.rows))


def find_alike(sheet: Sheet | Written, wave: str = Wave.ONLY) -> Alike:
    """Group the answers to each question that differ in case, space and punctuation alone."""
    groups = {}
    for item in sheet.items:
        place = item.pk, wave
        texts = {row: text for (*at, row), text in sheet.folds.items() if tuple(at) == place}
        if found := same_words(texts, sheet.same_words_from):
            groups[item.pk] = [group.members for group in found]
    rows = {row for of_item in groups.values() for group in of_item for row in group}
    return Alike(groups, frozenset(rows))


def words_counted(sheet: Sheet | Written, threshold: int, alike: Alike) -> tuple[WordsResult, ...]:
    """Count what was written to each question, and what it is about."""
    items = [item for item in sheet.items if is_codable(item)]
    themes: dict[int, list[Theme]] = {item.pk: [] for item in items}
    for theme in Theme.objects.filter(item__in=items):
        themes[theme.item_id].append(theme)
    return tuple(_of_item(item, themes[item.pk], sheet, threshold, alike) for item in items)


def _of_item(
    item: Item, themes: list[Theme], sheet: Sheet | Written, threshold: int, alike: Alike
) -> WordsResult:
    wrote = {row for pk, wave, row in sheet.folds if (pk, wave) == (item.pk, Wave.ONLY)}
    about = {
        row: marks
        for (pk, wave, row), marks in sheet.themes.items()
        if (pk, wave) == (item.pk, Wave.ONLY)
    }
    groups = alike.groups.get(item.pk, [])
    inside = {row for group in groups for row in group}
    sensitivity = Sensitivity(item.sensitivity)

    def hidden(count: int) -> Figure:
        return SUPPRESSED if is_small(count, threshold, sensitivity) else count

    n = hidden(len(wrote))
    sizes = {str(at): len(group) for at, group in enumerate(groups)}
    published = suppress_list(sizes, threshold, sensitivity=sensitivity)
    may_tell = SUPPRESSED not in (n, published.total)
    without = hidden(len(wrote) - len(inside)) if may_tell else SUPPRESSED
    counts = {
        part: {
            str(theme.number): sum(theme.pk in about.get(row, ()) for row in rows)
            for theme in themes
        }
        for part, rows in (("all", wrote), ("in", inside), ("out", wrote - inside))
    }
    shown = {
        part: suppress_choices(counts[part], size, threshold, sensitivity)
        for part, size in (
            ("all", len(wrote)),
            ("in", len(inside)),
            ("out", len(wrote) - len(inside)),
        )
    }
    is_read = bool(wrote) and wrote <= set(about)
    return WordsResult(
        code=item.code,
        wording=item.wording,
        n=n,
        without=without,
        groups=tuple(published.counts.values()),
        themes=()
        if not is_read
        else tuple(
            ThemeCount(
                label=theme.label,
                number=theme.number,
                count=shown["all"][str(theme.number)],
                share=share_of(shown["all"][str(theme.number)], n),
                without=beside(shown, str(theme.number)) if without != SUPPRESSED else SUPPRESSED,
            )
            for theme in themes
        ),
        is_read=is_read,
    )


def beside(shown: Mapping[str, Mapping[str, Figure]], label: str) -> Figure:
    """Return the figure without a group, unless it, the whole or the difference is kept back."""
    figures = [shown[part][label] for part in ("all", "in", "out")]
    return SUPPRESSED if SUPPRESSED in figures else shown["out"][label]
