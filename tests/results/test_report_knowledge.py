"""Questions of knowledge in the report: known answers, and nothing given away too early."""

import pytest
from django.urls import reverse

from analysis.rounding import percent, points
from polls.completeness import faults_of, values_of
from polls.models import Item
from results.report.freezing import work_out
from tests.panel.factories import make_council, make_ward
from tests.polls.factories import a_list, make_member, make_poll
from tests.results.factories import answer_all, both, publish

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def council():
    return make_council()


def a_fact(code, wording="Which share of council homes is heated by gas?"):
    item = a_list("Half", "Nine in ten", "All", code=code, wording=wording)
    options = list(item.options.all())
    options[1].is_right = True
    item.options = options
    return item


def a_poll_of_facts(n=1):
    poll = make_poll("closed", [a_fact(f"k{number}") for number in range(n)])
    right = {item.code: item.options.get(is_right=True) for item in poll.items.all()}
    wrong = {item.code: item.options.filter(is_right=False)[0] for item in poll.items.all()}
    return poll, right, wrong


def test_published_knowledge_item_of_america_in_one_room():
    """E3.5: 107 of 523 right before, 387 after: 20.5%, 74.0%, +53.5 points."""
    poll, right, wrong = a_poll_of_facts()
    ward = make_ward()

    def told(n):
        before = right["k0"] if n < 107 else ("-8" if n < 300 else wrong["k0"])
        return both({"k0": before}, {"k0": right["k0"] if n < 387 else wrong["k0"]})

    answer_all(poll, [(ward, "25-34", told(n)) for n in range(523)])

    [item] = work_out(poll).figures["knowledge"]["items"]

    assert item["n"] == 523
    assert [round(item[name] * 100, 1) for name in ("before", "after", "change")] == [
        20.5,
        74.0,
        53.5,
    ]
    assert (item["p"], item["stars"]) == ("<0.001", "***")
    assert item["unsure_before"] == pytest.approx(193 / 523)
    assert item["right"] == "Nine in ten"


def test_a_change_is_worked_out_before_it_is_rounded(client):
    """E3.5: the 66% and 34% of the press are a fall of 31 points, here as 80 and 42 of 122.

    With one decimal, as in the report, 65.6% and 34.4% are 31.1 apart.
    """
    poll, right, wrong = a_poll_of_facts()
    ward = make_ward()

    def told(n):
        before, after = (right if n < knew else wrong for knew in (80, 42))
        return both(before, after)

    answer_all(poll, [(ward, "25-34", told(n)) for n in range(122)])
    publish(poll)

    [item] = work_out(poll).figures["knowledge"]["items"]
    page = client.get(reverse("results:report", args=[poll.pk])).content.decode()

    assert (percent(item["before"]), percent(item["after"])) == ("66", "34")
    assert points(item["change"]) == "-31"
    for shown in ("65.6%", "34.4%", "−31.1"):
        assert shown in page


def test_index_of_six_items():
    """E3.11, each of the eight people taken ten times, so that they may be shown."""
    poll, right, wrong = a_poll_of_facts(6)
    codes = list(right)

    def answers(count):
        return {code: (right if at < count else wrong)[code] for at, code in enumerate(codes)}

    pairs = zip((2, 3, 1, 4, 2, 3, 0, 2), (4, 5, 3, 5, 4, 4, 2, 3), strict=True)
    rows = [both(answers(first), answers(then)) for first, then in pairs]
    answer_all(poll, [(make_ward(), "25-34", row) for row in rows for _ten in range(10)])

    index = work_out(poll).figures["knowledge"]["index"]

    assert (index["n"], index["questions"]) == (80, 6)
    assert (round(index["before"] * 100, 1), index["after"]) == (35.4, 0.625)
    assert index["p"] == "<0.001"


def test_few_who_knew_are_kept_back():
    poll, right, wrong = a_poll_of_facts()
    rows = [
        both({"k0": right["k0"] if n < 3 else wrong["k0"]}, {"k0": right["k0"]}) for n in range(60)
    ]
    answer_all(poll, [(make_ward(), "25-34", row) for row in rows])

    [item] = work_out(poll).figures["knowledge"]["items"]

    assert set(item) == {"code", "wording", "right", "n", "p_holm"}
    assert (item["n"], item["p_holm"]) == ("c", "")


def test_the_right_answer_is_told_by_the_report_alone(client):
    poll = make_poll("before", [a_fact("k")])
    client.force_login(make_member())

    page = client.get(reverse("polls:question", args=[poll.pk, "before", 1]), follow=True)
    assert b"Nine in ten" in page.content
    assert b"right answer" not in page.content
    assert b"Nine in ten" not in client.get(reverse("results:report", args=[poll.pk])).content

    poll, right, wrong = a_poll_of_facts()
    rows = [
        both({"k0": wrong["k0"]}, {"k0": right["k0"] if n % 2 else wrong["k0"]}) for n in range(60)
    ]
    answer_all(poll, [(make_ward(), "25-34", row) for row in rows])
    publish(poll)
    assert b"the right answer" in client.get(reverse("results:report", args=[poll.pk])).content


@pytest.mark.parametrize(
    ("kind", "right", "background", "fault"),
    [
        ("single", [True, True], False, "Only one of the answers can be the right one."),
        ("multiple", [True, False], False, "none is the right one"),
        ("multiple", [False, False], True, "tells groups apart"),
        ("single", [True, False], True, "tells groups apart"),
    ],
)
def test_what_cannot_be_scored_is_refused(kind, right, background, fault):
    item = Item(kind=kind, wording="Which?", is_background=background)
    options = [{"is_right": one, "is_exclusive": False, "takes_words": False} for one in right]

    found = [words for _field, words in faults_of(values_of(item, "item"), options)]

    assert len(found) == 1
    assert fault in found[0]
