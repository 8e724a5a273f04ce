"""The same questions once more, months later: who is asked, when, and by what message."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from core.daily import JOBS
from core.refusals import Refused
from panel.models import Mailing
from polls.following_up import FOLLOW_UP, choose
from polls.models import DeliberativePollPage, Response, Wave
from polls.opening import stages_to_open
from polls.responding import submit_response, withdraw_own_response
from polls.stages import journey
from tests.polls.factories import (
    DAY,
    answers_to,
    change,
    make_member,
    make_poll,
    move_to,
    some_items,
)

pytestmark = pytest.mark.django_db
JOB = "questions asked once more, months later"


def answer(user, poll, wave):
    poll = DeliberativePollPage.objects.get(pk=poll.pk)
    return submit_response(user=user, page=poll, wave=wave, answers=answers_to(poll, 6))


def asked_again(opens=-1, closes=20):
    """Return a poll whose follow-up opens and closes so many days from now, answered twice."""
    items = [*some_items(1), *some_items(1)]
    items[1].is_paired = False
    poll = make_poll("before", items)
    member = make_member()
    answer(member, poll, Wave.BEFORE)
    move_to(poll, "after")
    answer(member, poll, Wave.AFTER)
    move_to(poll, "closed")
    now = timezone.now()
    change(
        DeliberativePollPage.objects.filter(pk=poll.pk),
        later_opens_at=now + opens * DAY,
        later_closes_at=now + closes * DAY,
    )
    return DeliberativePollPage.objects.get(pk=poll.pk), member


def next_of(poll, user):
    poll = DeliberativePollPage.objects.get(pk=poll.pk)
    return next((stage for stage in journey(poll, user) if stage.is_your_next), None)


def test_who_answered_twice_has_one_next_step_and_is_asked_the_paired_questions(client):
    poll, member = asked_again()
    stage = next_of(poll, member)
    assert (stage.code, stage.url) == ("later", reverse("polls:start", args=[poll.pk, "later"]))
    client.force_login(member)
    for address in (poll.url, "/account/"):
        page = client.get(address, follow=True).content.decode()
        assert "Say what you think months later" in page
    question = client.get(reverse("polls:question", args=[poll.pk, "later", 1])).content.decode()
    assert "The same questions once more" in question
    assert "of 1" in question or poll.count_items(Wave.LATER) == 1

    response = answer(member, poll, Wave.LATER)
    assert response.answers.count() == 1
    first = Response.objects.get(page=poll, wave=Wave.BEFORE)
    assert (response.ward_id, response.age_band) == (first.ward_id, first.age_band)
    assert next_of(poll, member) is None
    with pytest.raises(Refused, match="You gave your answers months later"):
        answer(member, poll, Wave.LATER)
    done = client.get(reverse("polls:done", args=[poll.pk, "later"])).content.decode()
    assert "Your answers months later are in" in done


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [(3, 20, "We ask you once more from"), (-9, -1, "Answers months later closed")],
)
def test_follow_up_keeps_to_its_dates(opens, closes, words):
    poll, member = asked_again(opens, closes)
    assert words in poll.refusal_for(member, Wave.LATER)
    assert next_of(poll, member) is None


def test_follow_up_is_for_those_who_answered_twice_only():
    poll, _member = asked_again()
    assert "first and second answers" in poll.refusal_for(make_member(), Wave.LATER)


def test_a_poll_without_follow_up_has_two_rounds():
    poll = make_poll("closed")
    assert poll.waves == (Wave.BEFORE, Wave.AFTER)
    assert "no such questions" in poll.refusal_for(make_member(), Wave.LATER)


def test_follow_up_opens_early_only_once_second_answers_have_closed():
    poll, _member = asked_again(5, 20)
    assert "later" in stages_to_open(poll)
    poll = move_to(poll, "after")
    assert "later" not in stages_to_open(poll)


def test_message_goes_to_those_who_answered_twice_once_and_a_reminder_before_it_closes():
    poll, member = asked_again()
    others = [make_member(), make_member()]
    assert JOBS[JOB]() == 1
    assert JOBS[JOB]() == 0
    mailing = Mailing.objects.get(purpose=FOLLOW_UP.code)
    assert choose(mailing, [member, *others]) == [member]

    Mailing.objects.update(opened_at=timezone.now() - timedelta(days=10))
    later = DeliberativePollPage.objects.filter(pk=poll.pk)
    later.update(later_closes_at=timezone.now() + 2 * DAY)
    assert JOBS[JOB]() == 1
    assert JOBS[JOB]() == 0
    words = FOLLOW_UP.words(mailing, [member, *others])
    assert list(words) == [member.pk]

    answer(member, poll, Wave.LATER)
    assert choose(mailing, [member]) == []
    later.update(later_closes_at=timezone.now() - DAY)
    assert FOLLOW_UP.words(mailing, [member]) == {}


def test_who_took_answers_back_is_not_asked_again():
    poll, member = asked_again()
    JOBS[JOB]()
    poll.responses.filter(wave=Wave.AFTER).update(withdrawn_at=timezone.now())
    assert choose(Mailing.objects.get(), [member]) == []


def test_answers_months_later_can_be_taken_back_while_open():
    poll, member = asked_again()
    answer(member, poll, Wave.LATER)
    withdraw_own_response(user=member, page=poll, wave=Wave.LATER)
    assert Response.objects.get(page=poll, wave=Wave.LATER).withdrawn_at
    assert not Response.objects.get(page=poll, wave=Wave.AFTER).withdrawn_at


@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ((5, None), "later_closes_at"),
        ((None, 9), "later_opens_at"),
        ((9, 5), "later_closes_at"),
        ((2, 9), "later_opens_at"),  # second answers close in three days
    ],
)
def test_dates_of_a_follow_up_must_be_whole_and_in_order(dates, field):
    poll = make_poll("before")
    now = timezone.now()
    poll.later_opens_at, poll.later_closes_at = (d and now + d * DAY for d in dates)
    with pytest.raises(ValidationError) as caught:
        poll.full_clean()
    assert field in caught.value.message_dict


def test_dates_of_a_follow_up_stay_once_answered_and_answers_are_cut_off_after_it():
    poll, member = asked_again()
    assert poll.last_answers_at == poll.later_closes_at
    answer(member, poll, Wave.LATER)
    promised, poll.anonymised_on = poll.anonymised_on, timezone.localdate()
    assert not poll.is_anonymised
    poll.anonymised_on = promised
    poll.later_opens_at = poll.later_closes_at = None
    with pytest.raises(ValidationError, match="their dates stay"):
        poll.full_clean()
