"""What people knew before and after: known answers."""

import pytest

from analysis.knowledge import compare_index, index_of, item_known

RIGHT = {f"K{n}": "a" for n in range(6)}


def with_right(count):
    return {f"K{n}": "a" if n < count else ("b" if n % 2 else "") for n in range(6)}


def test_an_index_of_six_items():
    before = [index_of(with_right(n), RIGHT) for n in (2, 3, 1, 4, 2, 3, 0, 2)]
    after = [index_of(with_right(n), RIGHT) for n in (4, 5, 3, 5, 4, 4, 2, 3)]
    found = compare_index(before, after)
    assert found.before.mean == pytest.approx(0.354, abs=5e-4)
    assert found.after.mean == pytest.approx(0.625)
    assert found.t == pytest.approx(8.881, abs=5e-4)
    assert found.df == 7
    assert found.p == pytest.approx(0.0000465, abs=5e-8)


def test_not_knowing_is_wrong_and_is_counted_apart():
    found = item_known("a", ["a", "", "b", None, "a"], ["a", "a", "", "a", "b"])
    assert (found.unsure_before, found.unsure_after) == (1, 1)
    assert found.change.n == 4  # who did not answer at both times is not of the pairs
    assert (found.change.share_before, found.change.share_after) == (0.5, 0.5)
    assert (found.change.yes_then_no, found.change.no_then_yes) == (1, 1)


def test_who_answered_nothing_has_no_index():
    assert index_of({}, RIGHT) is None
    assert index_of({"K0": ""}, RIGHT) == 0
    with pytest.raises(ValueError, match="no index"):
        index_of({"K0": "a"}, {})
