"""People are dealt into groups alike in size and make-up, by chance and nothing else."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.small_groups import Participant, deal, group_sizes


@pytest.mark.parametrize(
    ("people", "sizes"),
    [
        (96, [12] * 8),
        (100, [12] + [11] * 8),
        (37, [10, 9, 9, 9]),
        (13, [13]),
        (5, [5]),
        (0, []),
    ],
)
def test_sizes_of_groups(people, sizes):
    assert group_sizes(people) == sizes


@given(st.integers(16, 2000))
def test_sizes_differ_by_one_at_most_and_stay_between_eight_and_fifteen(people):
    sizes = group_sizes(people)
    assert sum(sizes) == people
    assert max(sizes) - min(sizes) <= 1
    assert 8 <= min(sizes) <= max(sizes) <= 15


def pool(n, *, households=False):
    return [
        Participant(
            id=f"P{place:03}",
            values=(f"ward {place % 7}", ("young", "old", "oldest")[place % 3]),
            household=f"H{place // 2}" if households else "",
        )
        for place in range(n)
    ]


@pytest.mark.parametrize("seed", range(5))
def test_each_value_is_spread_over_the_groups(seed):
    people = pool(100, households=True)
    found = deal(people, Random(seed))
    assert [len(group) for group in found.groups] == [12] + [11] * 8
    assert found.unevenness == 0
    by_id = {person.id: person for person in people}
    for variable in (0, 1):
        for value in {person.values[variable] for person in people}:
            counts = [
                sum(by_id[one].values[variable] == value for one in group) for group in found.groups
            ]
            assert max(counts) - min(counts) <= 1
    for group in found.groups:
        assert max(Counter(by_id[one].household for one in group).values()) == 1


def test_the_same_chance_gives_the_same_groups_in_whatever_order_people_come():
    people = pool(60)
    shuffled = people[:]
    Random(3).shuffle(shuffled)
    assert deal(people, Random(1)) == deal(shuffled, Random(1))
    assert deal(people, Random(1)) != deal(people, Random(2))


def test_everybody_is_as_likely_to_sit_with_anybody():
    """Over many deals a person meets each of the others about as often: 11 of 23 times in 600."""
    met = Counter()
    people = [Participant(f"P{place:02}") for place in range(24)]
    for seed in range(600):
        together = next(g for g in deal(people, Random(seed)).groups if "P00" in g)
        met.update(set(together) - {"P00"})
    expected = 600 * 11 / 23
    assert sum((met[p.id] - expected) ** 2 / expected for p in people[1:]) < 45  # chi-square, 22 df


def test_a_household_larger_than_the_groups_is_told_of():
    people = [Participant(f"P{place}", household="one house") for place in range(20)]
    assert deal(people, Random(1)).unevenness > 0


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 30)),
        min_size=1,
        max_size=60,
    ),
    st.integers(0, 2**32),
)
def test_everybody_sits_once_and_what_is_uneven_is_counted(rows, seed):
    people = [
        Participant(f"P{place}", (ward, age), f"H{house}" if house else "")
        for place, (ward, age, house) in enumerate(rows)
    ]
    found = deal(people, Random(seed))
    assert sorted(one for group in found.groups for one in group) == sorted(p.id for p in people)
    assert [len(group) for group in found.groups] == group_sizes(len(people))
    assert found.unevenness >= 0


def test_two_people_of_one_id_are_refused():
    with pytest.raises(ValueError, match="same id"):
        deal([Participant("A"), Participant("A")], Random(1))
