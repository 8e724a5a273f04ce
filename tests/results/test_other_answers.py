"""What reports and files say of numbers, dates, a few of a list, and orders."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from polls.models import Wave
from results.answers import read_answers
from results.counts import count_answers
from results.exports.about_people import CAME
from results.exports.pseudonymous import people_table
from results.exports.tables import codebook
from results.questionnaire_report import build_questionnaire_report
from tests.panel.factories import make_ward
from tests.polls.factories import make_questionnaire
from tests.polls.test_more_item_types import a_date, a_number, an_order, top
from tests.polls.test_places import a_place
from tests.results.factories import answer_all, publish
from tests.results.test_exports import cells_of_csv, export
from tests.results.test_pages import address, text_of

pytestmark = pytest.mark.django_db
T = 10


def asked(item, values, *, threshold=T):
    """Return the page of one item, and its report after people gave these values."""
    item.code = "q"
    now = timezone.now()
    page = make_questionnaire(
        [item], opens_at=now - dt.timedelta(days=9), closes_at=now - dt.timedelta(days=1)
    )
    options = {option.label: option for option in page.items.get().options.all()}
    rows = [value(options) if callable(value) else value for value in values]
    answer_all(page, [(None, "", {Wave.ONLY: {"q": row}}) for row in rows])
    report = build_questionnaire_report(poll=page, counts=count_answers(page), threshold=threshold)
    return page, report.questions[0]


def chose(*labels):
    return lambda options: [options[label] for label in labels]


def ranked(*labels):
    return lambda options: {options[label]: at for at, label in enumerate(labels, 1)}


def counts(question):
    return {answer.label: answer.count for answer in question.answers}


def values(question):
    return [measure.value for measure in question.measures]


MINUTES = [Decimal(n) for n in (5, 5, 10, 10, 15, 15, 20, 20, 30, 30, 45, 60)]


def test_numbers_have_quartiles_median_and_mean_but_no_extremes(client):
    page, question = asked(a_number(), [*MINUTES, *["-8"] * 12])
    assert counts(question) == {"number": 12, "unsure": 12}
    assert question.n == 24
    assert values(question) == [10, 17.5, 30, pytest.approx(22.0833333)]
    shown = text_of(client.get(address(publish(page))))
    assert "Median: half gave this or less 17.5 minutes" in shown
    assert "Mean 22.08 minutes" in shown
    assert "60 minutes" not in shown


def test_few_who_did_not_know_hide_how_many_gave_a_number():
    _page, question = asked(a_number(), [*MINUTES, "-8", "-8"])
    assert counts(question) == {"number": "c", "unsure": "c"}
    assert question.n == 14
    assert question.hides


def test_numbers_of_few_are_kept_back():
    _page, question = asked(a_number(has_dont_know=False), MINUTES[:9])
    assert (question.n, counts(question)) == ("c", {"number": "c"})
    assert set(values(question)) == {"c"}


def test_dates_are_counted_by_month_and_few_peoples_are_not_named(client):
    days = [dt.date(2026, 3, n) for n in range(1, 16)] + [dt.date(2026, 1, 2)] * 20
    page, question = asked(a_date(), [*days, *[dt.date(2025, 9, 9)] * 2, *["-8"] * 10])
    assert counts(question) == {"January 2026": 20, "other dates": 17, "unsure": 10}
    shown = text_of(client.get(address(publish(page))))
    assert "January 2026" in shown
    assert "Dates that few people gave, together" in shown
    assert "September" not in shown


def test_dates_far_apart_are_counted_by_year():
    days = [dt.date(1990, 3, n) for n in range(1, 16)] + [dt.date(2026, 1, 2)] * 20
    _page, question = asked(a_date(has_dont_know=False), days)
    assert counts(question) == {"1990": 15, "2026": 20}


def test_a_few_of_a_list_hide_each_other(client):
    rows = [chose("Trees", "Buses")] * 30 + [chose("Trees", "Pools")] * 20
    page, question = asked(top(2), [*rows, *[chose("Shops")] * 4])
    assert counts(question) == {"Trees": "c", "Buses": 30, "Shops": "c", "Pools": 20}
    shown = text_of(client.get(address(publish(page))))
    assert "They could choose up to 2 answers" in shown


def test_orders_have_first_places_and_points(client):
    rows = [ranked("Trees", "Buses", "Shops")] * 30 + [ranked("Buses", "Shops", "Trees")] * 20
    page, question = asked(an_order(has_dont_know=False), rows)
    assert counts(question) == {"Trees": 30, "Buses": 20, "Shops": 0}
    assert values(question) == [pytest.approx(2.2), pytest.approx(2.4), pytest.approx(1.4)]
    shown = text_of(client.get(address(publish(page))))
    assert "Points: 3 for a first place" in shown
    assert "Buses 2.4" in shown


def test_points_go_with_hidden_first_places():
    rows = [ranked("Trees", "Buses", "Shops")] * 30 + [ranked("Buses", "Shops", "Trees")] * 4
    _page, question = asked(an_order(has_dont_know=False), rows)
    assert counts(question) == {"Trees": "c", "Buses": "c", "Shops": 0}
    assert values(question)[:2] == ["c", "c"]


def test_the_public_file_has_a_row_for_each_figure():
    page, _question = asked(a_number(), [*MINUTES, *["-8"] * 12])
    head, *rows = cells_of_csv(export(page, "public", "csv").files["data.csv"])
    assert head[-1] == "value"
    assert [row[3:] for row in rows][:2] == [["12", "50.0", "24", ""]] * 2
    assert [float(row[6]) for row in rows[2:]] == [10, 17.5, 30, 22.08]
    assert {row[3] for row in rows[2:]} == {""}


def test_analysts_get_numbers_dates_and_places():
    items = [
        a_number(code="way", has_decimals=True),
        a_date(code="moved"),
        an_order(code="first", most=2),
    ]
    page = make_questionnaire(items)
    options = list(page.items.get(code="first").options.all())
    given = {"way": Decimal("2.50"), "moved": dt.date(2026, 3, 1)}
    answer_all(
        page,
        [
            (None, "", {Wave.ONLY: given | {"first": {options[2]: 1, options[0]: 2}}}),
            (None, "", {Wave.ONLY: {"way": "-8", "moved": "-6", "first": "-8"}}),
        ],
    )
    table = people_table(page, read_answers(page), {})
    names = [column.name for column in table.columns][3 : -len(CAME) - 1]
    assert names == ["way", "moved", "first_1", "first_2", "first_3"]
    rows = sorted((row[3 : -len(CAME) - 1] for row in table.rows), key=str)
    assert rows == [(-8, -6, -8, -8, -8), (2.5, "2026-03-01", 2, 0, 1)]
    told = {row[0]: row for row in codebook(table).rows}
    assert "in minutes" in told["way"][1]
    assert "YYYY-MM-DD" in told["moved"][1]
    assert "no place" in told["first_1"][5]


def test_places_are_counted_by_ward_and_few_peoples_are_not_named(client):
    wards = [make_ward(name=name) for name in ("Easton", "Ashley", "Cotham")]
    people = [*[wards[0]] * 20, *[wards[1]] * 15, *[wards[2]] * 2, *["-8"] * 10]
    page, question = asked(a_place(), people)
    assert counts(question) == {"Easton": 20, "other wards": 17, "unsure": 10}
    shown = text_of(client.get(address(publish(page))))
    assert "Wards that few people named, together" in shown
    table = people_table(page, read_answers(page), {})
    assert {row[3] for row in table.rows} == {-8, *(ward.code for ward in wards)}
    _page, question = asked(a_place(sensitivity="sensitive"), people)
    assert counts(question) == {"other wards": 37, "unsure": 10}
