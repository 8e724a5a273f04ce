"""Who is asked what, after which answers; and what an officer is told of rules that cannot hold."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from polls.branching import Asked, Malformed, faults_in, parse_rule, rule_in_words
from polls.models import Answer, Item, Response, Wave
from polls.models.responses import Missing
from polls.responding import draft_so_far, submit_response, withdraw_response
from results.counts import count_answers
from results.questionnaire_report import build_questionnaire_report
from tests.polls.factories import a_list, a_scale, make_member, make_poll, make_questionnaire

TEXT = {"kind": Item.Kind.TEXT, "is_required": True, "has_dont_know": False}


# ---- reading a rule ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("q1 = 1, 3", [("q1", {"1", "3"})]),
        (" q2=0-2 ", [("q2", {"0", "1", "2"})]),
        ("q1 = yes\n\nq2 = dk, 9–10", [("q1", {"yes"}), ("q2", {"dk", "9", "10"})]),
        ("", []),
    ],
)
def test_rules_are_read(text, known):
    assert [(line.code, set(line.answers)) for line in parse_rule(text)] == known


@pytest.mark.parametrize(
    "text", ["q1", "= 3", "q1 =", "q1 = 1,,2", "q1 == ", "q1 = 7-3", "q 1 = 2"]
)
def test_what_is_no_rule_is_refused_in_words(text):
    with pytest.raises(Malformed, match=r"is not a condition|begins after its end"):
        for line in parse_rule(text):
            assert line.answers


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        lines = parse_rule(text)
    except Malformed:
        return
    assert all(line.code and line.answers for line in lines)


QUESTIONS = [
    Asked("q1", "single", options=("yes", "no"), has_dont_know=True),
    Asked("q2", "scale"),
    Asked("q3", "text"),
    Asked("q4", "multiple", options=("bus", "bike")),
]


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("q1 = yes, dk", ""),
        ("q2 = 0-4\nq1 = no", ""),
        ("q4 = bus\nq4 = bike", ""),  # both may have been chosen
        ("q9 = 1", "There is no question q9 before this one. Before it come q1, q2, q3, q4."),
        ("q1 = maybe", "q1 has no answer maybe. It has yes, no, dk."),
        ("q2 = 11", "q2 has no answer 11. It has 0-10."),
        ("q2 = dk", "q2 has no answer dk. It has 0-10."),
        ("q3 = a", "q3 is answered in people’s own words, so nothing can follow from it."),
        ("q1 = yes\nq1 = no", "Nobody can be asked this: its conditions on q1 exclude each other."),
    ],
)
def test_an_officer_hears_what_is_wrong(rule, fault):
    found = faults_in([*QUESTIONS, Asked("q5", "scale", rule=rule)])
    assert found == ({4: fault} if fault else {})


def test_conditions_that_exclude_each_other_over_two_steps_are_found():
    chain = [
        Asked("q1", "single", options=("yes", "no")),
        Asked("q2", "single", rule="q1 = yes", options=("a", "b")),
        Asked("q3", "scale", rule="q2 = a\nq1 = no"),
    ]
    assert list(faults_in(chain)) == [2]


def test_what_is_asked_twice_is_asked_of_everybody():
    [fault] = faults_in(
        [QUESTIONS[1], Asked("q5", "scale", "q2 = 5", is_asked_twice=True)]
    ).values()
    assert fault.startswith("What is asked in both rounds is asked of everybody")


# ---- answering -----------------------------------------------------------------------------------


def make_survey():
    """Cyclists are asked how safe they feel, and those who feel unsafe, where."""
    page = make_questionnaire(
        [
            a_list("Yes", "No", wording="Do you cycle?", code="cycle"),
            a_scale(2, wording="How safe do you feel?", asked_if="cycle = 1", code="safe"),
            Item(wording="Where do you feel unsafe?", asked_if="safe = 0-4", code="where", **TEXT),
            a_list("Bus", "Train", wording="What else?", kind=Item.Kind.MULTIPLE, code="else"),
        ]
    )
    items = {item.code: item for item in page.items.all()}
    options = {
        (item.code, option.code): option.pk
        for item in items.values()
        for option in item.options.all()
    }
    return page, items, options


@pytest.fixture
def survey(db):
    return make_survey()


def answered(page, wave=Wave.ONLY):
    rows = Answer.objects.filter(response__page=page).order_by("item__sort_order", "option_id")
    return [(row.item.code, row.missing or row.number or row.text or "chosen") for row in rows]


def test_who_does_not_cycle_is_not_asked_about_it(survey):
    page, items, options = survey
    submit_response(
        user=make_member(),
        page=page,
        wave=Wave.ONLY,
        answers={
            items["cycle"].pk: options["cycle", "2"],
            # Left over from before the first answer was changed: it is not stored.
            items["safe"].pk: 2,
            items["where"].pk: "At the bridge",
            items["else"].pk: [options["else", "1"]],
        },
    )
    assert answered(page) == [
        ("cycle", "chosen"),
        ("safe", Missing.NOT_ASKED),
        ("where", Missing.NOT_ASKED),
        ("else", "chosen"),
    ]


def test_who_is_asked_has_to_answer(survey):
    page, items, options = survey
    given = {
        items["cycle"].pk: options["cycle", "1"],
        items["safe"].pk: 3,
        items["else"].pk: "dk",
    }
    with pytest.raises(Exception, match="Where do you feel unsafe.* still needs an answer"):
        submit_response(user=make_member(), page=page, wave=Wave.ONLY, answers=given)
    assert Response.objects.count() == 0


def test_answers_that_are_taken_back_become_the_same_draft(survey):
    page, items, options = survey
    member = make_member()
    sent = submit_response(
        user=member,
        page=page,
        wave=Wave.ONLY,
        answers={items["cycle"].pk: options["cycle", "2"], items["else"].pk: "dk"},
    )
    withdraw_response(page=page, receipt=sent.receipt)
    kept = draft_so_far(user=member, page=page, wave=Wave.ONLY).answers
    assert kept == {str(items["cycle"].pk): str(options["cycle", "2"]), str(items["else"].pk): "dk"}


class Walker:
    """Somebody who answers page by page."""

    def __init__(self, client, page):
        self.client, self.page = client, page

    def at(self, number):
        return f"/polls/{self.page.pk}/answer/only/{number}/"

    def post(self, number, answer, change=False):
        address = self.at(number) + ("?change" if change else "")
        return self.client.post(address, {"answer": answer}).headers["Location"]


def test_the_way_leads_over_what_is_asked_and_back(client, survey):
    page, items, options = survey
    client.force_login(make_member())
    walker = Walker(client, page)
    assert "Question 1 of 4" in client.get(walker.at(1)).text
    assert client.get(walker.at(2)).headers["Location"] == walker.at(1)
    assert walker.post(1, options["cycle", "2"]) == walker.at(4)

    last = client.get(walker.at(4)).text
    assert "Question 2 of 2" in last
    assert f'href="{walker.at(1)}"' in last  # back
    check = f"/polls/{page.pk}/answer/only/check/"
    assert walker.post(4, [options["else", "1"]]) == check
    shown = client.get(check).text
    assert "Do you cycle?" in shown
    assert "How safe do you feel?" not in shown

    # A changed answer opens what follows from it, and the check waits for that.
    assert walker.post(1, options["cycle", "1"], change=True) == check
    assert client.get(check).headers["Location"] == walker.at(2)
    assert walker.post(2, 3) == walker.at(3)
    assert "Question 3 of 4" in client.get(walker.at(3)).text
    assert walker.post(3, "At the bridge") == walker.at(4)
    assert walker.post(4, [options["else", "2"]]) == check
    assert "At the bridge" in client.get(check).text
    client.post(check)
    assert [code for code, _answer in answered(page)] == ["cycle", "safe", "where", "else"]


# ---- what comes of it ----------------------------------------------------------------------------


def answer_as(survey, *, cyclists, others):
    page, items, options = survey
    for number in range(cyclists + others):
        cycles = number < cyclists
        given = {
            items["cycle"].pk: options["cycle", "1" if cycles else "2"],
            items["else"].pk: [options["else", "1"]],
        }
        if cycles:
            given[items["safe"].pk] = 8 if number % 2 else 9
        submit_response(user=make_member(), page=page, wave=Wave.ONLY, answers=given)
    return {
        question.code: question
        for question in build_questionnaire_report(
            poll=page, counts=count_answers(page), threshold=10
        ).questions
    }


def test_bases_are_those_who_were_asked(survey):
    found = answer_as(survey, cyclists=12, others=11)
    assert (found["cycle"].n, found["safe"].n, found["else"].n) == (23, 12, 23)
    assert found["safe"].asked_of == "Asked of those who answered “Yes” to “Do you cycle?”."


@pytest.mark.parametrize(("cyclists", "others"), [(20, 4), (4, 20)])
def test_a_base_never_tells_what_an_earlier_question_keeps_back(survey, cyclists, others):
    found = answer_as(survey, cyclists=cyclists, others=others)
    assert found["cycle"].hides
    assert found["safe"].n == "c"
    assert {answer.count for answer in found["safe"].answers} == {"c"}


def test_a_rule_is_said_in_words(survey):
    page, items, _options = survey
    assert rule_in_words(items["where"], items.values()) == (
        "Asked of those who answered 0–4 to “How safe do you feel?”."
    )
    assert rule_in_words(items["cycle"], items.values()) == ""


def test_a_page_with_a_rule_that_cannot_hold_is_not_published(survey):
    page, items, _options = survey
    wrong = list(page.items.all())
    wrong[1].asked_if = "cycle = 9"
    page.items = wrong
    with pytest.raises(ValidationError, match="cycle has no answer 9"):
        page.full_clean()


def test_a_deliberative_poll_asks_everybody_the_same_twice(db):
    poll = make_poll("before")
    items = list(poll.items.all())
    items[1].asked_if = f"{items[0].code} = 5"
    poll.items = items
    with pytest.raises(ValidationError, match="both rounds"):
        poll.full_clean()


def test_a_copy_keeps_its_rules(survey):
    page, _items, _options = survey
    copy = page.copy(update_attrs={"slug": "again", "title": "Again"})
    assert [item.asked_if for item in copy.items.all()] == ["", "cycle = 1", "safe = 0-4", ""]
    assert faults_in([copy.asked_of(item) for item in copy.items.all()]) == {}


def test_whom_a_question_is_asked_of_is_locked_by_the_first_answer(survey):
    page, items, options = survey
    submit_response(
        user=make_member(),
        page=page,
        wave=Wave.ONLY,
        answers={items["cycle"].pk: options["cycle", "2"], items["else"].pk: "dk"},
    )
    page = type(page).objects.get(pk=page.pk)
    changed = list(page.items.all())
    changed[1].asked_if = ""
    page.items = changed
    with pytest.raises(ValidationError, match="whom it is asked of cannot change"):
        page.full_clean()
