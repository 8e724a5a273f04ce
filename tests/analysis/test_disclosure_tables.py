from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.audit import possible_ranges
from analysis.disclosure import (
    Sensitivity,
    audit_ranges,
    is_small,
    round_table,
    suppress_table,
)

WARDS = ("Ash", "Birch", "Cedar", "Dale")
ANSWERS = ("support", "oppose", "do not know")
COUNTS = [[34, 22, 14], [41, 18, 7], [52, 30, 21], [29, 16, 15]]


def publish(counts, threshold=10, sensitivity=Sensitivity.STANDARD, **options):
    rows = [f"row {place}" for place in range(len(counts))]
    columns = [f"column {place}" for place in range(len(counts[0]))]
    return suppress_table(rows, columns, counts, threshold, sensitivity, **options)


def with_margins(counts):
    inner = np.array(counts)
    across = np.column_stack([inner, inner.sum(axis=1)])
    return np.vstack([across, across.sum(axis=0)])


def figures(table):
    """Lay a published table out as a reader sees it, with NaN for "c"."""
    lines = [*table.cells, table.column_totals]
    ends = [*table.row_totals, table.total]
    return np.array(
        [
            [np.nan if figure == "c" else figure for figure in (*line, end)]
            for line, end in zip(lines, ends, strict=True)
        ],
        dtype=float,
    )


@pytest.mark.parametrize(
    ("also_hidden", "expected"),
    [
        ([], {(1, 2): (7, 7)}),
        ([(1, 1)], {(1, 2): (7, 7), (1, 1): (18, 18)}),
        (
            [(1, 1), (3, 1), (3, 2)],
            {(1, 2): (0, 22), (1, 1): (3, 25), (3, 1): (9, 31), (3, 2): (0, 22)},
        ),
    ],
    ids=["the small cell alone", "and one in its row", "and the same two in Dale"],
)
def test_what_a_reader_can_work_out(also_hidden, expected):
    seen = with_margins(COUNTS).astype(float)
    for cell in expected:
        seen[cell] = np.nan

    assert possible_ranges(seen, expected, np.zeros(seen.shape)) == expected
    assert set(expected) == {(1, 2), *also_hidden}


def test_using_ash_would_pass_too_and_costs_more_people():
    seen = with_margins(COUNTS).astype(float)
    for cell in [(1, 1), (1, 2), (0, 1), (0, 2)]:
        seen[cell] = np.nan

    assert possible_ranges(seen, [(1, 2)], np.zeros(seen.shape)) == {(1, 2): (0, 21)}
    assert (18 + 22 + 14, 18 + 16 + 15) == (54, 49)


def test_the_cheapest_pattern_that_passes_is_published():
    table = suppress_table(WARDS, ANSWERS, COUNTS, 10)

    assert table.cells == ((34, 22, 14), (41, "c", "c"), (52, 30, 21), (29, "c", "c"))
    assert table.row_totals == (70, 66, 103, 60)
    assert (table.column_totals, table.total) == ((156, 86, 57), 299)
    assert table.mode == "suppressed"
    assert audit_ranges(table) == {
        ("Birch", "oppose"): (3, 25),
        ("Birch", "do not know"): (0, 22),
        ("Dale", "oppose"): (9, 31),
        ("Dale", "do not know"): (0, 22),
    }


def test_no_hidden_number_is_kept_anywhere():
    table = suppress_table(("Ash", "Birch"), ("a", "b"), [[777, 8], [999, 888]])

    assert vars(table) == {
        "rows": ("Ash", "Birch"),
        "columns": ("a", "b"),
        "cells": (("c", "c"), ("c", "c")),
        "row_totals": (785, 1887),
        "column_totals": (1776, 896),
        "total": 2672,
        "mode": "suppressed",
    }
    assert not any(secret in repr(table) for secret in ("777", "999", "'8'", " 8,", "888"))


def test_a_table_without_small_counts_is_shown_as_it_is():
    table = publish([[34, 22, 14], [41, 18, 0], [52, 30, 21]])

    assert table.cells == ((34, 22, 14), (41, 18, 0), (52, 30, 21))
    assert table.mode == "exact"


def test_a_small_ward_is_hidden_with_its_total_and_another_total_covers_it():
    counts = [[3, 4, 0], [34, 22, 14], [41, 28, 17], [52, 30, 21]]

    table = publish(counts)

    assert (table.cells[0], table.row_totals[0]) == (("c", "c", "c"), "c")
    assert list(table.row_totals[1:]).count("c") >= 1
    assert table.total == 266
    low, high = possible_ranges(figures(table), [(0, 3)], np.zeros((5, 4)))[0, 3]
    assert high - low >= 10


def test_a_small_answer_is_hidden_with_its_total():
    counts = [[34, 22, 2], [41, 28, 0], [52, 30, 3]]

    table = publish(counts)

    assert table.column_totals[2] == "c"
    assert [line[2] for line in table.cells][0::2] == ["c", "c"]
    low, high = possible_ranges(figures(table), [(3, 2)], np.zeros((4, 4)))[3, 2]
    assert high - low >= 10


def test_fewer_people_than_the_threshold_are_no_table():
    table = publish([[2, 1], [3, 0]])

    assert (table.cells, table.total, table.mode) == ((("c", "c"), ("c", "c")), "c", "withheld")
    assert (table.row_totals, table.column_totals) == (("c", "c"), ("c", "c"))


def test_a_ward_of_one_mind_is_hidden_and_its_noughts_are_in_doubt():
    counts = [[20, 0, 0], [41, 28, 17], [52, 30, 21], [44, 33, 25]]

    table = publish(counts)
    ranges = audit_ranges(table)

    assert table.cells[0] == ("c", "c", "c")
    assert table.row_totals[0] == 20
    assert all(ranges["row 0", f"column {place}"][1] >= 10 for place in (1, 2))
    assert ranges["row 0", "column 0"][0] <= 10


@pytest.mark.parametrize(("same", "mode"), [(49, "suppressed"), (50, "exact")])
def test_a_group_of_fifty_may_be_of_one_mind(same, mode):
    assert publish([[same, 0], [41, 28], [52, 30]]).mode == mode


def test_an_answer_that_nobody_gave_anywhere_is_no_secret():
    table = publish([[20, 15, 0], [41, 28, 0], [52, 30, 0]])

    assert (table.mode, table.column_totals) == ("exact", (113, 73, 0))


def test_sensitive_answers_are_never_given_by_ward():
    table = publish([[34, 22], [41, 5]], sensitivity=Sensitivity.SENSITIVE)

    assert table.cells == (("c", "c"), ("c", "c"))
    assert table.row_totals == ("c", "c")
    assert (table.column_totals, table.total, table.mode) == ((75, 27), 102, "council_only")


def test_sensitive_answers_hide_noughts_in_other_tables():
    counts = [[34, 22, 30], [41, 28, 0], [52, 30, 21], [44, 33, 25]]

    table = publish(counts, sensitivity=Sensitivity.SENSITIVE, by_ward=False)

    assert table.cells[1][2] == "c"
    low, high = audit_ranges(table)["row 1", "column 2"]
    assert high - low >= 10


def test_open_opinion_by_ward_counts_the_base_alone():
    table = publish([[9, 1], [41, 28], [52, 30]], sensitivity=Sensitivity.OPEN)

    assert (table.cells, table.mode) == (((9, 1), (41, 28), (52, 30)), "exact")


def test_open_opinion_of_a_small_ward_is_hidden_whole():
    table = publish([[4, 1], [41, 28], [52, 30], [12, 2]], sensitivity=Sensitivity.OPEN)
    low, high = possible_ranges(figures(table), [(0, 2)], np.zeros((5, 3)))[0, 2]

    assert (table.cells[0], table.row_totals[0]) == (("c", "c"), "c")
    assert high - low >= 10


def test_open_opinion_crossed_with_people_is_standard():
    counts = [[9, 21], [41, 28], [52, 30]]

    crossed = publish(counts, sensitivity=Sensitivity.OPEN, by_ward=False)

    assert crossed == publish(counts)
    assert crossed.cells[0][0] == "c"


def test_what_no_pattern_can_hide_is_withheld():
    """Three answers of 1 at least, ten in all: none can be as much as nine."""
    table = publish([[3, 1, 6]])

    assert (table.cells, table.row_totals, table.total) == ((("c", "c", "c"),), ("c",), "c")
    assert table.mode == "withheld"


def test_inner_cells_are_hidden_before_margins():
    table = publish([[8, 33, 20], [41, 28, 17], [52, 30, 21]])

    assert "c" not in (*table.row_totals, *table.column_totals, table.total)


def test_rounding_is_of_each_figure_alone():
    table = round_table(WARDS, ANSWERS, COUNTS)

    assert table.cells == ((35, 20, 15), (40, 20, 5), (50, 30, 20), (30, 15, 15))
    assert (table.row_totals, table.column_totals, table.total) == (
        (70, 65, 105, 60),
        (155, 85, 55),
        300,
    )
    assert table.mode == "rounded"
    with pytest.raises(ValueError, match="does not add up"):
        audit_ranges(table)
    assert table.share("Birch", "do not know") == 5 / 65
    assert table.cover([[0.1] * 3] * 4) == (("c",) * 3,) * 4


def test_rounding_shows_no_small_ward_and_no_sensitive_one():
    assert round_table("ab", "xy", [[4, 3], [40, 30]]).cells == (("c", "c"), (40, 30))
    assert (
        round_table("ab", "xy", [[40, 30], [40, 30]], 10, Sensitivity.SENSITIVE).mode
        == "council_only"
    )


def test_shares_and_covered_figures_follow_the_counts():
    table = suppress_table(WARDS, ANSWERS, COUNTS)

    assert table.share("Ash", "support") == 34 / 70
    assert table.share("Birch", "do not know") == "c"
    assert table.cover([[0.1, 0.2, 0.3]] * 4) == (
        (0.1, 0.2, 0.3),
        (0.1, "c", "c"),
        (0.1, 0.2, 0.3),
        (0.1, "c", "c"),
    )


def test_a_row_without_its_base_has_no_shares():
    table = publish([[3, 4, 0], [34, 22, 14], [41, 28, 17], [52, 30, 21]])
    row = table.row_totals.index("c", 1)

    assert {table.share(f"row {row}", f"column {place}") for place in range(3)} == {"c"}
    assert set(table.cover([[0.5] * 3] * 4)[row]) == {"c"}


def test_a_row_of_nobody_has_no_share():
    assert publish([[0, 0], [41, 28]]).share("row 0", "column 0") is None


@pytest.mark.parametrize(
    ("rows", "columns", "counts"),
    [
        (["Ash", "Ash"], ["a"], [[20], [30]]),
        (["Ash"], ["a", "b"], [[20]]),
        ([], ["a"], []),
        (["Ash"], ["a"], [[-1]]),
    ],
)
def test_what_is_no_table_is_refused(rows, columns, counts):
    with pytest.raises(ValueError):
        suppress_table(rows, columns, counts)


tables = st.tuples(st.integers(2, 5), st.integers(2, 4)).flatmap(
    lambda shape: st.lists(
        st.lists(
            st.one_of(st.integers(0, 12), st.integers(0, 60)),
            min_size=shape[1],
            max_size=shape[1],
        ),
        min_size=shape[0],
        max_size=shape[0],
    )
)


@settings(max_examples=80, deadline=None)
@given(
    counts=tables,
    threshold=st.sampled_from([5, 10, 20]),
    sensitivity=st.sampled_from(Sensitivity),
    by_ward=st.booleans(),
)
def test_no_small_count_can_be_worked_out(counts, threshold, sensitivity, by_ward):
    table = publish(counts, threshold, sensitivity, by_ward=by_ward)
    if table.mode in ("rounded", "withheld", "council_only"):
        return
    truth, seen = with_margins(counts), figures(table)
    shown = ~np.isnan(seen)
    assert (seen[shown] == truth[shown]).all()

    counts_all_cells = sensitivity is not Sensitivity.OPEN or not by_ward
    strictness = sensitivity if by_ward or sensitivity is not Sensitivity.OPEN else "standard"
    small = [
        (row, column)
        for row, column in np.ndindex(*truth.shape)
        if is_small(int(truth[row, column]), threshold, Sensitivity(strictness))
        and (counts_all_cells or (column == len(counts[0]) and row < len(counts)))
    ]
    assert all(np.isnan(seen[cell]) for cell in small)
    for cell, (low, high) in possible_ranges(seen, small, np.zeros(seen.shape)).items():
        assert low <= truth[cell] + 1e-6
        assert truth[cell] <= high + 1e-6
        assert high - low >= threshold - 1e-6


@settings(max_examples=40, deadline=None)
@given(counts=tables)
def test_knowing_that_noughts_are_shown_does_not_help(counts):
    table = publish(counts)
    if table.mode != "suppressed":
        return
    truth, seen = with_margins(counts), figures(table)
    floors = np.ones(seen.shape)
    for row in range(len(counts)):
        if np.isnan(seen[row, :-1]).all():
            floors[row, :-1] = 0
    small = [tuple(cell) for cell in np.argwhere((truth > 0) & (truth < 10))]

    for low, high in possible_ranges(seen, small, floors).values():
        assert high - low >= 8 - 1e-6


def test_a_council_of_thirty_four_wards_takes_seconds():
    random = np.random.default_rng(34)
    sizes = random.gamma(2, 20, size=(34, 1))
    counts = random.poisson(sizes * np.array([[0.45, 0.3, 0.15, 0.1]])).tolist()

    began = process_time()
    table = publish(counts)

    assert process_time() - began < 20
    assert table.mode == "suppressed"
    ranges = audit_ranges(table)
    assert all(
        ranges[f"row {row}", f"column {column}"][1] - ranges[f"row {row}", f"column {column}"][0]
        >= 10 - 1e-6
        for row, line in enumerate(counts)
        for column, count in enumerate(line)
        if 0 < count < 10
    )
