"""Themes count responses, with and without those in the same words, and tell of no few people."""

import datetime as dt
from decimal import Decimal
from statistics import fmean

import pytest

from polls.models import Answer, CodedAnswer, Item, JudgedWords, Response, Row, Theme, Wave
from results.answers import read_answers
from results.exports.pseudonymous import people_table
from results.exports.questionnaire import questionnaire_table
from results.own_words import Alike, find_alike, words_counted
from results.questionnaire_report import report_on
from results.reports import questionnaire_report_of
from tests.panel.factories import make_council
from tests.polls.factories import a_list, make_questionnaire
from tests.polls.words import close
from tests.results.factories import answer_all, publish

pytestmark = pytest.mark.django_db
C = "c"


@pytest.fixture(autouse=True)
def council():
    return make_council()


def make_answered(texts, themes_by_text, **item_fields):
    """Return a closed questionnaire with a text and a list, and themes marked by text.

    `texts` is (text, choice) for each respondent.
    """
    words = Item(kind=Item.Kind.TEXT, wording="What else?", code="else", **item_fields)
    page = make_questionnaire([words, a_list("Keep", "Remove", code="plan", has_dont_know=False)])
    item, plan = page.items.order_by("sort_order")
    options = {option.label: option for option in plan.options.all()}
    answer_all(
        page,
        [
            (None, "", {Wave.ONLY: {"else": text, "plan": options[choice]}})
            for text, choice in texts
        ],
    )
    labels = dict.fromkeys(label for labels in themes_by_text.values() for label in labels)
    themes = {
        label: Theme.objects.create(item=item, label=label, number=number)
        for number, label in enumerate(labels, 1)
    }
    for answer in Answer.objects.filter(item=item):
        if answer.text in themes_by_text:
            coded = CodedAnswer.objects.create(answer=answer)
            coded.themes.set(themes[label] for label in themes_by_text[answer.text])
    return close(page)


def a_campaign(campaign=12, others=30):
    """Return answers: a campaign for "Keep", and others who are all different, in halves."""
    sent = [(f"Save the trees{'!' * (n % 3)}", "Keep") for n in range(campaign)]
    own = [(f"Own words {n}", "Keep" if n % 2 else "Remove") for n in range(others)]
    about = {text: ["Trees"] for text, _choice in sent}
    about |= {
        text: ["Benches", "Trees"] if n < 15 else ["Benches"] for n, (text, _c) in enumerate(own)
    }
    return make_answered([*sent, *own], about)


def counted(page, threshold=10):
    return report_on(page, threshold)


def test_known_counts_of_responses_with_and_without_a_campaign():
    report = counted(a_campaign())
    (words,) = report.words
    assert (words.n, words.without, words.groups) == (42, 30, (12,))
    trees, benches = words.themes
    # 12 of the campaign and 15 others raise trees; all 30 others raise benches.
    assert (trees.label, trees.count, trees.without) == ("Trees", 27, 15)
    assert trees.share == 27 / 42
    assert benches.count == 30
    assert (report.n, report.n_without) == (42, 30)
    (plan,) = report.without
    assert [(label, n, without) for label, n, without, *_shares in plan.answers] == [
        ("Keep", 27, C),  # nobody of the campaign says "Remove", so that all are alike
        ("Remove", 15, C),
    ]


def test_closed_answers_are_compared_where_nobody_can_be_told_apart():
    sent = [("Save the trees", "Keep" if n < 40 else "Remove") for n in range(60)]
    own = [(f"Own words {n}", "Keep" if n < 15 else "Remove") for n in range(40)]
    (plan,) = counted(make_answered([*sent, *own], {})).without
    assert plan.answers == (
        ("Keep", 55, 15, 55 / 100, 15 / 40),
        ("Remove", 45, 25, 45 / 100, 25 / 40),
    )


def test_numbers_dates_orders_and_grids_are_compared_likewise(client):
    """60 of a campaign, 40 others; what few of either say is kept back of the others."""
    words = Item(kind=Item.Kind.TEXT, wording="What else?", code="else")
    number = Item(kind=Item.Kind.NUMBER, wording="How long?", code="long", has_dont_know=False)
    date = Item(kind=Item.Kind.DATE, wording="When?", code="when", has_dont_know=False)
    order = a_list("Price", "Time", kind=Item.Kind.RANKING, code="order", has_dont_know=False)
    grid = a_list("Yes", "No", kind=Item.Kind.MATRIX, code="grid", has_dont_know=False)
    grid.rows = [Row(label="Clean", code="clean")]
    gap = Item(kind=Item.Kind.GAP, wording="Desk", code="desk", has_dont_know=False)
    gap.rows = [Row(label="Quick", code="quick")]
    page = make_questionnaire([words, number, date, order, grid, gap])
    part = {
        (item.code, one.label): one
        for item in page.items.all()
        for one in (*item.options.all(), *item.rows.all())
    }
    price, time = part["order", "Price"], part["order", "Time"]

    def person(n, text, minutes, month, is_first, found):
        return {
            "else": text,
            "long": Decimal(minutes),
            "when": dt.date(2026, month, 1 + n % 9),
            "order": {price: 1, time: 2} if is_first else {time: 1, price: 2},
            "grid": {part["grid", "Clean"]: part["grid", "Yes" if is_first else "No"]},
            "desk": {part["desk", "Quick"]: (7 + n % 2, found)},
        }

    sent = [person(n, "Save it", 10 + n % 5, 4 + n % 2, n < 40, 2 + n % 2) for n in range(60)]
    # Of the others 3 name June, and 15 put the price first.
    own = [
        person(n, f"Own {n}", 30 + n % 9, 6 if n < 3 else 4 + n % 2, n < 15, 6 + n % 3)
        for n in range(40)
    ]
    answer_all(page, [(None, "", {Wave.ONLY: one}) for one in (*sent, *own)])
    close(page)
    report = counted(page)
    found = {one.code: one for one in report.without}
    assert set(found) == {"long", "when", "order", "grid_clean", "desk_quick"}
    mean = next(one for one in found["long"].measures if one[0] == "Mean")
    assert mean[1:] == pytest.approx(
        [fmean([float(one["long"]) for one in people]) for people in ((*sent, *own), own)]
    )
    # Those three stand in one line with what else is small: another in each part, so not compared.
    assert [one[:3] for one in found["when"].answers] == [
        ("May 2026", 49, 19),
        ("other dates", 51, C),
    ]
    assert [one[:3] for one in found["order"].answers] == [("Price", 55, 15), ("Time", 45, 25)]
    assert found["order"].measures[0][:3] == ("Price", pytest.approx(1.55), pytest.approx(1.375))
    assert [one[:3] for one in found["grid_clean"].answers] == [("Yes", 55, 15), ("No", 45, 25)]
    expected, experienced, gap = found["desk_quick"].measures
    assert expected[1:] == (7.5, 7.5)
    assert experienced[2] == pytest.approx(fmean([6 + n % 3 for n in range(40)]))
    assert gap[2] == pytest.approx(experienced[2] - 7.5)
    publish(page)
    assert "Desk – Quick" in client.get(f"/results/{page.pk}/").text
    rows = [row[:4] for row in questionnaire_table(report).rows]
    assert ("order", "Which option is best?", "Price, without the same words", 15) in rows


def test_a_small_campaign_is_flagged_and_nothing_tells_how_many_they_are():
    report = counted(a_campaign(campaign=6))
    (words,) = report.words
    assert (words.n, words.without, words.groups) == (36, C, (C,))
    assert {theme.without for theme in words.themes} == {C}
    assert (report.n_without, report.without) == (C, ())


@pytest.mark.parametrize("in_campaign", range(0, 13, 4))
def test_no_difference_of_two_figures_is_a_few_people(in_campaign):
    """Of the campaign some are marked otherwise: what is shown never differs by 1 to 9."""
    page = a_campaign()
    benches = Theme.objects.get(label="Benches")
    for coded in CodedAnswer.objects.filter(answer__text__startswith="Save")[:in_campaign]:
        coded.themes.set([benches])
    for theme in counted(page).words[0].themes:
        if C not in (theme.count, theme.without):
            assert not 0 < theme.count - theme.without < 10


def test_few_wrote_so_nothing_is_said():
    report = counted(make_answered([(f"Own {n}", "Keep") for n in range(9)], {"Own 0": ["Trees"]}))
    assert report.words[0].n == C
    assert report.words[0].themes == ()


def test_themes_come_out_once_every_answer_is_read(client):
    page = a_campaign()
    address = f"/results/{page.pk}/"
    publish(page)
    text = client.get(address).text
    assert "Respondents could raise more than one theme." in text
    assert "Without these, 30 wrote something" in text
    CodedAnswer.objects.first().delete()
    assert questionnaire_report_of(page).words[0].themes == ()
    assert "could raise more than one theme" not in client.get(address).text


def test_files_carry_themes_groups_and_the_moderated_text():
    page = a_campaign()
    first, second = Answer.objects.filter(item__code="else").order_by("pk")[:2]
    JudgedWords.objects.create(answer=first, state="rejected", reason="abuse")
    JudgedWords.objects.create(
        answer=second, state="redacted", reason="personal", text="Save [redacted]"
    )
    sheet = read_answers(page)
    table = people_table(page, sheet, [])
    rows = [dict(zip(table.header, row, strict=True)) for row in table.rows]
    assert sum(row["else__t1"] for row in rows) == 27
    assert sum(row["else__t2"] for row in rows) == 30
    assert sum(row["else__g"] == 1 for row in rows) == 12
    texts = [row["else"] for row in rows]
    assert texts.count(-5) == 1 and texts.count("Save [redacted]") == 1
    labels = {column.name: column.label for column in table.columns}
    assert labels["else__t1"] == "Theme: Trees"
    public = questionnaire_table(counted(page))
    people = {row[2]: row[3] for row in public.rows if row[0] == "else"}
    assert people["theme: Trees"] == 27
    assert people["theme: Trees, without the same words"] == 15
    assert "Own words" not in str(public.rows)


def test_sensitive_words_are_grouped_by_their_stricter_rule():
    sent = [("Save the trees", "Keep")] * 12 + [(f"Own {n}", "Keep") for n in range(30)]
    page = make_answered(sent, {"Save the trees": ["Trees"]}, sensitivity="sensitive")
    for answer in Answer.objects.filter(item__code="else", coded=None).exclude(text=""):
        CodedAnswer.objects.create(answer=answer)
    (words,) = counted(page).words
    # Nobody outside the group raises it: a nought of a sensitive subject is few as well.
    assert words.themes[0].without == C


def test_folds_follow_people_who_are_left_out():
    sheet = read_answers(a_campaign())
    alike = find_alike(sheet)
    outside = sheet.only(~alike.mask(sheet))
    assert find_alike(outside) == Alike()
    assert words_counted(outside, 10, Alike())[0].n == 30


def test_what_organisations_wrote_is_in_no_figure_of_individuals_and_late_answers_in_none():
    page = a_campaign()
    alike = Response.objects.filter(answers__text__startswith="Save").values_list("pk", flat=True)
    others = Response.objects.filter(answers__text__startswith="Own").values_list("pk", flat=True)
    Response.objects.filter(pk__in=others[:3]).update(respondent_type="business")
    late = Response.objects.filter(pk__in=alike[:2])
    late.update(is_late=True, is_counted=False, received_on="2026-01-01")
    (words,) = questionnaire_report_of(page).words
    assert (words.n, words.without, words.groups) == (37, 27, (10,))
