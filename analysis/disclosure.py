"""The only door through which figures about people are published.

Screens, charts, files and programs all show what these functions return, and nothing else. What is
hidden is the marker "c" from here on: the objects carry no hidden number anywhere, nor which of
their "c" were small and which were hidden to protect those.

Counts are of real people, never weighted. Shares are between 0 and 1 and unrounded. After the
Government Statistical Service's guidance on tables of surveys, with a threshold of 10.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from .audit import possible_ranges
from .comparison import USUAL_RULES, BaseRules, base_rule
from .published import SUPPRESSED, Figure, Mode, PublishedList, PublishedTable
from .rounding import round_to_base
from .suppression import Problem, Reader, cheapest_pattern

__all__ = [
    "SUPPRESSED",
    "PublishedList",
    "PublishedTable",
    "Sensitivity",
    "audit_ranges",
    "is_small",
    "publish_extreme",
    "publish_mean",
    "publish_share",
    "publish_size",
    "round_list",
    "round_table",
    "suppress_list",
    "suppress_table",
]

THRESHOLD = 10
ALL_THE_SAME_BELOW = 50


class Sensitivity(StrEnum):
    """How much a question could hurt someone whose answer was worked out.

    OPEN: plain opinion by ward, where only the ward's base is counted. STANDARD: every cell is.
    SENSITIVE: special category data; never by ward, and "nobody" counts as few.
    """

    OPEN = "open"
    STANDARD = "standard"
    SENSITIVE = "sensitive"


def is_small(
    count: int, threshold: int = THRESHOLD, sensitivity: Sensitivity = Sensitivity.STANDARD
) -> bool:
    """Say whether a count is of so few people that it must be hidden; 0 only if sensitive."""
    return (count > 0 or sensitivity is Sensitivity.SENSITIVE) and count < threshold


def suppress_list(
    counts: Mapping[str, int],
    threshold: int = THRESHOLD,
    total_published: bool = True,
    *,
    sensitivity: Sensitivity = Sensitivity.STANDARD,
    are_answers: bool = False,
) -> PublishedList:
    """Publish counts by label, hiding the small ones and whatever would give them away.

    Under a published total the next smallest are hidden too, until the small ones could be
    anything from 0 (1, where noughts are shown) to the threshold. `are_answers` says that the
    labels are the answers of one group to one question: then a group of under 50 who all said the
    same is hidden, and for an OPEN question only a small group is.
    """
    _check(threshold, counts.values())
    counts = {label: int(count) for label, count in counts.items()}
    sensitivity = Sensitivity(sensitivity)
    total = sum(counts.values())
    if is_small(total, threshold, sensitivity):
        nothing: dict[str, Figure] = dict.fromkeys(counts, SUPPRESSED)
        return PublishedList(nothing, SUPPRESSED if total_published else None, "withheld")
    alike = are_answers and _gives_away_its_group(list(counts.values()), sensitivity)
    if are_answers and sensitivity is Sensitivity.OPEN:
        hidden = set()
    elif alike:
        hidden = set(counts)
    else:
        hidden = {label for label, n in counts.items() if is_small(n, threshold, sensitivity)}
    shown_total: Figure | None = total if total_published else None
    if total_published and hidden:
        # Whoever sees a "c" where a nought would be shown knows that it is 1 at least.
        floor = 0 if alike or sensitivity is Sensitivity.SENSITIVE else 1
        hidden = _give_company(counts, hidden, threshold, floor)
        if not _is_safe_company(counts, hidden, threshold, floor):
            shown_total = SUPPRESSED
    return PublishedList(
        {label: SUPPRESSED if label in hidden else count for label, count in counts.items()},
        shown_total,
        "suppressed" if hidden else "exact",
    )


def round_list(
    counts: Mapping[str, int], threshold: int = THRESHOLD, total_published: bool = True
) -> PublishedList:
    """Publish counts and their total, each rounded to the nearest 5 on its own.

    Nothing at all of fewer people than the threshold. Never publish the exact version as well.
    """
    _check(threshold, counts.values())
    total = sum(counts.values())
    if is_small(total, threshold):
        return suppress_list(counts, threshold, total_published)
    return PublishedList(
        {label: round_to_base(count) for label, count in counts.items()},
        round_to_base(total) if total_published else None,
        "rounded",
    )


def suppress_table(
    rows: Sequence[str],
    columns: Sequence[str],
    counts: Sequence[Sequence[int]],
    threshold: int = THRESHOLD,
    sensitivity: Sensitivity = Sensitivity.STANDARD,
    *,
    by_ward: bool = True,
) -> PublishedTable:
    """Publish a table of groups (rows) by answers (columns) with its margins, proof against sums.

    Hides small cells and small margins, all of a row whose base is small or who all said the same,
    and then the cheapest further cells, until an audit finds every one of them uncertain by the
    threshold. Margins are hidden last. If no pattern passes at all, nothing is shown and `mode` is
    "withheld". `by_ward` says that rows are wards: the OPEN class holds for those alone, and a
    SENSITIVE question keeps only its bottom line.
    """
    grid = _with_margins(rows, columns, counts)
    _check(threshold, grid.ravel().tolist())
    sensitivity = Sensitivity(sensitivity)
    if sensitivity is Sensitivity.OPEN and not by_ward:
        sensitivity = Sensitivity.STANDARD
    if is_small(int(grid[-1, -1]), threshold, sensitivity):
        return _publish(rows, columns, grid, np.ones(grid.shape, dtype=bool), "withheld")
    if sensitivity is Sensitivity.SENSITIVE and by_ward:
        return _publish_bottom_line(rows, columns, grid, threshold)
    problem = _problem(grid, threshold, sensitivity)
    hidden = cheapest_pattern(problem)
    if hidden is None:
        # Only a handful of people spread thinly defies every pattern, margins included. Rounding
        # would leave each of them known to within two.
        return _publish(rows, columns, grid, np.ones(grid.shape, dtype=bool), "withheld")
    return _publish(rows, columns, grid, hidden, "suppressed" if hidden.any() else "exact")


def round_table(
    rows: Sequence[str],
    columns: Sequence[str],
    counts: Sequence[Sequence[int]],
    threshold: int = THRESHOLD,
    sensitivity: Sensitivity = Sensitivity.STANDARD,
    *,
    by_ward: bool = True,
) -> PublishedTable:
    """Publish a table with every count and total rounded to the nearest 5 on its own.

    Rows that may not be shown at all stay hidden. Never publish the exact version as well.
    """
    grid = _with_margins(rows, columns, counts)
    _check(threshold, grid.ravel().tolist())
    sensitivity = Sensitivity(sensitivity)
    if is_small(int(grid[-1, -1]), threshold, sensitivity) or (
        sensitivity is Sensitivity.SENSITIVE and by_ward
    ):
        return suppress_table(rows, columns, counts, threshold, sensitivity, by_ward=by_ward)
    hidden = _hidden_rows(grid, threshold, sensitivity)
    rounded = np.vectorize(round_to_base)(grid)
    return _publish(rows, columns, rounded, hidden, "rounded")


def audit_ranges(
    table: PublishedTable, floor: int = 0
) -> dict[tuple[str, str], tuple[float, float]]:
    """Work out, from what is published alone, the least and most each hidden inner cell can be.

    By (row, column) label, for a reader who knows that a hidden figure is at least `floor`. Not
    for rounded tables, whose figures do not add up.
    """
    if table.mode == "rounded":
        raise ValueError("A rounded table does not add up, so sums give nothing away.")
    figures = np.array(
        [
            [np.nan if figure == SUPPRESSED else figure for figure in (*cells, total)]
            for cells, total in zip(
                (*table.cells, table.column_totals), (*table.row_totals, table.total), strict=True
            )
        ],
        dtype=float,
    )
    cells = [(int(r), int(c)) for r, c in np.argwhere(np.isnan(figures[:-1, :-1]))]
    ranges = possible_ranges(figures, cells, np.full(figures.shape, float(floor)))
    return {(table.rows[r], table.columns[c]): ends for (r, c), ends in ranges.items()}


def publish_mean(value: float, n: int, threshold: int = THRESHOLD) -> float | Literal["c"]:
    """Let a mean or a median of `n` people pass, or hide it below the threshold."""
    _check(threshold, [n])
    return SUPPRESSED if n < threshold else value


def publish_size(n: int, threshold: int = THRESHOLD) -> Figure:
    """Publish how many are in one of many groups that overlap, such as segments of a panel.

    To the nearest 5, so that of two groups that differ by one person neither gives them away; "c"
    below the threshold, also where there is nobody.
    """
    _check(threshold, [n])
    return SUPPRESSED if n < threshold else round_to_base(n)


def publish_extreme(
    value: float, n: int, threshold: int = THRESHOLD, *, by_ward: bool
) -> float | Literal["c"]:
    """Let a smallest or largest value pass; never for a ward, where it is one person's answer."""
    return SUPPRESSED if by_ward else publish_mean(value, n, threshold)


def publish_share(
    chosen: int,
    base: int,
    *,
    share: float | None = None,
    threshold: int = THRESHOLD,
    sensitivity: Sensitivity = Sensitivity.STANDARD,
    rules: BaseRules = USUAL_RULES,
) -> float | Literal["c"]:
    """Let a share pass that stands alone, judged by the real people behind it.

    `share` is the weighted one if there is one. Hidden when few people chose the answer, when all
    but few did, or when the base is too small for a percentage in public.
    """
    _check(threshold, [chosen, base])
    if base_rule(base, rules) in ("nothing", "suppressed"):
        return SUPPRESSED
    if sensitivity is not Sensitivity.OPEN:
        if any(is_small(n, threshold, sensitivity) for n in (chosen, base - chosen)):
            return SUPPRESSED
        if base < ALL_THE_SAME_BELOW and chosen in (0, base):
            return SUPPRESSED
    return chosen / base if share is None else share


def _problem(grid: NDArray[np.int64], threshold: int, sensitivity: Sensitivity) -> Problem:
    """Say what of a table must be hidden and protected, and against which readers."""
    hidden_rows = _hidden_rows(grid, threshold, sensitivity)
    if sensitivity is Sensitivity.OPEN:
        hidden = hidden_rows
        # The rows hidden whole are what is secret; a nought in one, only with the rest.
        primary = hidden & (grid > 0)
    else:
        lowest = 0 if sensitivity is Sensitivity.SENSITIVE else 1
        small = (grid >= lowest) & (grid < threshold)
        hidden = hidden_rows | small
        primary = small.copy()
        # Who all said the same is secret until a reader must doubt the noughts, but not those of
        # an answer that nobody gave anywhere.
        given = grid[-1, :-1] > 0
        for row in range(len(grid) - 1):
            if given.sum() > 1 and _gives_away_its_group(grid[row, :-1].tolist(), sensitivity):
                primary[row, :-1] |= given
    readers = [Reader(np.zeros(grid.shape), threshold)]
    if sensitivity is not Sensitivity.SENSITIVE:
        # Where noughts are shown, a "c" is 1 at least: all of 1 to T - 1 must remain possible.
        readers.append(Reader(np.where(hidden_rows, 0.0, 1.0), threshold - 2))
    kept = ~hidden & (grid == 0)
    kept[-1, -1] = True
    return Problem(grid, hidden, primary, kept, tuple(readers))


def _hidden_rows(
    grid: NDArray[np.int64], threshold: int, sensitivity: Sensitivity
) -> NDArray[np.bool_]:
    """Mark rows of which nothing is shown: of a small base, total and all, or all of one mind."""
    hidden = np.zeros(grid.shape, dtype=bool)
    for row in range(len(grid) - 1):
        if is_small(int(grid[row, -1]), threshold, sensitivity):
            hidden[row, :] = True
        elif sensitivity is not Sensitivity.OPEN and _gives_away_its_group(
            grid[row, :-1].tolist(), sensitivity
        ):
            hidden[row, :-1] = True
    return hidden


def _gives_away_its_group(answers: Sequence[int], sensitivity: Sensitivity) -> bool:
    """Say whether to belong to a group under 50 is to have given away one's answer."""
    base = sum(answers)
    if sensitivity is Sensitivity.OPEN or not 0 < base < ALL_THE_SAME_BELOW:
        return False
    return base in answers or (sensitivity is Sensitivity.SENSITIVE and 0 in answers)


def _publish_bottom_line(
    rows: Sequence[str], columns: Sequence[str], grid: NDArray[np.int64], threshold: int
) -> PublishedTable:
    """Publish what the whole council said, and nothing of any ward."""
    line = suppress_list(
        dict(zip(columns, grid[-1, :-1].tolist(), strict=True)),
        threshold,
        sensitivity=Sensitivity.SENSITIVE,
        are_answers=True,
    )
    hidden = np.ones(grid.shape, dtype=bool)
    hidden[-1, :-1] = [figure == SUPPRESSED for figure in line.counts.values()]
    hidden[-1, -1] = line.total == SUPPRESSED
    return _publish(rows, columns, grid, hidden, "council_only")


def _publish(
    rows: Sequence[str],
    columns: Sequence[str],
    grid: NDArray[np.int64],
    hidden: NDArray[np.bool_],
    mode: Mode,
) -> PublishedTable:
    """Leave the hidden numbers behind."""
    shown: list[tuple[Figure, ...]] = [
        tuple(
            SUPPRESSED if is_hidden else int(count)
            for count, is_hidden in zip(counts, masks, strict=True)
        )
        for counts, masks in zip(grid, hidden, strict=True)
    ]
    return PublishedTable(
        rows=tuple(rows),
        columns=tuple(columns),
        cells=tuple(line[:-1] for line in shown[:-1]),
        row_totals=tuple(line[-1] for line in shown[:-1]),
        column_totals=shown[-1][:-1],
        total=shown[-1][-1],
        mode=mode,
    )


def _give_company(
    counts: Mapping[str, int], hidden: set[str], threshold: int, floor: int
) -> set[str]:
    """Hide the next smallest of a list until its hidden ones cover each other, if they can."""
    # A nought covers nobody: it adds no doubt to the sum of the others.
    spare = sorted(
        (label for label, count in counts.items() if count and label not in hidden),
        key=counts.__getitem__,
    )
    while spare and not _is_safe_company(counts, hidden, threshold, floor):
        hidden = hidden | {spare.pop(0)}
    return hidden


def _is_safe_company(
    counts: Mapping[str, int], hidden: set[str], threshold: int, floor: int
) -> bool:
    """Audit a list: the total less what is shown is all a reader has of the hidden ones."""
    people = sum(counts[label] for label in hidden)
    if len(hidden) < 2 or people < threshold:
        return False
    return people - floor * len(hidden) >= threshold - 2 * floor


def _with_margins(
    rows: Sequence[str], columns: Sequence[str], counts: Sequence[Sequence[int]]
) -> NDArray[np.int64]:
    if not rows or not columns or len(set(rows)) < len(rows) or len(set(columns)) < len(columns):
        raise ValueError("A table has at least one row and one column, each with its own label.")
    inner = np.array(counts, dtype=np.int64)
    if inner.shape != (len(rows), len(columns)):
        raise ValueError(
            f"{len(rows)} rows and {len(columns)} columns cannot hold {inner.shape} counts."
        )
    across = np.column_stack([inner, inner.sum(axis=1)])
    return np.vstack([across, across.sum(axis=0)])


def _check(threshold: int, counts: Any) -> None:
    if not 5 <= threshold <= 20:
        raise ValueError(f"The threshold is 5 to 20 people, and {threshold} is not.")
    for count in counts:
        if count < 0 or count != int(count):
            raise ValueError(f"{count!r} is not a count of people.")
