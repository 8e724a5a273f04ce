"""Trying a questionnaire out: every way is shown, and nothing that is entered is kept."""

import pytest

from polls.models import Answer, Draft, QuestionnairePage, Response
from polls.views.trying import TRIED
from tests.polls.factories import (
    a_list,
    a_scale,
    make_member,
    make_poll,
    make_questionnaire,
    make_user,
    soon,
)
from tests.polls.test_answering import text
from tests.polls.test_grids import a_grid

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    officer = make_user(is_staff=True, is_superuser=True)
    client.force_login(officer)
    return officer


def branching():
    return [
        a_list("By bus", "On foot", wording="How did you come?", code="how"),
        a_scale(wording="How full was the bus?", asked_if="how = 1"),
        a_grid(wording="How was it?"),
    ]


def ways(client, page):
    return client.get(f"/admin/questionnaires/{page.pk}/ways/")


def add_to_draft(page, *items):
    """Save a draft with more questions, which the database has no rows for."""
    draft = QuestionnairePage.objects.get(pk=page.pk)
    whole = [*draft.items.all(), *items]
    for place, item in enumerate(whole):
        item.sort_order = place
    draft.items = whole
    draft.save_revision(clean=False)


def test_an_officer_sees_every_way_and_tries_a_draft_and_nothing_is_stored(client, officer):
    page = make_questionnaire(branching()[:1], opens_at=soon())
    add_to_draft(page, *branching()[1:])
    said = text(ways(client, page))
    assert "Every question can be reached." in said
    assert "Way 1: 3 questions How did you come? How full was the bus? How was it?" in said
    assert "Way 2: 2 questions How did you come? How was it?" in said

    first = client.post(f"/polls/{page.pk}/try/draft/only/", {"path": "1"}, follow=True)
    assert "Nothing that you enter is kept or counted." in text(first)
    assert " checked" in first.text and "Save and finish later" not in first.text
    bus = client.session[TRIED]["answers"].values()
    answer = client.post(f"/polls/{page.pk}/try/draft/only/1/", {"answer": [*bus][0]}, follow=True)
    assert "How full was the bus?" in text(answer)
    assert client.post(f"/polls/{page.pk}/try/draft/only/2/", {"answer": "x"}).status_code == 422
    answer = client.post(f"/polls/{page.pk}/try/draft/only/2/", {"answer": "7"}, follow=True)
    rows = dict.fromkeys(names_of_rows(answer.text), "dk")
    answer = client.post(f"/polls/{page.pk}/try/draft/only/3/", rows, follow=True)
    said = text(answer)
    assert "Check the answers of this test" in said and "How full was the bus? 7" in said

    over = client.post(f"/polls/{page.pk}/try/draft/only/check/", follow=True)
    assert "Nothing of it was kept." in text(over)
    assert TRIED not in client.session
    assert not (Response.objects.exists() or Answer.objects.exists() or Draft.objects.exists())


def names_of_rows(html):
    return {part.split('"')[0] for part in html.split(' name="')[1:] if part.startswith("answer-")}


def test_what_is_open_is_tried_too_and_counts_nothing(client, officer):
    poll = make_poll("before")
    client.post(f"/polls/{poll.pk}/try/published/before/")
    for number in (1, 2, 3):
        client.post(f"/polls/{poll.pk}/try/published/before/{number}/", {"answer": "5"})
    said = text(client.get(f"/polls/{poll.pk}/try/published/before/check/"))
    assert "Check the answers of this test" in said
    assert not Draft.objects.exists() and poll.participant_count() == 0


def test_rules_that_fail_are_told_before_any_test(client, officer):
    page = make_questionnaire([a_list(code="a")], opens_at=soon())
    add_to_draft(page, a_scale(code="b", asked_if="a = 9"), a_list("One"))
    said = text(ways(client, page))
    assert "a has no answer 9." in said and "“Which option is best?” is not complete." in said
    assert client.post(f"/polls/{page.pk}/try/draft/only/").status_code == 404


@pytest.mark.parametrize("is_staff", [True, False])
def test_only_who_may_edit_tries(client, is_staff):
    page = make_questionnaire()
    client.force_login(make_user(is_staff=True) if is_staff else make_member())
    assert client.post(f"/polls/{page.pk}/try/published/only/").status_code == 403
    assert client.get(f"/polls/{page.pk}/try/published/only/1/").status_code == 403


def test_officers_page_through_many_ways_and_try_any_of_them(client, officer):
    firsts = [a_list("Yes", "No", wording=f"Do you use {n}?", code=f"u{n}") for n in range(7)]
    follow = [
        a_scale(
            wording=f"How good is {n}?", code=f"g{n}", asked_if=f"u{n} = 1", in_random_place=True
        )
        for n in range(7)
    ]
    page = make_questionnaire([*firsts, *follow], opens_at=soon())
    first = text(ways(client, page))
    assert "Way 1: 14 questions" in first and "Ways 1 to 60 of 128." in first
    last = client.get(f"/admin/questionnaires/{page.pk}/ways/?page=3")
    assert "Ways 121 to 128 of 128." in text(last)
    assert "Way 128: 7 questions" in text(last)
    number = last.text.split('name="path" value="')[1].split('"')[0]
    assert number == "121"
    for number, count in (("1", 14), ("128", 7)):
        client.post(f"/polls/{page.pk}/try/draft/only/", {"path": number})
        begun = client.get(f"/polls/{page.pk}/try/draft/only/1/")
        if number == "1":
            assert f"question 1 of {count}" in text(begun)
