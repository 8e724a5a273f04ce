"""Signs that answers were sent twice."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.doubles import Sent, Sign, find_doubles, folded

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def sent(number, minute=0, network="", browser="", said=""):
    at = NOON + dt.timedelta(minutes=minute)
    return Sent(f"r{number:02}", at, network, browser, said or f"said {number}")


def test_responses_that_share_a_browser_or_a_network_go_together():
    rows = [
        sent(1, network="library", browser="a"),
        sent(2, network="library", browser="b"),
        sent(3, network="library", browser="a"),
        sent(4, network="a home"),
        sent(5, network="a home"),
        sent(6),
        sent(7),
        sent(8),
    ]
    assert [(group.sign, group.ids) for group in find_doubles(rows)] == [
        (Sign.BROWSER, ("r01", "r03")),
        (Sign.NETWORK, ("r01", "r02", "r03")),  # two of a household are no sign
    ]


def test_a_burst_is_five_alike_each_within_ten_minutes_of_the_one_before():
    alike = [sent(n, minute=10 * n, said="yes") for n in range(5)]
    between = [sent(20 + n, minute=7 * n, said="no") for n in range(4)]
    later = sent(9, minute=51, said="yes")

    (burst,) = find_doubles([later, *between, *reversed(alike)])

    assert (burst.sign, burst.ids) == (Sign.BURST, ("r00", "r01", "r02", "r03", "r04"))
    assert not find_doubles([*alike[:2], *alike[3:], later])


def test_words_are_alike_whatever_their_capitals_spaces_and_stops():
    assert folded(" Keep  the PARK, please! ") == folded("keep the park please")
    assert folded("Keep the park") != folded("Keep the pork")


places = st.sampled_from(["", "a", "b"])
rows_sent = st.lists(
    st.tuples(st.integers(0, 90), places, places, st.sampled_from("xyz")), max_size=20
)


@given(rows_sent)
@settings(max_examples=40)
def test_each_response_is_in_one_group_of_a_sign_at_most(rows):
    all_sent = [sent(number, *row) for number, row in enumerate(rows)]
    groups = find_doubles(all_sent)
    for sign in Sign:
        ids = [one for group in groups if group.sign == sign for one in group.ids]
        assert len(ids) == len(set(ids))
    assert groups == find_doubles(reversed(all_sent))
    assert all(group.ids for group in groups)
