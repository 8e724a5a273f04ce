"""Tables that share their margins: what one hides must not follow from the others."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.disclosure import Sensitivity, suppress_table
from analysis.linked import Cube, possible_sums, publish_crossed
from analysis.published import SUPPRESSED

SEXES, AGES, WAYS = ("female", "male", ""), ("young", "old", ""), ("at random", "other")
T = 10


def cube_of(counts, ages=AGES):
    return Cube(SEXES, ages, WAYS, np.array(counts, dtype=np.int64))


def by_way(cube):
    return suppress_table(
        SEXES, WAYS, cube.counts.sum(axis=1).tolist(), T, Sensitivity.SENSITIVE, by_ward=False
    )


def publish(cube, beside=None):
    told = [sex for sex in cube.rows if sex], [age for age in cube.columns if age]
    return publish_crossed(cube, beside or by_way(cube), T, part=told)


def even(n=40):
    return [[[n, n], [n, n], [n, n]] for _sex in SEXES]


def test_where_every_number_is_large_all_are_shown():
    found = publish(cube_of(even()))
    assert set(found.cells.values()) == {80}
    assert found.whole == 320


def test_a_small_cell_has_company_in_its_row_and_its_column():
    counts = even()
    counts[0][0] = [2, 2]  # four young women
    found = publish(cube_of(counts))

    hidden = {cell for cell, n in found.cells.items() if n == SUPPRESSED}
    # Young members are known, and so are women: one more in each line, and one to cover those.
    assert ("female", "young") in hidden
    assert len([cell for cell in hidden if cell[0] == "female"]) >= 2
    assert len([cell for cell in hidden if cell[1] == "young"]) >= 2


def test_the_row_alone_is_not_enough_where_the_ages_are_known():
    """E4.12: company in the row alone follows from the column."""
    cube = cube_of([[[2, 2], [40, 40], [40, 40]], *even()[1:]])
    only_row = [
        cube.where(row, column)
        for row in range(3)
        for column in range(3)
        if (row, column) not in ((0, 0), (0, 1))
    ]
    ages = [cube.where(column=column) for column in range(3)]
    assert possible_sums(cube, [*only_row, *ages], cube.where(0, 0)) == (4, 4)


def test_what_the_other_table_hides_stays_hidden_beside_this_one():
    counts = [
        [[30, 0], [30, 2], [30, 1]],  # 3 women came other ways: hidden there
        [[30, 30], [30, 30], [30, 30]],
        [[30, 30], [30, 30], [30, 30]],
    ]
    cube = cube_of(counts)
    beside = by_way(cube)
    assert beside.cell("female", "other") == SUPPRESSED
    found = publish(cube, beside)
    low, high = bounds(cube, beside, found, cube.where(0, layer=1))
    before = bounds(cube, beside, None, cube.where(0, layer=1))
    assert high - low >= min(T, before[1] - before[0])


def test_an_age_of_few_says_no_more_than_that_they_are_few():
    counts = even()
    for sex, n in zip(counts, (3, 1, 0), strict=True):
        sex[2] = [n, 0]  # four of unknown age
    cube = cube_of(counts)
    found = publish(cube)
    assert {found.cells[sex, ""] for sex in SEXES} == {SUPPRESSED}
    assert bounds(cube, by_way(cube), found, cube.where(0, 2)) == (0, 4)


def test_all_of_one_sex_is_not_told():
    counts = even()
    counts[0][0], counts[1][0], counts[2][0] = [20, 20], [0, 0], [0, 0]
    cube = cube_of(counts)
    found = publish(cube)
    assert found.cells["female", "young"] == SUPPRESSED
    low, high = bounds(cube, by_way(cube), found, cube.where(1, 0))
    assert high - low >= T


def test_of_nobody_nothing_is_said():
    found = publish(cube_of(np.zeros((3, 3, 2))))
    assert set(found.cells.values()) == {SUPPRESSED}
    assert found.whole == SUPPRESSED


# ---- whatever the numbers are --------------------------------------------------------------------


def bounds(cube, beside, found, wanted):
    """Work out a sum's range from what is published, by another way than the code under test.

    Every figure is written as a row of a matrix over the cells, from the published objects alone.
    """
    lines, sums = [], []

    def know(figure, **where):
        if figure != SUPPRESSED:
            lines.append(cube.where(**where))
            sums.append(figure)

    for column, layer in itertools.product(range(len(cube.columns)), range(len(WAYS))):
        know(int(cube.counts[:, column, layer].sum()), column=column, layer=layer)
    know(beside.total)
    for row, sex in enumerate(SEXES):
        know(beside.row_total(sex), row=row)
        for layer, way in enumerate(WAYS):
            know(beside.cell(sex, way), row=row, layer=layer)
        for column, age in enumerate(cube.columns if found else ()):
            know(found.cells[sex, age], row=row, column=column)
    for layer in range(len(WAYS)):
        know(beside.column_totals[layer], layer=layer)
    if found and found.whole != SUPPRESSED:
        mask = np.zeros(cube.counts.shape, dtype=bool)
        mask[:2, : len(cube.columns) - 1] = True
        lines.append(mask)
        sums.append(found.whole)
    assert [int(cube.counts[line].sum()) for line in lines] == sums  # nothing shown is untrue
    return possible_sums(cube, lines, wanted)


cells = st.one_of(st.integers(0, 12), st.integers(0, 90))
cubes = st.lists(
    st.lists(st.lists(cells, min_size=2, max_size=2), min_size=3, max_size=3),
    min_size=3,
    max_size=3,
)


@settings(max_examples=20, deadline=None)
@given(cubes)
def test_no_small_number_comes_closer_than_it_was_or_than_the_threshold(counts):
    cube = cube_of(counts)
    beside = by_way(cube)
    found = publish(cube, beside)

    small = [
        cube.where(row, column, layer)
        for row in range(3)
        for column in range(3)
        for layer in (None, 0, 1)
        if cube.sum_of(cube.where(row, column, layer)) < T
    ]
    for (sex, age), n in found.cells.items():
        at = SEXES.index(sex), AGES.index(age)
        assert n == SUPPRESSED or n == cube.sum_of(cube.where(*at)) >= T
    hidden = [
        cube.where(row, layer=layer)
        for row, sex in enumerate(SEXES)
        for layer, way in enumerate(WAYS)
        if beside.cell(sex, way) == SUPPRESSED
    ]
    for mask in small + hidden:
        without = bounds(cube, beside, None, mask)
        with_it = bounds(cube, beside, found, mask)
        wanted = min(T, without[1] - without[0])
        assert with_it[1] - with_it[0] >= wanted - 1e-6


def test_a_table_of_other_rows_is_a_mistake():
    other = suppress_table(("a", "b"), WAYS, [(50, 50), (50, 50)], T, by_ward=False)
    with pytest.raises(ValueError, match="not in"):
        publish(cube_of(even()), other)
