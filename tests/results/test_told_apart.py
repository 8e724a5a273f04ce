"""Numbers, dates, orders and grids of those invited at random, beside those of everybody."""

import csv
import datetime as dt
import io
from decimal import Decimal

import numpy as np
import pytest
from django.contrib.auth.models import Group
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.disclosure import SUPPRESSED, Sensitivity, suppress_list
from analysis.linked import Cube, possible_sums
from home.roles import ensure_roles
from polls.models import Item, Response, Wave
from results.at_random import as_table, said_at_random
from results.exports.writers import to_csv
from results.gaps import GapResult
from results.grids import AnswerShare, share_of
from results.questionnaire_report import QuestionResult
from results.told_apart import apart
from tests.panel.factories import make_council, make_user
from tests.polls.factories import make_questionnaire
from tests.polls.test_grids import a_grid
from tests.polls.test_more_item_types import a_date, a_number, an_order
from tests.polls.words import close
from tests.results.factories import answer_all
from tests.results.test_grids import said
from tests.results.test_other_answers import ranked
from tests.results.test_pages import text_of

T = 10


def asked_of(item, chosen, others):
    """Return what those chosen said of one item, whatever it is, after people gave these."""
    make_council()
    item.code = "q"
    page = make_questionnaire([item])
    options = {option.label: option for option in page.items.get().options.all()}
    for is_at_random, values in ((True, chosen), (False, others)):
        known = set(Response.objects.values_list("pk", flat=True))
        rows = [value(options) if callable(value) else value for value in values]
        answer_all(page, [(None, "", {Wave.ONLY: {"q": row}}) for row in rows])
        new = Response.objects.exclude(pk__in=known)
        new.update(is_at_random=is_at_random)
    found = said_at_random(close(page), T)
    return page, found, found.rounds[0].questions[0]


def counts(result):
    return {answer.label: answer.count for answer in result.answers}


def values(question):
    return [measure.value for measure in question.measures]


NEAR = [Decimal(n) for n in (10, 10, 12, 12, 14, 14, 16, 16, 18, 18, 20, 20)]


@pytest.mark.django_db
def test_numbers_have_their_middle_where_the_others_have_one_too():
    _page, found, question = asked_of(a_number(has_dont_know=False), NEAR, [n + 5 for n in NEAR])
    assert (question.n, counts(question)) == (12, {"number": 12})
    assert values(question) == [12, 15, 18, 15]
    assert found.left_out == ()


@pytest.mark.django_db
def test_the_average_is_kept_back_where_it_would_tell_that_of_the_others():
    # One of the others makes up most of their sum; the report of the others would not say it.
    far = [*([Decimal(1)] * 6), *([Decimal(2)] * 5), Decimal(200)]
    _page, _found, question = asked_of(a_number(has_dont_know=False), NEAR, far)
    low, middle, high, mean = values(question)
    assert mean == "c"
    assert (low, middle, high) == (12, 15, 18)
    # All of the others gave the same: nothing of theirs may follow.
    _page, _found, question = asked_of(a_number(has_dont_know=False), NEAR, [Decimal(7)] * 12)
    assert set(values(question)) == {"c"}


@pytest.mark.django_db
def test_few_of_the_others_who_did_not_know_hide_how_many_gave_a_number_and_all_of_it():
    unsure = ["-8"] * 12
    _page, _found, question = asked_of(
        a_number(), [*NEAR, *unsure], [*NEAR, *NEAR, "-8", "-8", "-8"]
    )
    assert set(counts(question).values()) == {"c"}
    assert set(values(question)) == {"c"}


@pytest.mark.django_db
def test_dates_are_named_where_many_on_both_sides_gave_them():
    march, january, may = dt.date(2026, 3, 5), dt.date(2026, 1, 2), dt.date(2026, 5, 1)
    _page, _found, question = asked_of(
        a_date(has_dont_know=False),
        [*[march] * 20, *[january] * 15, *[may] * 12],
        [*[march] * 18, *[january] * 4, *[may] * 15, *[dt.date(2025, 11, 1)] * 9],
    )
    # January of the others is 4 and no line; with November they are 13 of "other dates".
    assert counts(question) == {"March 2026": 20, "May 2026": 12, "other dates": 15}
    assert question.n == 47


@pytest.mark.django_db
def test_dates_of_few_of_the_others_take_a_larger_one_along():
    march, january, may = dt.date(2026, 3, 5), dt.date(2026, 1, 2), dt.date(2026, 5, 1)
    _page, _found, question = asked_of(
        a_date(has_dont_know=False),
        [*[march] * 20, *[january] * 15, *[may] * 12],
        [*[march] * 18, *[january] * 4, *[may] * 15],
    )
    assert counts(question) == {"March 2026": 20, "other dates": 27}


@pytest.mark.django_db
def test_an_order_has_first_places_and_points_where_all_three_would():
    trees, buses = ranked("Trees", "Buses", "Shops"), ranked("Buses", "Shops", "Trees")
    shops = ranked("Shops", "Trees", "Buses")
    many = [*[trees] * 20, *[buses] * 15, *[shops] * 15]
    _page, _found, question = asked_of(an_order(has_dont_know=False), many, many)
    assert counts(question) == {"Trees": 20, "Buses": 15, "Shops": 15}
    assert values(question) == [pytest.approx(2.1), pytest.approx(2), pytest.approx(1.9)]

    few = [*[trees] * 30, *[buses] * 3, *[shops] * 20]
    _page, _found, question = asked_of(an_order(has_dont_know=False), many, few)
    hidden = [label for label, n in counts(question).items() if n == "c"]
    assert "Buses" in hidden
    assert len(hidden) >= 2
    by_label = dict(zip(counts(question), values(question), strict=True))
    assert {by_label[label] for label in hidden} == {"c"}


@pytest.mark.django_db
def test_each_row_of_a_grid_is_a_question_of_its_own(client):
    some = [*[said("Agree", "Disagree")] * 20, *[said("Neither", "Agree")] * 15]
    some += [said("Disagree", "Neither")] * 12
    rest = [*[said("Agree", "Disagree")] * 25, *[said("Neither", "Agree")] * 15]
    rest += [said("Disagree", "Agree")] * 11
    _page, found, question = asked_of(a_grid(has_dont_know=False), some, rest)
    clean, quick = question.rows
    assert (question.n, clean.n) == (47, 47)
    assert counts(clean) == {"Agree": 20, "Neither": 15, "Disagree": 12}
    # Nobody of the others said "Neither" of the second: a nought is shown, as reports do.
    assert counts(quick) == {"Agree": 15, "Neither": 12, "Disagree": 20}
    rows = list(csv.DictReader(io.StringIO(to_csv(as_table(found)).decode("utf-8-sig"))))
    assert {(row["item"], row["answer"], row["people"], row["base"]) for row in rows} >= {
        (f"q_{clean.code}", "Agree", "20", "47"),
        (f"q_{quick.code}", "Neither", "12", "47"),
    }


@pytest.mark.django_db
def test_a_small_cell_of_the_others_hides_in_its_row_alone():
    some = [*[said("Agree", "Disagree")] * 20, *[said("Neither", "Agree")] * 15]
    some += [said("Disagree", "Neither")] * 12
    rest = [*[said("Agree", "Disagree")] * 25, *[said("Neither", "Agree")] * 15]
    rest += [said("Disagree", "Neither")] * 3
    _page, _found, question = asked_of(a_grid(has_dont_know=False), some, rest)
    for row in question.rows:
        assert row.n == "c" or list(counts(row).values()).count("c") >= 2


@pytest.mark.django_db
def test_the_page_shows_them(client):
    page, _found, _question = asked_of(a_number(has_dont_know=False), NEAR, [n + 5 for n in NEAR])
    ensure_roles()
    analyst = make_user(is_staff=True)
    analyst.groups.set(Group.objects.filter(name="Analysts"))
    client.force_login(analyst)
    shown = text_of(client.get(f"/results/{page.pk}/invited-at-random/"))
    assert "Median: half gave this or less 15 minutes" in shown
    assert "Left out, because" not in shown


def test_expectation_and_experience_stand_whole_or_not_at_all():
    def of(*gaps):
        return QuestionResult("q", Item.Kind.GAP, "?", 60, (), gaps=gaps)

    def gap(n, *figures):
        return GapResult("1", "Phone", n, 0, *(figures or ("c", "c", "c")))

    whole, mine, theirs = gap(60, 8.0, 6.0, -2.0), gap(30, 8.5, 6.0, -2.5), gap(30, 7.5, 6.0, -1.5)
    (shown,) = apart(of(whole), of(mine), of(theirs), T).gaps
    assert (shown.n, shown.expected, shown.gap) == (30, 8.5, -2.5)
    (hidden,) = apart(of(whole), of(mine), of(gap("c")), T).gaps
    assert {hidden.n, hidden.expected, hidden.found, hidden.gap, hidden.unsure} == {"c"}


# ---- whatever the numbers are --------------------------------------------------------------------

LABELS = ("a", "b", "c", "d")


def published(numbers):
    shown = suppress_list(
        dict(zip(LABELS, numbers, strict=True)),
        T,
        sensitivity=Sensitivity.STANDARD,
        are_answers=True,
    )
    answers = tuple(
        AnswerShare(label, n, share_of(n, shown.total)) for label, n in shown.counts.items()
    )
    return QuestionResult("q", Item.Kind.SINGLE, "?", shown.total, answers)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 40), min_size=4, max_size=4),
    st.lists(st.integers(0, 40), min_size=4, max_size=4),
)
def test_no_hidden_number_of_either_side_is_closer_than_the_threshold(chosen, others):
    whole = published([one + other for one, other in zip(chosen, others, strict=True)])
    mine, theirs = published(chosen), published(others)
    found = apart(whole, mine, theirs, T)
    if found.n == SUPPRESSED:
        assert {one.count for one in found.answers} == {SUPPRESSED}
        return
    # Worked out anew, as sums over people by side and answer.
    cube = Cube(("chosen", "others"), LABELS, ("",), np.array([chosen, others])[:, :, None])
    known = [cube.where(row=0), cube.where(row=1)]
    shown = [at for at, one in enumerate(found.answers) if one.count != SUPPRESSED]
    known += [cube.where(row=0, column=at) for at in shown]
    known += [
        cube.where(column=at) for at, one in enumerate(whole.answers) if one.count != SUPPRESSED
    ]
    for at in set(range(4)) - set(shown):
        for row in (0, 1):
            low, high = possible_sums(cube, known, cube.where(row=row, column=at))
            assert high - low >= T
    for at in shown:
        assert SUPPRESSED not in (mine.answers[at].count, theirs.answers[at].count)
