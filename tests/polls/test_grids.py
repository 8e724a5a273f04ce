"""Grids: the same answers to several statements, from the editor's form to the row and back."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core.charts import Stack, key_of
from polls.branching import Asked, faults_in
from polls.completeness import faults_of, values_of
from polls.models import Answer, Item, QuestionnairePage, Row, Wave
from polls.responding import submit_response
from tests.polls.factories import a_list, make_member, make_questionnaire
from tests.polls.test_answering import text
from tests.polls.test_completeness import LIST, an_item, officer, save  # noqa: F401
from tests.polls.test_more_item_types import Questions

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NO_MARKS = {"is_exclusive": False, "takes_words": False, "is_right": False}
ROWS = ("", "The staff were polite", ""), ("", "It was quick", "")


def a_grid(*rows, **fields):
    """Return a grid of two rows and three answers."""
    fields = {"kind": Item.Kind.MATRIX, "wording": "How far do you agree?"} | fields
    item = a_list("Agree", "Neither", "Disagree", **fields)
    item.rows = [Row(label=label) for label in rows or ("It was clean", "It was quick")]
    return item


class Grid(Questions):
    """A questionnaire of one grid, and somebody who answers it."""

    def __init__(self, client, item):
        super().__init__(client, item)
        self.rows = {row.label: str(row.pk) for row in self.item.rows.all()}

    def fill(self, **given):
        """Send answers by the first word of a row's label."""
        return self.post(
            **{
                f"-{pk}": self.pks.get(given[label.split()[-1]], given[label.split()[-1]])
                for label, pk in self.rows.items()
                if label.split()[-1] in given
            }
        )

    def answer(self, clean, quick):
        pks = self.pks | {"dk": "dk"}
        clean_row, quick_row = self.rows.values()
        return {clean_row: pks[clean], quick_row: pks[quick]}


def test_each_row_is_a_question_of_its_own(client):
    asked = Grid(client, a_grid())
    page = client.get(asked.address).text
    assert page.count('<fieldset class="mrow">') == 2
    assert page.count("<legend>") == 2
    assert page.count('type="radio"') == 8  # three answers and "I do not know", twice
    assert page.count('id="answer"') == 1
    assert asked.fill(clean="Agree", quick="dk").status_code == 302
    assert client.get(asked.address + "?change").text.count(" checked") == 2
    assert "It was clean: Agree It was quick: I do not know" in asked.send()
    stored = Answer.objects.order_by("row__sort_order")
    assert list(stored.values_list("row__label", "option__label", "missing")) == [
        ("It was clean", "Agree", ""),
        ("It was quick", None, "-8"),
    ]


def test_a_long_scale_of_agreement_is_asked_answered_and_drawn(client):
    seven = ["Strongly agree", "Agree", "Tend to agree", "Neither", "Tend to disagree", "Disagree"]
    item = a_list(*seven, "Strongly disagree", kind=Item.Kind.MATRIX, wording="How far?")
    item.rows = [Row(label="It was clean"), Row(label="It was quick")]
    assert not [*faults_of({**values_of(item, "item")}, [NO_MARKS] * 7, 2)]
    asked = Grid(client, item)
    assert "mopts--long" in client.get(asked.address).text
    asked.fill(clean="Strongly disagree", quick="Tend to agree")
    assert "It was clean: Strongly disagree It was quick: Tend to agree" in asked.send()
    assert "mopts--long" not in client.get(Grid(client, a_grid()).address).text


@pytest.mark.parametrize("answers", range(1, 8))
def test_each_answer_of_a_grid_has_a_tone_of_its_own(answers):
    shares = tuple((f"Answer {n}", 1 / answers) for n in range(answers))
    steps = key_of([Stack("Row", shares, 100)])
    assert len({step.tone for step in steps}) == answers


def test_a_row_without_an_answer_is_named_and_what_was_chosen_is_kept(client):
    asked = Grid(client, a_grid())
    answer = asked.fill(clean="Agree")
    assert answer.status_code == 422
    assert "Answer each row. Still empty: It was quick" in answer.text
    assert answer.text.count(" checked") == 1
    lacking = answer.text.split('aria-describedby="answer-')[2]
    assert lacking.startswith(f"{asked.rows['It was quick']}-lacking")
    assert 'id="answer"' in lacking  # where the summary leads
    assert "Choose an answer in each row" in asked.post().text


def test_rows_may_be_left_empty_where_the_question_may(client):
    asked = Grid(client, a_grid(is_required=False, has_dont_know=False))
    assert asked.fill(clean="dk").status_code == 422
    assert asked.fill(quick="Disagree").status_code == 302
    assert "It was clean: Not answered It was quick: Disagree" in asked.send()
    assert list(Answer.objects.order_by("row").values_list("missing", flat=True)) == ["-6", ""]


def test_who_finishes_later_may_leave_rows_empty_until_they_send(client):
    asked = Grid(client, a_grid())
    row = asked.rows["It was quick"]
    sent = client.post(asked.address, {f"answer-{row}": asked.pks["Agree"], "later": "1"})
    assert sent["Location"] == asked.page.url
    check = f"/polls/{asked.page.pk}/answer/only/check/"
    assert client.post(check)["Location"] == asked.address + "?change"
    assert Answer.objects.count() == 0


def test_what_comes_past_the_form_is_refused_too(client):
    asked = Grid(client, a_grid())
    other = Grid(client, a_grid())
    good = asked.answer("Agree", "Neither")
    row = next(iter(good))
    assert asked.refuses(
        "dk",
        ["x"],
        {row: good[row]},
        {**good, "0": good[row]},
        {**good, row: other.pks["Agree"]},
        {**good, row: "x"},
        {"x": "y"},
        {**good, row: [1]},
    )


def test_a_grid_comes_back_as_it_was_sent(client):
    asked = Grid(client, a_grid())
    assert asked.comes_back(asked.answer("Agree", "dk")) == [
        "How far do you agree? It was clean: Agree; It was quick: Do not know"
    ]


def test_no_row_is_answered_twice_whatever_the_code_does(client):
    asked = Grid(client, a_grid())
    response = asked.submit(asked.answer("Agree", "Agree"))
    first = response.answers.first()
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)
    assert response.answers.count() == 2


@pytest.mark.parametrize("left", ["Words", ["12", "13"], 7, "dk", {"12": "13"}])
def test_a_draft_from_before_the_question_was_changed_breaks_no_page(client, left):
    asked = Grid(client, a_grid())
    key = asked.member.key_for(asked.page.subject)
    asked.page.drafts.create(key=key, answers={str(asked.item.pk): left})
    check = f"/polls/{asked.page.pk}/answer/only/check/"
    assert client.get(asked.address + "?change").status_code == 200
    assert client.get(check).status_code == 200
    assert client.post(check)["Location"] == asked.address + "?change"


# ---- what officers are told


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (an_item(kind="matrix", options=LIST), "Add at least one row."),
        (an_item(kind="matrix", rows=ROWS), "Add at least two answers to choose from."),
        (an_item(kind="matrix", rows=ROWS, options=LIST * 4), "A grid has at most 7 answers."),
        (an_item(kind="matrix", rows=ROWS * 7, options=LIST), "At most 12 rows fit on a page."),
        (an_item(kind="single", rows=ROWS, options=LIST), "Only grids have rows."),
        (
            an_item(kind="matrix", rows=[(*row[:2], "a") for row in ROWS], options=LIST),
            "Another row has this code. Each needs its own.",
        ),
    ],
)
def test_officers_read_what_a_grid_lacks(client, officer, item, words):  # noqa: F811
    answer = save(client, item)
    assert answer.status_code == 200
    assert words in text(answer)
    assert QuestionnairePage.objects.count() == 0


def test_officers_build_a_grid_and_copy_it(client, officer):  # noqa: F811
    answer = save(client, an_item(kind="matrix", rows=ROWS, options=LIST))
    assert answer.status_code == 302, text(answer)[:3000]
    page = QuestionnairePage.objects.get()
    rows = [("1", "The staff were polite"), ("2", "It was quick")]
    assert list(page.items.get().rows.values_list("code", "label")) == rows
    copy = page.copy(update_attrs={"slug": "again", "title": "Again"})
    assert list(copy.items.get().rows.values_list("code", "label")) == rows
    assert copy.items.get().options.count() == 2


def test_rows_are_locked_by_the_first_answer(client):
    asked = Grid(client, a_grid())
    asked.submit(asked.answer("Agree", "Agree"))
    page = QuestionnairePage.objects.get()
    item = page.items.all()[0]
    rows = list(item.rows.all())
    rows[0].label = "It was spotless"
    item.rows = rows
    page.items = [item]
    with pytest.raises(ValidationError, match="the rows cannot change"):
        page.full_clean()


def test_nothing_follows_from_a_grid():
    earlier = Asked("a", "matrix", options=("1", "2"), has_dont_know=True)
    assert "an answer in each of its rows" in faults_in([earlier, Asked("b", "text", "a = 1")])[1]


def test_a_grid_may_follow_from_something():
    page = make_questionnaire([a_list(code="a"), a_grid(asked_if="a = 1")])
    first, grid = page.items.all()
    no = first.options.get(code="2").pk
    submit_response(user=make_member(), page=page, wave=Wave.ONLY, answers={first.pk: str(no)})
    stored = grid.answers.get()
    assert (stored.missing, stored.row) == ("-7", None)


# ---- expectation and experience


def pairs_of(*rows, **fields):
    """Return two things to rate twice, from 0 to 10."""
    ends = {"low_label": "Poor", "middle_label": "Fair", "high_label": "Excellent"}
    item = Item(
        **{"kind": Item.Kind.GAP, "wording": "What do you expect, and get?"} | ends | fields
    )
    item.rows = [Row(label=label) for label in rows or ("How clean it is", "How quick it is")]
    return item


class Pairs(Grid):
    def rate(self, clean=None, quick=None):
        """Send (expected, experienced) of each row, either "" where it is left empty, or "dk"."""
        sent = {}
        for row, said in zip(self.rows.values(), (clean, quick), strict=True):
            sent |= self.of(row, said)
        return self.post(**{f"-{name}": value for name, value in sent.items()})

    @staticmethod
    def of(row, said):
        if said == "dk":
            return {f"{row}-unknown": "dk"}
        expected, found = said or ("", "")
        return {f"{row}-expected": str(expected), f"{row}-found": str(found)}

    def answer(self, clean, quick):
        clean_row, quick_row = self.rows.values()
        return {**self.of(clean_row, clean), **self.of(quick_row, quick)}


def test_each_row_is_rated_twice(client):
    asked = Pairs(client, pairs_of())
    page = client.get(asked.address).text
    assert page.count('type="radio"') == 44
    assert page.count('type="checkbox"') == 2
    assert page.count('id="answer"') == 1
    assert asked.rate((9, 6), "dk").status_code == 302
    assert client.get(asked.address + "?change").text.count(" checked") == 3
    words = "How clean it is: expected 9, experienced 6 How quick it is: I do not know"
    assert words in asked.send()
    stored = Answer.objects.order_by("row__sort_order")
    assert list(stored.values_list("expected", "number", "missing")) == [
        (9, 6, ""),
        (None, None, "-8"),
    ]


def test_half_a_pair_is_no_answer(client):
    asked = Pairs(client, pairs_of())
    answer = asked.rate((9, ""), (0, 0))
    assert answer.status_code == 422
    assert "Choose both numbers: How clean it is" in answer.text
    assert answer.text.count(" checked") == 3
    assert f'id="answer" name="answer-{asked.rows["How clean it is"]}-found"' in answer.text
    assert "Answer each row. Still empty: How quick it is" in asked.rate((9, 8)).text
    both = asked.post(
        **{f"-{name}": value for name, value in asked.answer((9, 8), (1, 2)).items()}
        | {f"-{asked.rows['How quick it is']}-unknown": "dk"}
    )
    assert "or “I do not know”, not both: How quick it is" in both.text
    assert "Choose both numbers in each row" in asked.rate().text


def test_pairs_past_the_form_are_refused_too(client):
    asked = Pairs(client, pairs_of())
    good = asked.answer((9, 8), "dk")
    row = asked.rows["How clean it is"]
    assert asked.refuses(
        {**good, f"{row}-found": "11"},
        {**good, f"{row}-found": "x"},
        {**good, f"{row}-unknown": "dk"},
        {**good, "0-found": "1"},
        {f"{row}-expected": "1"},
        "dk",
        [1],
    )
    strict = Pairs(client, pairs_of(has_dont_know=False))
    assert strict.rate((1, 2), "dk").status_code == 422
    assert strict.refuses(strict.answer((1, 2), "dk"))


def test_pairs_come_back_as_they_were_sent(client):
    asked = Pairs(client, pairs_of())
    assert asked.comes_back(asked.answer((9, 6), "dk")) == [
        "What do you expect, and get? How clean it is: expected 9, experienced 6; "
        "How quick it is: Do not know"
    ]


def test_an_expectation_is_never_stored_without_its_experience(client):
    asked = Pairs(client, pairs_of())
    response = asked.submit(asked.answer((9, 6), (5, 5)))
    with pytest.raises(IntegrityError), transaction.atomic():
        response.answers.update(number=None)


@pytest.mark.parametrize("left", ["Words", ["12", "13"], 7, "dk", {"12": "13"}])
def test_old_drafts_break_no_page_of_pairs(client, left):
    asked = Pairs(client, pairs_of())
    key = asked.member.key_for(asked.page.subject)
    asked.page.drafts.create(key=key, answers={str(asked.item.pk): left})
    assert client.get(asked.address + "?change").status_code == 200
    assert client.get(f"/polls/{asked.page.pk}/answer/only/check/").status_code == 200


def test_pairs_need_words_for_the_ends(client, officer):  # noqa: F811
    ends = {"low_label": "Poor", "middle_label": "Fair"}
    answer = save(client, an_item(kind="gap", rows=ROWS, **ends))
    assert "Say in words what 10 means." in text(answer)
    assert (
        save(client, an_item(kind="gap", rows=ROWS, **ends, high_label="Good")).status_code == 302
    )
