import json
from collections import Counter
from fractions import Fraction
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.apportionment import apportion
from analysis.invitation_sample import ByCompletes, ByRates, BySize, draw_again, draw_invitations

SEED = "0123456789abcdef"


def a_frame(**sizes):
    return {name: [f"{name}{number}" for number in range(n)] for name, n in sizes.items()}


FRAME = a_frame(Ash=92, Birch=74, Cedar=61, Dale=43)
frames = st.dictionaries(
    st.text("abc", min_size=1, max_size=3), st.integers(1, 30), min_size=1, max_size=6
).map(lambda sizes: a_frame(**sizes))
seeds = st.text("0123456789abcdef", min_size=16, max_size=32)


# ---- how many


def test_a_size_is_spread_by_the_largest_remainder():
    sample = draw_invitations(FRAME, BySize(50), seed=SEED)

    assert {stratum.name: stratum.drawn for stratum in sample.strata} == {
        "Ash": 17,
        "Birch": 14,
        "Cedar": 11,
        "Dale": 8,
    }
    assert Counter(member.stratum for member in sample.invited) == {
        "Ash": 17,
        "Birch": 14,
        "Cedar": 11,
        "Dale": 8,
    }


def test_the_weight_undoes_the_chance():
    sample = draw_invitations(FRAME, BySize(50), seed=SEED)
    dale = next(member for member in sample.invited if member.stratum == "Dale")

    assert (dale.probability, dale.design_weight) == (Fraction(8, 43), 5.375)
    assert sum(1 / member.probability for member in sample.invited) == 270


def test_a_target_of_answers_invites_by_the_response_of_each_stratum():
    frame = a_frame(Ash=500, Birch=500)
    sample = draw_invitations(frame, ByCompletes(60, {"Ash": 0.3, "Birch": 0.12}), seed=SEED)

    assert [(s.drawn, s.lacking) for s in sample.strata] == [(100, 0), (250, 0)]


def test_a_target_that_a_stratum_cannot_meet_says_what_will_be_lacking():
    frame = a_frame(Ash=100, Birch=100)
    sample = draw_invitations(frame, ByCompletes(60, {"Ash": 0.5, "Birch": 0.12}), seed=SEED)

    # Thirty are wanted of Birch; a hundred invitations bring twelve.
    assert [(s.drawn, s.lacking) for s in sample.strata] == [(60, 0), (100, 18)]


def test_oversampling_is_by_rate():
    sample = draw_invitations(
        FRAME, ByRates({"Ash": "0.1", "Birch": 0.1, "Cedar": 1, "Dale": 0.5}), seed=SEED
    )

    assert [stratum.drawn for stratum in sample.strata] == [9, 7, 61, 22]
    assert sample.strata[2].probability == 1


def test_those_left_out_are_counted_by_reason():
    sample = draw_invitations(
        FRAME, BySize(50), seed=SEED, excluded={"paused": 12, "invited lately": 3, "lapsed": 0}
    )

    assert sample.excluded == {"invited lately": 3, "paused": 12}
    assert json.loads(sample.text)["inputs"]["excluded"] == sample.excluded


# ---- who


def test_the_first_drawn_are_those_whose_hash_comes_first():
    frame = a_frame(Ash=6)

    def place(id):
        return sha256(f'["{SEED}","Ash","{id}"]'.encode()).hexdigest()

    sample = draw_invitations(frame, BySize(2), seed=SEED)

    assert [member.id for member in sample.invited] == sorted(sorted(frame["Ash"], key=place)[:2])


def test_all_members_of_a_stratum_are_drawn_about_as_often():
    frame = a_frame(Ash=10)
    drawn = Counter(
        member.id
        for number in range(2000)
        for member in draw_invitations(frame, BySize(3), seed=f"{number:016}").invited
    )

    # 600 expected, standard deviation 20.5: five of them either way.
    assert len(drawn) == 10
    assert all(497 < times < 703 for times in drawn.values())


@settings(max_examples=150, deadline=None)
@given(frames, st.integers(1, 180), seeds)
def test_chances_add_up_to_the_sample_and_nobody_is_in_it_twice(frame, size, seed):
    sizes = {name: len(ids) for name, ids in frame.items()}
    everybody = sum(sizes.values())
    size = min(size, everybody)
    if not all(apportion(size, sizes).seats.values()):
        with pytest.raises(ValueError, match="no chance"):
            draw_invitations(frame, BySize(size), seed=seed)
        return
    sample = draw_invitations(frame, BySize(size), seed=seed)
    chances = [s.probability for s in sample.strata for _member in range(s.frame)]
    ids = [member.id for member in sample.invited]

    assert len(chances) == everybody
    assert sum(chances) == size == len(ids) == len(set(ids))
    assert all(0 < chance <= 1 for chance in chances)
    assert all(member.id in frame[member.stratum] for member in sample.invited)


@settings(max_examples=60, deadline=None)
@given(frames, seeds, st.randoms())
def test_the_same_seed_gives_the_same_list_in_whatever_order_the_frame_comes(frame, seed, random):
    names = list(frame)
    random.shuffle(names)
    shuffled = {name: random.sample(frame[name], len(frame[name])) for name in names}
    half = ByRates(dict.fromkeys(frame, Fraction(1, 2)))

    first = draw_invitations(frame, half, seed=seed)
    second = draw_invitations(shuffled, half, seed=seed)

    assert first.invited == second.invited
    assert first.text == second.text


def test_another_seed_gives_another_list():
    first, second = (draw_invitations(FRAME, BySize(50), seed=seed) for seed in (SEED, SEED[::-1]))

    assert first.invited != second.invited


# ---- the text


@pytest.mark.parametrize(
    "allocation",
    [
        BySize(50),
        ByCompletes(20, dict.fromkeys(FRAME, 0.3)),
        ByRates({"Ash": 0.07, "Birch": "1/3", "Cedar": 1, "Dale": 0.5}),
    ],
)
def test_a_stored_text_is_drawn_again_to_the_letter(allocation):
    sample = draw_invitations(FRAME, allocation, seed=SEED, excluded={"paused": 2}, version="1.2")
    again = draw_again(sample.text)

    assert (again.invited, again.text, again.digest) == (
        sample.invited,
        sample.text,
        sample.digest,
    )


def test_the_text_and_its_hash_are_what_they_were():
    sample = draw_invitations({"Ash": ["b", "a", "c"]}, BySize(2), seed=SEED, version="1")

    assert sample.text == (
        '{"form":"folkmoot invitation sample 1","inputs":{"allocation":{"kind":"size","size":2},'
        '"excluded":{},"frame":{"Ash":["a","b","c"]},"seed":"0123456789abcdef"},"result":'
        '{"invited":[["Ash","b","2/3"],["Ash","c","2/3"]],"strata":{"Ash":'
        '{"drawn":2,"frame":3,"lacking":0,"probability":"2/3"}}},"version":"1"}'
    )
    assert sample.digest == sha256(sample.text.encode()).hexdigest()


def test_a_list_that_was_tampered_with_is_not_what_its_inputs_give():
    sample = draw_invitations(FRAME, BySize(50), seed=SEED)
    chosen = {member.id for member in sample.invited}
    drawn = next(member.id for member in sample.invited if member.stratum == "Ash")
    left = next(id for id in FRAME["Ash"] if id not in chosen)
    stored = json.loads(sample.text)
    for row in stored["result"]["invited"]:
        row[1] = left if row[1] == drawn else row[1]

    assert draw_again(json.dumps(stored)).text == sample.text


def test_another_text_is_refused():
    with pytest.raises(ValueError):
        draw_again('{"form":"something else"}')


# ---- refusals


@pytest.mark.parametrize(
    ("frame", "allocation", "says"),
    [
        (FRAME, BySize(271), "271 cannot be invited from a frame of 270."),
        (a_frame(Ash=99, Birch=1), BySize(10), "Nobody would be invited from Birch"),
        (FRAME, ByRates({"Ash": 1}), "There is no rate for Birch, Cedar, Dale."),
        (a_frame(Ash=5), ByRates({"Ash": 0}), "The rate of Ash is 0"),
        (a_frame(Ash=5), ByRates({"Ash": 1.2}), "between 0 and 1"),
        ({"Ash": ["a"], "Birch": ["a"]}, BySize(2), "a is in the frame twice."),
        ({"Ash": ["a", "a"]}, BySize(1), "a is in the frame twice."),
        ({"Ash": []}, BySize(1), "The frame is empty"),
    ],
)
def test_what_would_be_unfair_is_refused_in_words(frame, allocation, says):
    with pytest.raises(ValueError, match=says):
        draw_invitations(frame, allocation, seed=SEED)


def test_a_short_seed_is_refused():
    with pytest.raises(ValueError, match="16 characters"):
        draw_invitations(FRAME, BySize(50), seed="42")
