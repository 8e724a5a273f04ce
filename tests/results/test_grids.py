"""What reports and files say of the rows of a grid."""

import datetime as dt

import numpy as np
import pytest
from django.utils import timezone
from scipy import stats

from polls.models import Response, Wave
from results.answers import read_answers
from results.counts import count_answers
from results.exports.about_people import CAME
from results.exports.pseudonymous import people_table
from results.exports.tables import codebook
from results.questionnaire_report import build_questionnaire_report
from tests.polls.factories import make_questionnaire
from tests.polls.test_grids import a_grid, pairs_of
from tests.results.factories import answer_all, publish
from tests.results.test_exports import cells_of_csv, export
from tests.results.test_other_answers import asked
from tests.results.test_pages import address, text_of

pytestmark = pytest.mark.django_db


def said(*labels):
    """Return the answers to the rows of a grid, in order; one that begins with - is missing."""

    def by_row(options):
        rows = next(iter(options.values())).item.rows.all()
        return {
            row: label if label.startswith("-") else options[label]
            for row, label in zip(rows, labels, strict=True)
        }

    return by_row


def counts(row):
    return {answer.label: answer.count for answer in row.answers}


PEOPLE = [
    *[said("Agree", "Disagree")] * 20,
    *[said("Neither", "Disagree")] * 15,
    *[said("Disagree", "-8")] * 12,
    *[said("-8", "Agree")] * 10,
]


def test_each_row_has_a_base_and_shares_of_its_own(client):
    page, question = asked(a_grid(), PEOPLE)
    clean, quick = question.rows
    assert (question.n, clean.n, quick.n) == (57, 57, 57)
    assert counts(clean) == {"Agree": 20, "Neither": 15, "Disagree": 12, "unsure": 10}
    assert counts(quick) == {"Agree": 10, "Neither": 0, "Disagree": 35, "unsure": 12}
    assert clean.answers[0].share == 20 / 57
    shown = text_of(client.get(address(publish(page))))
    assert "Agree 35%, Neither 26%, Disagree 21%, I do not know 18% 57" in shown
    assert "Asked of 57 people. Per cent of those who answered each row." in shown


def test_a_small_cell_hides_its_row_and_no_other(client):
    page, question = asked(a_grid(), [*PEOPLE, *[said("Agree", "Neither")] * 3])
    clean, quick = question.rows
    assert counts(clean) == {"Agree": 23, "Neither": 15, "Disagree": 12, "unsure": 10}
    assert (counts(quick)["Neither"], counts(quick)["Agree"]) == ("c", "c")
    assert question.hides
    shown = text_of(client.get(address(publish(page))))
    assert "It was quick Agree c, Neither c, Disagree 58%, I do not know 20% 60" in shown


def test_few_people_are_kept_back_row_by_row():
    _page, question = asked(a_grid(), PEOPLE[:9])
    assert question.n == "c"
    assert {figure for row in question.rows for figure in counts(row).values()} == {"c"}


def test_rows_left_empty_are_in_no_base():
    _page, question = asked(a_grid(is_required=False), [*PEOPLE, *[said("-6", "Agree")] * 11])
    assert [row.n for row in question.rows] == [57, 68]


def test_the_public_file_names_each_row():
    page, _question = asked(a_grid(), PEOPLE)
    head, *rows = cells_of_csv(export(page, "public", "csv").files["data.csv"])
    assert head[:3] == ["item", "wording", "answer"]
    assert rows[0] == [
        "q_1",
        "How far do you agree? – It was clean",
        "Agree",
        "20",
        "35.1",
        "57",
        "",
    ]
    assert [row[0] for row in rows] == ["q_1"] * 4 + ["q_2"] * 4


def test_analysts_get_a_column_a_row():
    page = make_questionnaire([a_grid(code="service")])
    options = {option.label: option for option in page.items.get().options.all()}
    answers = [said("Agree", "-8"), said("Disagree", "Neither"), lambda _options: "-7"]
    answer_all(page, [(None, "", {Wave.ONLY: {"service": of(options)}}) for of in answers])
    table = people_table(page, read_answers(page), {})
    between = slice(3, -len(CAME) - 1)
    assert [column.name for column in table.columns][between] == ["service_1", "service_2"]
    assert sorted(row[between] for row in table.rows) == [(-7, -7), (1, -8), (3, 2)]
    told = {row[0]: row for row in codebook(table).rows}
    assert told["service_2"][1:6] == (
        "It was quick",
        "How far do you agree?",
        "number",
        "ordinal",
        "1 = Agree; 2 = Neither; 3 = Disagree",
    )


def test_reading_costs_the_same_with_many_rows(django_assert_num_queries):
    few, many = make_questionnaire([a_grid()]), make_questionnaire([a_grid(*"abcdefgh")] * 1)
    for page in (few, many):
        with django_assert_num_queries(5):
            read_answers(page)


# ---- expectation and experience


def asked_twice(pairs, **fields):
    """Return the page and the report of two rows after people rated them so."""
    item = pairs_of(code="q", **fields)
    now = timezone.now()
    page = make_questionnaire(
        [item], opens_at=now - dt.timedelta(days=9), closes_at=now - dt.timedelta(days=1)
    )
    rows = list(page.items.get().rows.all())
    people = [dict(zip(rows, said, strict=True)) for said in pairs]
    answer_all(page, [(None, "", {Wave.ONLY: {"q": person}}) for person in people])
    return page, build(page)


def build(page):
    report = build_questionnaire_report(poll=page, counts=count_answers(page), threshold=10)
    return report.questions[0]


RATED = [
    *[((9, 6), (5, 5))] * 10,
    *[((8, 7), (6, 8))] * 10,
    *[((10, 5), "-8")] * 10,
]


def test_the_gap_is_experience_less_expectation(client):
    page, question = asked_twice(RATED)
    clean, quick = question.gaps
    assert (question.n, clean.n, quick.n) == (30, 30, 20)
    assert (clean.expected, clean.found, clean.gap) == (9, 6, -3)
    assert (quick.expected, quick.found, quick.gap, quick.unsure) == (5.5, 6.5, 1, 10)
    shown = text_of(client.get(address(publish(page))))
    assert "Expected 9.0, experienced 6.0 −3.0 30" in shown
    assert "95%" not in shown  # who chose to take part stands for nobody else
    assert "Asked of 30 people." in shown


def test_the_gap_has_the_paired_interval_where_all_were_drawn(client):
    page, _question = asked_twice(RATED)
    Response.objects.filter(page=page).update(design_weight=2.5)
    clean, _quick = build(page).gaps
    differences = [-3] * 10 + [-1] * 10 + [-5] * 10
    half = stats.t.ppf(0.975, 29) * np.std(differences, ddof=1) / 30**0.5
    assert (clean.interval.low, clean.interval.high) == pytest.approx((-3 - half, -3 + half))
    rows = cells_of_csv(export(page, "public", "csv").files["data.csv"])
    assert "gap, lower end of the 95% interval" in [row[2] for row in rows]
    Response.objects.filter(pk=Response.objects.first().pk).update(design_weight=None)
    assert build(page).gaps[0].interval is None


def test_gaps_of_few_and_of_one_mind_are_kept_back():
    _page, question = asked_twice([((9, 6), (5, 4))] * 9)
    assert {(gap.n, gap.gap) for gap in question.gaps} == {("c", "c")}
    _page, question = asked_twice([((9, number % 5), (5, 4)) for number in range(20)])
    assert [gap.gap for gap in question.gaps] == ["c", "c"]
    _page, question = asked_twice([*RATED, ((1, 2), (3, 4))])
    assert question.gaps[1].n == 21
    _page, question = asked_twice([*RATED, *[("-8", (3, 4))] * 3])
    assert (question.gaps[0].n, question.gaps[0].unsure, question.hides) == ("c", "c", True)


def test_the_public_file_has_both_averages_and_the_gap():
    page, _question = asked_twice(RATED)
    _head, *rows = cells_of_csv(export(page, "public", "csv").files["data.csv"])
    assert [(row[0], row[2], row[5], row[6]) for row in rows[:4]] == [
        ("q_1", "unsure", "", ""),
        ("q_1", "expected, on average", "30", "9.0"),
        ("q_1", "experienced, on average", "30", "6.0"),
        ("q_1", "gap: experienced less expected", "30", "-3.0"),
    ]


def test_analysts_get_two_columns_a_row():
    page, _question = asked_twice([((9, 6), "-8"), ((0, 10), "-6")])
    table = people_table(page, read_answers(page), {})
    between = slice(3, -len(CAME) - 1)
    names = [column.name for column in table.columns][between]
    assert names == ["q_1__x", "q_1__y", "q_2__x", "q_2__y"]
    assert sorted(row[between] for row in table.rows) == [(0, 10, -6, -6), (9, 6, -8, -8)]
