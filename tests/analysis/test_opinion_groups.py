"""Opinion groups, on published conversations of Pol.is and on people made up to be divided."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.opinion_groups import (
    AGREE,
    DISAGREE,
    IN_NO_GROUP,
    adjusted_rand_index,
    consensus,
    divide,
    divisions,
    find_groups,
    leanings,
    shared_by_all,
    tallies,
)
from tests.polis import SHIPPED, Conversation

# How near our groups come to the published ones, of 1: what was reached, rounded down. No source
# asks for these figures; they guard against getting worse, and prove nothing else. A page draws
# people with seven votes, in the number of groups that fits; two published divisions are of other
# people or of other statements (decision 0036), and `make bench` says how far those are.
AS_DRAWN = {
    "15-per-hour-seattle": 0.94,
    "brexit-consensus": 0.87,
    "canadian-electoral-reform": 1.0,
    "vtaiwan.uberx": 0.71,
}
# The people whom Pol.is placed, by the statements that it used, in as many groups.
ALIKE = {
    "15-per-hour-seattle": 0.94,
    "brexit-consensus": 0.88,
    "canadian-electoral-reform": 1.0,
    "london.youth.policing": 1.0,
    "scoop-hivemind.affordable-housing": 0.74,
    "vtaiwan.uberx": 0.71,
}
VOTES = {  # given, and final: the counts in the README of the reference files
    "15-per-hour-seattle": (2_995, 2_872),
    "brexit-consensus": (5_312, 5_303),
    "canadian-electoral-reform": (12_018, 11_950),
    "london.youth.policing": (640, 638),
    "scoop-hivemind.affordable-housing": (15_076, 14_995),
    "vtaiwan.uberx": (49_997, 49_443),
}


@pytest.fixture(params=VOTES, ids=str)
def conversation(request):
    if (folder := SHIPPED / request.param).exists():
        return Conversation(folder)
    return Conversation(request.getfixturevalue("shared_data") / "polis" / request.param)


def test_replayed_votes_are_the_final_ones_and_groups_come_near(conversation):
    name, votes = conversation.name, conversation.votes
    assert (len(conversation.events), int((~np.isnan(votes)).sum())) == VOTES[name]
    np.testing.assert_array_equal(votes, conversation.final)
    counted, people = tallies(votes), conversation.people
    assert sum(one.agree for one in counted) == sum(int(row["n-agree"]) for row in people)
    assert sum(one.disagree for one in counted) == sum(int(row["n-disagree"]) for row in people)
    # The file of statements counts every event, also those that people took back.
    events = sum(int(row["agrees"]) + int(row["disagrees"]) for row in conversation.statements)
    assert events > sum(one.agree + one.disagree for one in counted)

    if name in AS_DRAWN:
        found = find_groups(votes, rejected=conversation.rejected)
        assert found.count == 2
        assert conversation.likeness(found.groups) >= AS_DRAWN[name]
    aside = [*conversation.rejected, *conversation.about_people]
    places = find_groups(votes, rejected=aside).places
    assert conversation.likeness(conversation.divided_alike(places)) >= ALIKE[name]


def two_camps(each=30, statements=12, seed=3):
    """Two camps who differ on all statements but the last, with one vote in ten missing."""
    chance = np.random.default_rng(seed)
    side = np.repeat([1.0, -1.0], each)
    votes = np.tile(side[:, None], (1, statements))
    flips = chance.random(votes.shape) < 0.05
    votes[flips] *= -1
    votes[:, -1] = 1
    votes[chance.random(votes.shape) < 0.1] = np.nan
    return votes, (side < 0).astype(int)


def test_two_camps_are_found_and_what_divides_and_unites_them():
    votes, camps = two_camps()
    found = find_groups(votes)
    assert found.sizes == [30, 30]
    assert adjusted_rand_index(found.groups, camps) == 1
    mine = found.groups[0]
    assert {one.vote for one in leanings(votes, found.groups, mine, most=20)} == {AGREE}
    assert {one.vote for one in leanings(votes, found.groups, 1 - mine, most=20)} == {DISAGREE}
    assert 11 not in {one.statement for one in leanings(votes, found.groups, mine, most=20)}
    assert shared_by_all(votes, found.groups) == [(11, AGREE)]
    assert sorted(divisions(votes, found.groups)) == list(range(11))
    agreed = consensus(votes, found.groups)
    assert agreed[AGREE].argmax() == 11 and agreed[AGREE][11] > 0.8
    assert max(agreed[AGREE][:11]) < 0.2 > agreed[DISAGREE][11]


def test_the_compass_tells_everybody_their_own_group_and_none_is_too_small():
    votes, camps = two_camps()
    found = find_groups(votes)
    assert list(found.compass.nearest(votes)) == list(found.groups)
    few = votes[list(range(30)) + list(range(30, 36))]
    assert find_groups(few).sizes == [30, 6]
    assert find_groups(few, fewest_people=10).count <= 2
    assert min(find_groups(few, fewest_people=10).sizes) >= 10


def test_people_are_divided_into_as_many_groups_as_asked_the_clearest_division_first():
    spots = np.repeat([[0.0, 0.0], [9.0, 0.0], [0.0, 30.0]], 20, axis=0)
    places = spots + np.random.default_rng(1).normal(size=spots.shape)
    own = np.repeat([0, 1, 2], 20)
    for count, expected in ((3, own), (2, own == 2)):
        divided = list(divide(places, count))
        means = [mean for _groups, mean in divided]
        assert means == sorted(means, reverse=True)
        assert adjusted_rand_index(divided[0][0], expected.astype(int)) == 1


def test_a_rejected_statement_divides_nobody():
    """One statement alone divides people; then it is taken away."""
    votes = np.ones((40, 8))
    votes[:20, 0] = -1
    assert find_groups(votes).sizes == [20, 20]
    assert find_groups(votes, rejected=[0]).count == 1


def test_consensus_of_known_shares():
    """Two groups, three and one voters: (3 + 1) / (3 + 2) times (1 + 1) / (1 + 2)."""
    votes = np.array([[1.0], [1.0], [1.0], [1.0]])
    agreed = consensus(votes, np.array([0, 0, 0, 1]))
    assert agreed[AGREE] == pytest.approx([4 / 5 * 2 / 3])
    assert agreed[DISAGREE] == pytest.approx([1 / 5 * 1 / 3])


@settings(max_examples=5)
@given(st.permutations(range(60)))
def test_the_order_of_people_decides_nothing(order):
    votes, _camps = two_camps()
    straight, shuffled = find_groups(votes), find_groups(votes[order])
    assert adjusted_rand_index(straight.groups[list(order)], shuffled.groups) == 1


def test_who_voted_on_little_is_in_no_group_but_has_a_place():
    votes, _camps = two_camps()
    votes[0, 3:] = np.nan
    found = find_groups(votes)
    assert found.groups[0] == IN_NO_GROUP
    assert found.places.shape == (60, 2)
    assert not np.isnan(found.places).any()


@pytest.mark.parametrize(
    "votes", [np.zeros((0, 0)), np.full((3, 9), np.nan), np.ones((20, 9)), np.ones((1, 9))]
)
def test_people_who_do_not_differ_are_one_group_or_none(votes):
    found = find_groups(votes)
    assert found.count <= 1
    assert found.silhouette is None


def test_index_of_known_divisions():
    # The worked example in scikit-learn's documentation of adjusted_rand_score.
    one, other = np.array([0, 0, 1, 1]), np.array([0, 0, 1, 2])
    assert adjusted_rand_index(one, other) == pytest.approx(0.5714, abs=1e-4)
    assert adjusted_rand_index(one, 1 - one) == 1
    assert adjusted_rand_index(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])) < 0
    with pytest.raises(ValueError, match="not the same people"):
        adjusted_rand_index(one, other[:2])


def test_a_share_of_few_is_drawn_to_the_middle():
    [tally] = tallies(np.array([[1.0], [1.0], [0.0], [np.nan]]))
    assert (tally.agree, tally.disagree, tally.passed, tally.seen) == (2, 0, 1, 3)
    assert tally.share(AGREE) == 3 / 5
    assert tally.share(DISAGREE) == 1 / 5
