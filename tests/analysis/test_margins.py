from fractions import Fraction

import pytest

from analysis.margins import MarginsDisagree, to_common_total

AGE = {"under 16": 87_000, "16 and over": 385_461}
SEX = {"female": 237_948, "male": 234_525}  # Bristol, Census 2021: 12 more than by age


def test_margins_that_differ_by_rounding_get_one_total_and_it_is_said():
    found = to_common_total({"age": AGE, "sex": SEX})

    assert found.total == 472_461
    assert [sum(margin.values()) for margin in found.margins.values()] == [472_461, 472_461]
    assert found.margins["age"] == AGE
    assert found.margins["sex"]["male"] == Fraction(234_525 * 472_461, 472_473)
    assert [(one.variable, one.total, one.people) for one in found.rescaled] == [
        ("sex", 472_473, -12)
    ]


def test_the_common_total_may_be_that_of_another_variable():
    found = to_common_total({"age": AGE, "sex": SEX}, total_of="sex")

    assert [(one.variable, one.people) for one in found.rescaled] == [("age", 12)]


def test_equal_totals_are_left_alone():
    found = to_common_total({"a": {"x": 3, "y": 4}, "b": {"z": 7}})

    assert (found.rescaled, found.total) == ((), 7)


def test_in_a_small_place_one_person_a_cell_is_rounding():
    cells = {"x": 80, "y": 82, "z": 0}

    assert to_common_total({"a": cells, "b": {"all": 165}}).rescaled[0].people == -3
    with pytest.raises(MarginsDisagree):
        to_common_total({"a": cells, "b": {"all": 166}})


def test_margins_of_different_people_are_refused_in_words():
    with pytest.raises(MarginsDisagree) as refused:
        to_common_total({"sex": SEX, "age": {**AGE, "16 and over": 378_461}})

    assert str(refused.value) == (
        "sex adds up to 472,473 people and age to 465,461. They are 7,012 apart, and rounding "
        "explains 236 at most. These are not margins of the same population."
    )


@pytest.mark.parametrize("margins", [{}, {"a": {"x": 0}}, {"a": {"x": -1, "y": 5}}])
def test_what_is_no_margin_is_refused(margins):
    with pytest.raises(ValueError):
        to_common_total(margins)
