"""The control arm: its size, its share of each stratum, and the same chance for all."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.assignment import draw_control

PEOPLE = st.lists(st.sampled_from("xyz"), max_size=60).map(
    lambda strata: {f"p{number}": stratum for number, stratum in enumerate(strata)}
)


@given(PEOPLE, st.integers(0, 100), st.integers(0, 9999))
def test_every_stratum_gives_its_share_rounded_up_or_down(strata, percent, seed):
    control = draw_control(strata, percent, Random(seed))

    size = len(control)
    assert abs(size - len(strata) * percent / 100) <= 0.5
    for stratum, people in Counter(strata.values()).items():
        taken = sum(strata[person] == stratum for person in control)
        assert abs(taken - people * size / len(strata)) < 1 + 1e-9


def test_order_makes_no_difference():
    strata = {f"p{n}": n % 4 for n in range(50)}

    assert draw_control(strata, 30, Random(1)) == draw_control(
        dict(reversed(strata.items())), 30, Random(1)
    )


def test_everybody_has_the_same_chance():
    strata = {f"p{n}": "few" if n < 3 else "many" for n in range(10)}
    times = Counter(
        person for seed in range(4000) for person in draw_control(strata, 30, Random(seed))
    )

    assert set(times) == set(strata)
    assert all(abs(n / 4000 - 0.3) < 0.035 for n in times.values())


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_share_beyond_all_is_refused(percent):
    with pytest.raises(ValueError, match="per cent"):
        draw_control({"a": 1}, percent, Random(1))
