"""Pearson's chi-square beside published tables."""

import pytest

from analysis.categories import association


def test_textbook_table():
    """Agresti (2018), table 2.5: party by gender, 762/327/468 and 484/239/477."""
    found = association([[762, 484], [327, 239], [468, 477]])

    assert found.chi_square == pytest.approx(30.0701, abs=1e-4)
    assert (found.df, found.p) == (2, pytest.approx(2.954e-7, abs=1e-10))
    assert found.lowest_expected > 200


def test_rows_and_columns_of_nobody_say_nothing():
    assert association([[762, 0, 484], [0, 0, 0], [327, 0, 239], [468, 0, 477]]) == association(
        [[762, 484], [327, 239], [468, 477]]
    )


@pytest.mark.parametrize("counts", [[[3, 4]], [[3, 0], [5, 0]], [[0, 0], [0, 0]]])
def test_one_row_or_column_cannot_be_tested(counts):
    assert association(counts) is None


@pytest.mark.parametrize("counts", [[3, 4], [[3, -1], [2, 2]]])
def test_what_is_no_table_of_counts_is_refused(counts):
    with pytest.raises(ValueError, match="Counts stand"):
        association(counts)
