"""The report of a poll with a comparison group: known answers, each arm by itself."""

import csv
import io

import pytest
import scipy
from django.urls import reverse

from polls.models import AssignedPlace, Assignment
from polls.models.assignment import CONTROL, TREATMENT
from results.exports.making import make_export
from results.report.freezing import work_out
from results.report.words import limit_in_words
from results.reports import report_of
from tests.panel.factories import make_council, make_ward
from tests.polls.factories import a_scale, make_poll
from tests.results.factories import answer_all, both, publish

pytestmark = pytest.mark.django_db
TREATED = ((7, 8), (6, 8), (8, 9), (7, 7), (3, 4), (4, 5), (5, 5), (2, 4))
COMPARED = ((5, 5), (6, 6), (4, 5), (7, 7), (5, 4), (3, 3), (6, 6), (4, 5))


@pytest.fixture(autouse=True)
def council():
    return make_council()


def make_compared_poll(times=1, treated=TREATED, compared=COMPARED):
    """Return E3.7 and E3.8 as one poll, each person taken some times over."""
    poll = make_poll("closed", [a_scale(1, code="q")], control_percent=50)
    ward = make_ward()
    draw = Assignment.objects.create(
        poll=poll, kind="arms", text='{"asked":{"percent":50}}', sha256="0" * 64
    )
    for number, pairs in ((TREATMENT, treated), (CONTROL, compared)):
        keys = set(poll.responses.values_list("key", flat=True))
        people = [(before, after) for before, after in pairs for _time in range(times)]
        answer_all(poll, [(ward, "25-34", both({"q": b}, {"q": a})) for b, a in people])
        new = set(poll.responses.values_list("key", flat=True)) - keys
        AssignedPlace.objects.bulk_create(
            [AssignedPlace(assignment=draw, key=key, number=number) for key in sorted(new)]
        )
    return poll


def test_difference_in_change_is_welch_of_the_changes():
    """E3.8 with each person twice: the same means, and what scipy's own Welch test says of them.

    E3.8 itself, to its last digit, is in tests/analysis/test_arms.py: eight people of an arm are
    too few to be shown.
    """
    changes = [
        [after - before for before, after in pairs for _twice in range(2)]
        for pairs in (TREATED, COMPARED)
    ]
    welch = scipy.stats.ttest_ind(*changes, equal_var=False)
    ends = welch.confidence_interval(0.95)

    figures = work_out(make_compared_poll(times=2)).figures

    [row] = figures["arms"]["items"]
    assert (row["treatment_change"], row["control_change"]) == (1.0, 0.125)
    assert row["difference"] == 0.875
    assert (row["treatment_n"], row["control_n"]) == (16, 16)
    found = row["t"], row["df"], row["p_exact"], *row["interval"]
    assert found == pytest.approx((3.6556, 29.2176, 0.0010, 0.3856, 1.3644), abs=5e-5)
    assert found == pytest.approx((welch.statistic, welch.df, welch.pvalue, *ends), rel=1e-8)
    assert row["p"] == "0.001"
    assert figures["arms"]["retention"]["control"]["share"] == 1
    assert not any(limit["code"] == "no_control" for limit in figures["limits"])


def test_everything_else_is_about_those_who_deliberated():
    poll = make_compared_poll(times=2)

    figures, short = work_out(poll).figures, report_of(poll)

    assert figures["items"][0]["n"] == short.item("q").n_pairs == 16
    assert figures["items"][0]["change"] == short.item("q").change == 1.0
    steps = {row["step"]: row["n"] for row in figures["flow"]}
    assert (steps["before"], steps["treatment"], steps["control"], steps["both"]) == (
        32,
        16,
        16,
        16,
    )


def test_an_arm_of_few_is_not_shown():
    poll = make_compared_poll(times=2, compared=COMPARED[:4])

    figures = work_out(poll).figures

    assert figures["arms"]["items"] == [
        {"code": "q", "wording": figures["items"][0]["wording"], "n": "c", "p_holm": ""}
    ]
    assert any("too small" in limit_in_words(limit) for limit in figures["limits"])


def test_page_and_files_say_which_arm(client):
    poll = publish(make_compared_poll(times=2))

    page = client.get(reverse("results:report", args=[poll.pk])).content.decode()
    short = client.get(reverse("results:poll", args=[poll.pk])).content.decode()
    made = make_export(
        poll=poll, audience="pseudonymous", format="csv", purpose="A test", by_words="a test"
    )

    assert "Comparison group" in page
    assert "+0.88" in page
    for text in (page, short, made.files["README.txt"].decode()):
        assert "There was no comparison group" not in text
    rows = csv.DictReader(io.StringIO(made.files["data.csv"].decode("utf-8-sig")))
    assert sorted(row["arm"] for row in rows) == ["0"] * 16 + ["1"] * 16
