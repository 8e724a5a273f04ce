import subprocess
from hashlib import sha256
from random import Random

import pytest
from hypothesis import given, settings

from analysis.sortition.drawing import draw_number
from analysis.sortition.feasibility import examine
from analysis.sortition.lottery import find_lottery
from analysis.sortition.public import (
    count_appearances,
    read_number,
    read_panels,
    round_lottery,
    sha256_of,
    text_of,
    verify,
)

from .pools import make_pool, make_selection, small_selections, toy


@pytest.fixture(scope="module")
def published():
    return round_lottery(find_lottery(toy()).panels)


def test_the_list_has_a_thousand_panels_and_keeps_everybodys_chance(published):
    assert len(published.panels) == 1000
    assert count_appearances(published.panels) == {
        **{f"w{n}": 250 for n in range(1, 9)},
        "m1": 1000,
        "m2": 1000,
    }
    assert published.largest_deviation == pytest.approx(0)
    assert published.probability_of("w3") == 0.25


def test_thirds_cannot_be_kept_exactly_and_the_list_says_by_how_much():
    published = round_lottery(find_lottery(make_selection(make_pool(woman=3), 1)).panels)

    assert sorted(count_appearances(published.panels).values()) == [333, 333, 334]
    assert published.largest_deviation == pytest.approx(334 / 1000 - 1 / 3)


def test_nobody_in_the_scottish_pool_moves_by_more_than_three_in_a_thousand(scotland):
    _selection, lottery = scotland

    published = round_lottery(lottery.panels)

    moved = {
        person: abs(published.probability_of(person) - chance)
        for person, chance in lottery.probabilities.items()
    }
    assert published.largest_deviation == pytest.approx(max(moved.values()))
    assert published.largest_deviation < 0.003
    assert set(published.panels) <= set(lottery.panels)


@given(small_selections())
@settings(max_examples=30, deadline=None)
def test_rounding_moves_nobody_far_and_invents_no_panel(selection):
    if examine(selection).is_feasible:
        lottery = find_lottery(selection)

        published = round_lottery(lottery.panels)

        assert len(published.panels) == 1000
        assert set(published.panels) <= set(lottery.panels)
        for person, chance in lottery.probabilities.items():
            assert abs(published.probability_of(person) - chance) <= 0.002


def test_the_text_is_a_line_for_each_number(published):
    lines = published.text.splitlines()

    assert lines[7].split("\t") == ["007", *published.panels[7]]
    assert (lines[0][:4], lines[999][:4], published.text[-1]) == ("000\t", "999\t", "\n")


def test_the_hash_is_the_one_that_sha256sum_prints(published, tmp_path):
    file = tmp_path / "panels.txt"
    file.write_bytes(published.text.encode())

    printed = subprocess.run(["sha256sum", file], capture_output=True, text=True, check=True)

    assert printed.stdout.split()[0] == published.sha256


def test_whoever_has_list_hash_and_number_finds_the_panel(published):
    assert verify(published.text, published.sha256, "007") == published.panels[7]
    assert verify(published.text, published.sha256.upper() + "\n", "999") == published.panels[999]


def test_one_exchanged_id_is_noticed(published):
    at = published.text.index("w")
    forged = published.text[:at] + "v" + published.text[at + 1 :]

    with pytest.raises(ValueError, match="not the list that was published"):
        verify(forged, published.sha256, "000")


@pytest.mark.parametrize("number", ["7", "07", "1000", "-01", "0 1", "abc", "", "٠٠٧", "0.5"])
def test_a_public_number_is_three_digits(number):
    with pytest.raises(ValueError, match="three digits"):
        read_number(number)


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda text: text[:-1], "each ended by a line feed"),
        (lambda text: text + text[:9] + "\n", "1,000 lines"),
        (lambda text: text.replace("\n001\t", "\n002\t"), "Line 2 does not begin with 001"),
        (lambda text: text.replace("002\tm1\tm2", "002\tm2\tm1"), "Line 3 does not hold ids in"),
        (lambda text: text.replace("002\tm1\tm2", "002\tm1\tm1"), "Line 3 does not hold ids in"),
        (lambda text: text.replace("002\tm1\t", "002\t"), "not all of one size"),
    ],
)
def test_a_list_that_is_not_a_thousand_panels_does_not_verify(published, spoil, fault):
    spoilt = spoil(published.text)

    with pytest.raises(ValueError, match=fault):
        verify(spoilt, sha256(spoilt.encode()).hexdigest(), "000")


def test_reading_undoes_writing(published):
    assert read_panels(published.text) == published.panels
    assert sha256_of(text_of(published.panels)) == published.sha256


@pytest.mark.parametrize("person", ["", "a\tb", "a\nb", " a", "a\u200b", "\ud800"])
def test_ids_that_would_break_the_list_are_refused(person):
    with pytest.raises(ValueError, match="cannot stand in a public list"):
        text_of([(person,)])


@pytest.mark.parametrize("panels", [{}, {("a",): 0.5}, {("a",): 1.5, ("b",): -0.5}])
def test_what_is_no_lottery_is_not_rounded(panels):
    with pytest.raises(ValueError, match="sum to 1"):
        round_lottery(panels)


def test_a_number_drawn_is_one_that_can_be_read():
    numbers = [draw_number(Random(seed)) for seed in range(300)]

    assert {len(number) for number in numbers} == {3}
    assert min(numbers) < "100" and max(numbers) > "900"
    assert all(0 <= read_number(number) <= 999 for number in numbers)
