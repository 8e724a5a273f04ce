"""What differs only in case, space and punctuation is the same; all else is not."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.campaigns import fold, same_words

pytestmark = pytest.mark.once
LOOSE = st.text(string.whitespace + string.punctuation + "“”’–…\u00a0\u200b", max_size=4)


@pytest.mark.parametrize(
    ("one", "other", "are_same"),
    [
        ("Save our library!", "save  OUR\nlibrary", True),
        ("Don’t close it.", "dont close it", True),
        ("Straße", "STRASSE", True),
        ("the oﬃce", "the office", True),
        ("Close 1 road", "Close 2 roads", False),
        ("Save our library", "Save our libraries", False),
        ("café", "cafe", False),
    ],
)
def test_known_pairs(one, other, are_same):
    assert (fold(one) == fold(other)) is are_same


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.text(string.ascii_letters, min_size=1), min_size=1), st.data())
def test_no_punctuation_space_or_case_makes_a_difference(words, data):
    loose = "".join(data.draw(LOOSE) + word.swapcase() for word in words) + data.draw(LOOSE)
    assert fold(loose) == fold("".join(words))


@given(st.lists(st.sampled_from(["a", "A ", "b", "c!", "?", ""])), st.integers(2, 5))
def test_every_group_is_large_enough_and_nobody_is_in_two(texts, fewest):
    groups = same_words(dict(enumerate(texts)), fewest)
    members = [who for group in groups for who in group.members]
    assert len(members) == len(set(members))
    assert all(len(group) >= fewest for group in groups)
    assert [len(group) for group in groups] == sorted(map(len, groups), reverse=True)
    for letter in "abc":
        n = sum(fold(text) == letter for text in texts)
        assert sum(fold(texts[who]) == letter for who in members) == (n if n >= fewest else 0)


def test_four_are_no_campaign_and_five_are():
    four = dict.fromkeys("abcd", "Save our library!") | {"x": "No.", "y": "...", "z": "..."}
    assert same_words(four) == []
    (group,) = same_words(four | {"e": " save our LIBRARY "})
    assert group.members == ("a", "b", "c", "d", "e")
    assert group.words == "saveourlibrary"
    with pytest.raises(ValueError, match="no group"):
        same_words(four, 1)
