"""The pages on which people answer, as they walk through them."""

import re

import pytest
from django.utils import timezone

from core.dates import day, short_day
from panel.models import User
from polls.models import Draft, Item, QuestionnairePage, Response, Wave
from polls.responding import submit_response
from tests.consultations.factories import make_closed_consultation
from tests.polls.factories import (
    a_list,
    a_scale,
    answers_to,
    make_consultation,
    make_member,
    make_officer,
    make_poll,
    make_questionnaire,
    move_to,
    some_items,
)

pytestmark = pytest.mark.django_db


def at(page, wave, step="") -> str:
    return f"/polls/{page.pk}/answer/{wave}/{step}"


def text(answer) -> str:
    """The words of a page, without tags, on one line."""
    body = re.sub(r"<(script|style|title).*?</\1>", " ", answer.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


@pytest.fixture
def member(client):
    member = make_member()
    client.force_login(member)
    return member


def close_now(page):
    hour_ago = timezone.now() - timezone.timedelta(hours=1)
    QuestionnairePage.objects.filter(pk=page.pk).update(closes_at=hour_ago)


@pytest.mark.parametrize(
    ("published", "due", "words", "action"),
    [
        (None, 3, "Results come by {due}.", "See when results come"),
        (None, -3, "Results were due on {due}, and we are late.", "See when results come"),
        (-1, -3, "See the results", "See the results"),
    ],
)
def test_once_closed_a_page_leads_to_its_results_or_says_when_they_come(
    client, published, due, words, action
):
    now, due = timezone.now(), timezone.localdate() + timezone.timedelta(days=due)
    consultation = make_closed_consultation(
        results_due_on=due,
        results_published_at=published and now + timezone.timedelta(days=published),
    )
    page = make_questionnaire(parent=consultation)
    close_now(page)
    page = QuestionnairePage.objects.get(pk=page.pk)

    answer = client.get(page.url)

    assert words.format(due=day(due)) in text(answer)
    assert "stop and carry on later" not in text(answer)
    leads = f'href="/results/{page.pk}/"' in answer.content.decode()
    assert leads == bool(published)
    assert page.card(User()).action == action


def test_a_questionnaire_says_who_decides_and_when(client):
    day = (timezone.localdate() + timezone.timedelta(days=90)).replace(day=9)
    consultation = make_consultation(decision_maker="The cabinet", decision_by=day)
    page = make_questionnaire(parent=consultation)
    said = text(client.get(page.url))
    assert f"The cabinet decides by {short_day(day)}." in said
    assert "Before that we publish what people said, by " in said


# ---- the whole way


def test_member_answers_checks_changes_sends_and_sees_the_receipt_once(client, member):
    poll = make_poll("before", some_items(2))

    assert client.get(at(poll, "before"))["Location"] == at(poll, "before", "1/")
    first = client.get(at(poll, "before", "1/"))
    assert "First answers , question 1 of 2" in text(first)
    assert first.content.decode().count("<h1") == 1
    assert " checked" not in first.content.decode()

    answer = client.post(at(poll, "before", "1/"), {"answer": "3"})
    assert answer["Location"] == at(poll, "before", "2/")
    assert client.get(at(poll, "before"))["Location"] == at(poll, "before", "2/")
    answer = client.post(at(poll, "before", "2/"), {"answer": "dk"})
    assert answer["Location"] == at(poll, "before", "check/")

    page = client.get(at(poll, "before", "check/"))
    assert "Should street 1 stay closed to through traffic? 3 Change" in text(page)
    assert "through traffic? I do not know Change" in text(page)
    again = client.get(at(poll, "before", "1/?change"))
    assert re.search(r'value="3" checked', again.content.decode())
    answer = client.post(at(poll, "before", "1/?change"), {"answer": "10"})
    assert answer["Location"] == at(poll, "before", "check/")
    assert "10 – Strongly for" in text(client.get(at(poll, "before", "check/")))

    answer = client.post(at(poll, "before", "check/"))
    assert answer["Location"] == at(poll, "before", "done/")
    receipt = re.compile(r"([2-9A-Z]{4}-){3}[2-9A-Z]{4}")
    assert receipt.search(text(client.get(at(poll, "before", "done/"))))
    later = text(client.get(at(poll, "before", "done/")))
    assert not receipt.search(later)
    assert "The receipt number was shown once" in later
    assert list(Response.objects.get().answers.values_list("number", "missing")) == [
        (10, ""),
        (None, "-8"),
    ]


def test_first_answers_are_not_seen_again_before_the_second_are_in(client, member):
    poll = make_poll("before", some_items(1))
    submit_response(user=member, page=poll, wave="before", answers=answers_to(poll, 7))
    for stage in ("before", "between", "after"):
        move_to(poll, stage)
        for step in ("", "1/", "check/"):
            answer = client.get(at(poll, "before", step))
            assert answer.status_code == 403
            assert 'value="7" checked' not in answer.content.decode()
            assert "Your answers are in" in text(answer)
    second = client.get(at(poll, "after", "1/"))
    assert second.status_code == 200
    assert " checked" not in second.content.decode()


def test_save_and_finish_later_keeps_the_answer_and_carries_on_elsewhere(client, member):
    page = make_questionnaire(some_items(2))
    answer = client.post(at(page, "only", "1/"), {"answer": "8", "later": "1"}, follow=True)
    assert "Your answers so far are saved." in text(answer)
    assert "Carry on" in text(answer)

    client.logout()
    client.force_login(member)
    assert client.get(at(page, "only"))["Location"] == at(page, "only", "2/")
    assert 'value="8" checked' in client.get(at(page, "only", "1/")).content.decode()


def test_leaving_without_an_answer_is_no_error(client, member):
    page = make_questionnaire()
    answer = client.post(at(page, "only", "1/"), {"later": "1"})
    assert (answer.status_code, answer["Location"]) == (302, page.url)
    assert Draft.objects.count() == 0


# ---- what is wrong is said


def test_missing_answer_is_asked_for_above_and_beside(client, member):
    page = make_questionnaire()
    answer = client.post(at(page, "only", "1/"), {})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: Question 1 of 3" in html
    assert html.count("Choose a number from 0 to 10, or “I do not know”") == 2
    assert 'href="#answer"' in html
    assert html.count('id="answer"') == 1
    assert Draft.objects.count() == 0


def test_words_that_are_too_long_are_kept(client, member):
    page = make_questionnaire([Item(kind=Item.Kind.TEXT, wording="Why?")])
    words = "Because. " * 500
    answer = client.post(at(page, "only", "1/"), {"answer": words})
    assert answer.status_code == 422
    assert words.strip() in answer.content.decode()


def test_several_and_do_not_know_exclude_each_other(client, member):
    page = make_questionnaire([a_list(kind=Item.Kind.MULTIPLE)])
    option = str(page.items.get().options.first().pk)
    answer = client.post(at(page, "only", "1/"), {"answer": [option, "dk"]})
    assert answer.status_code == 422
    assert "not both" in text(answer)
    assert f'value="{option}" checked' in answer.content.decode()


@pytest.mark.parametrize("value", ["11", "-1", "05", "x", "²"])
def test_only_the_eleven_numbers_are_taken(client, member, value):
    page = make_questionnaire()
    assert client.post(at(page, "only", "1/"), {"answer": value}).status_code == 422
    assert Draft.objects.count() == 0


def test_sending_too_early_leads_to_the_first_open_question(client, member):
    page = make_questionnaire(some_items(2))
    client.post(at(page, "only", "1/"), {"answer": "4"})
    assert client.get(at(page, "only", "check/"))["Location"] == at(page, "only", "2/")
    assert client.post(at(page, "only", "check/"))["Location"] == at(page, "only", "2/?change")
    assert Response.objects.count() == 0


def test_poll_that_closed_meanwhile_shows_what_was_typed_and_whom_to_ask(client, member):
    page = make_questionnaire([Item(kind=Item.Kind.TEXT, wording="Why?"), *some_items(1)])
    client.post(at(page, "only", "1/"), {"answer": "Buses are late."})
    close_now(page)

    answer = client.post(at(page, "only", "1/"), {"answer": "Buses are very late."})
    assert answer.status_code == 403
    assert "This closed at" in text(answer)
    assert "What you entered was not saved: Buses are very late." in text(answer)
    assert "nadia@bristol.example.org" in text(answer)

    for answer in (client.get(at(page, "only", "check/")), client.post(at(page, "only", "check/"))):
        assert answer.status_code == 403
        assert "Why? Buses are late." in text(answer)
    assert Draft.objects.get().answers == {str(page.items.first().pk): "Buses are late."}


@pytest.mark.parametrize("others", [0, 1])
def test_other_answers_are_offered_to_be_copied_only_where_there_are_some(client, member, others):
    page = make_questionnaire(some_items(2))
    client.post(at(page, "only", "1/"), {"answer": "4"})
    close_now(page)

    refused = client.post(at(page, "only", f"{1 + others}/"), {"answer": "5"})
    assert "What you entered was not saved" in text(refused)
    assert refused.text.count(f'href="{at(page, "only", "check/")}"') == others


# ---- who may open what


def test_signed_out_answer_waits_behind_the_sign_in(client):
    page, member = make_questionnaire(), make_member()
    answer = client.post(at(page, "only", "2/"), {"answer": "9"})
    assert answer["Location"] == f"/account/login/?next={at(page, 'only', '2/')}"
    session = client.session
    client.force_login(member)
    kept = client.session
    kept.update(session.items())
    kept.save()

    back = client.get(at(page, "only", "2/"))
    assert 'value="9" checked' in back.content.decode()
    assert "What you had entered is still here" in text(back)
    assert Draft.objects.count() == 0
    assert "What you had entered" not in text(client.get(at(page, "only", "2/")))


@pytest.mark.parametrize("step", ["", "1/", "check/", "done/"])
def test_signed_out_people_are_led_to_sign_in(client, step):
    page = make_questionnaire()
    for method in (client.get, client.post):
        if method == client.post and step in ("", "done/"):
            assert method(at(page, "only", step)).status_code == 405
        else:
            assert method(at(page, "only", step))["Location"].startswith("/account/login/")


ROLES = {
    "resident": lambda: User.objects.create_user("r@example.org"),
    "member": make_member,
    "officer": lambda: make_officer("polls.override_stage", "wagtailadmin.access_admin"),
}
EXPECTED = {  # role: stage: codes of the first question of first and of second answers
    "resident": dict.fromkeys(("not yet open", "before", "after", "closed"), (403, 403)),
    "member": {
        "not yet open": (403, 403),
        "before": (200, 403),
        "after": (403, 403),
        "closed": (403, 403),
    },
    "officer": dict.fromkeys(("not yet open", "before", "after", "closed"), (403, 403)),
}


@pytest.mark.parametrize("role", ROLES)
def test_roles_before_during_and_after(client, role):
    client.force_login(ROLES[role]())
    found = {}
    for stage in EXPECTED[role]:
        poll = make_poll(stage)
        found[stage] = tuple(
            client.get(at(poll, wave, "1/")).status_code for wave in ("before", "after")
        )
        for wave, code in zip(("before", "after"), found[stage], strict=True):
            sent = client.post(at(poll, wave, "1/"), {"answer": "5"}).status_code
            assert sent == (302 if code == 200 else 403)
    assert found == EXPECTED[role]


def test_resident_without_membership_is_asked_to_join(client):
    client.force_login(User.objects.create_user("r@example.org"))
    answer = client.get(at(make_questionnaire(), "only", "1/"))
    assert "This is for members of the panel." in text(answer)
    assert 'href="/join/"' in answer.content.decode()


def test_nobody_reaches_the_draft_or_receipt_of_another(client, member):
    page = make_questionnaire([Item(kind=Item.Kind.TEXT, wording="Why?")])
    client.post(at(page, "only", "1/"), {"answer": "My own words."})
    client.force_login(make_member())
    assert "My own words." not in client.get(at(page, "only", "1/")).content.decode()
    assert client.get(at(page, "only", "check/"))["Location"] == at(page, "only", "1/")

    client.force_login(member)
    client.post(at(page, "only", "check/"))
    cookies = client.cookies["receipt"].value
    client.force_login(make_member())
    client.cookies["receipt"] = cookies
    assert client.get(at(page, "only", "done/"))["Location"] == page.url


def test_fields_that_the_form_does_not_have_are_ignored(client, member):
    page, other = make_questionnaire(some_items(1)), make_member()
    forged = {
        "answer": "5",
        "key": other.key_for(page.subject),
        "user": other.pk,
        "wave": "before",
        "ward": other.membership.ward_id,
        "channel": "paper",
    }
    client.post(at(page, "only", "1/"), forged)
    client.post(at(page, "only", "check/"), forged)
    response = Response.objects.get()
    assert response.key == member.key_for(page.subject)
    assert (response.wave, response.mode) == ("only", "online")
    assert response.ward == member.membership.ward


def test_unpublished_questionnaire_and_other_waves_do_not_exist(client, member):
    page = make_questionnaire()
    assert client.get(at(page, "before", "1/")).status_code == 404
    assert client.get(at(page, "only", "9/")).status_code == 404
    QuestionnairePage.objects.filter(pk=page.pk).update(live=False)
    for step in ("", "1/", "check/", "done/"):
        assert client.get(at(page, "only", step)).status_code == 404


# ---- taking back


def test_receipt_takes_answers_back(client, member):
    page = make_questionnaire(some_items(1))
    response = submit_response(user=member, page=page, wave="only", answers=answers_to(page, 2))
    client.logout()
    at_desk = f"/polls/{page.pk}/take-back/"
    wrong = client.post(at_desk, {"receipt": "2222-2222-2222-2222"})
    assert wrong.status_code == 422
    assert "We have no answers under this number." in text(wrong)
    done = client.post(at_desk, {"receipt": response.receipt.lower()})
    assert "We have taken your answers back" in text(done)
    assert Response.objects.count() == 0
    client.force_login(member)
    assert "2 Change" in text(client.get(at(page, "only", "check/")))


def test_guessing_receipts_is_slowed(client):
    page = make_questionnaire()
    tries = [
        text(client.post(f"/polls/{page.pk}/take-back/", {"receipt": f"{n}"})) for n in range(31)
    ]
    assert "many tries" not in tries[29]
    assert "That were many tries." in tries[30]


# ---- cost


@pytest.mark.parametrize("wave", ["before", "after"])
def test_sending_five_answers_takes_at_most_14_queries(
    client, member, django_assert_max_num_queries, wave
):
    poll = make_poll("before", some_items(5))
    if wave == "after":
        submit_response(user=member, page=poll, wave="before", answers=answers_to(poll))
        move_to(poll, "after")
    for number in range(1, 6):
        client.post(at(poll, wave, f"{number}/"), {"answer": "5"})
    with django_assert_max_num_queries(14):
        answer = client.post(at(poll, wave, "check/"))
    assert answer["Location"] == at(poll, wave, "done/")


@pytest.mark.parametrize("count", [1, 3])
def test_question_costs_the_same_with_more_items(
    client, member, django_assert_max_num_queries, count
):
    page = make_questionnaire([a_list(wording=f"Question {n}") for n in range(count)])
    client.get(at(page, "only", "1/"))
    with django_assert_max_num_queries(9):
        assert client.get(at(page, "only", "1/")).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_check_costs_the_same_with_more_items(client, member, django_assert_max_num_queries, count):
    page = make_questionnaire([a_scale(number) for number in range(count)])
    for number in range(1, count + 1):
        client.post(at(page, "only", f"{number}/"), {"answer": "5"})
    client.get(at(page, "only", "check/"))
    with django_assert_max_num_queries(9):
        assert client.get(at(page, "only", "check/")).status_code == 200


def test_who_they_are_is_asked_after_the_last_answers_alone(client):
    """R1.19: monitoring questions come after the consultation's, by choice."""
    for page, wave, is_offered in (
        (make_questionnaire(), Wave.ONLY, True),
        (make_poll("before"), Wave.BEFORE, False),
    ):
        member = make_member()
        client.force_login(member)
        submit_response(user=member, page=page, wave=wave, answers=answers_to(page, 5))
        answer = client.get(f"/polls/{page.pk}/answer/{wave}/done/")
        assert ('href="/account/about-you/"' in answer.text) is is_offered
