"""Ranking the questions of a group: Borda's points over three places."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.group_ranking import ranked


def test_points_then_first_places_then_who_was_earlier():
    assert ranked("abc", ["ab", "ba", "b"]) == ["b", "a"]  # 8 and 5 points; nobody wants c
    assert ranked("abcd", ["abc", "dcb", "cba"]) == ["c", "b", "a", "d"]  # 6, 5, 4, 3
    assert ranked("abc", ["ac", "ca", "b"]) == ["a", "c", "b"]  # 5 and 5: the earlier first
    assert ranked("abc", ["ab", "cb", "cb"]) == ["c", "b", "a"]  # 6 and 6: more first places


def test_what_was_removed_gives_its_place_to_the_next():
    assert ranked("bc", ["abc", "acb"]) == ["b", "c"]
    assert ranked("", ["a"]) == []


def test_nobody_ranks_a_question_twice():
    with pytest.raises(ValueError, match="once"):
        ranked("ab", ["aa"])


@given(st.lists(st.sampled_from(list(permutations("abcde", 3))), max_size=12))
def test_order_of_the_members_makes_no_difference(rankings):
    found = ranked("abcde", rankings)
    assert found == ranked("abcde", rankings[::-1])
    assert set(found) == {one for ranking in rankings for one in ranking}
