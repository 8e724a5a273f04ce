"""Who is told what came of a consultation: everybody concerned, once."""

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import PageLogEntry

from consultations.closing import publish_results, withdraw
from consultations.following import follow
from consultations.models import ConsultationPage, Follow, OutcomePage
from core.refusals import Refused
from panel.models import Mailing, Message
from polls.models import QuestionnairePage, Response
from tests.consultations.factories import (
    an_outcome,
    from_now,
    make_closed_consultation,
    make_consultation,
)
from tests.panel.factories import make_council, make_membership, make_user

pytestmark = pytest.mark.django_db


def make_questionnaire(consultation) -> QuestionnairePage:
    return consultation.add_child(
        instance=QuestionnairePage(
            title="Nine questions", slug="questions", opens_at=consultation.opens_at
        )
    )


def answer(questionnaire, user) -> None:
    number = Response.objects.count()
    Response.objects.create(
        page=questionnaire,
        wave="only",
        key=user.key_for(questionnaire.subject),
        public_id=f"public-{number}",
        receipt_hash=f"receipt-{number}",
    )


@pytest.fixture
def consultation():
    make_council()
    return make_closed_consultation(title="Trees & streets")


@pytest.fixture
def people(consultation):
    """Return who answered, who follows, who did neither, who wants no mail, and who left."""
    questionnaire = make_questionnaire(consultation)
    answered, idle = make_membership().user, make_membership().user
    follower = make_user()
    stopped = make_membership(wants_news=False).user
    gone = make_membership(status="left", postcode="", left_at=timezone.now()).user
    for user in (answered, stopped, gone):
        answer(questionnaire, user)
    follow(follower, consultation)
    follow(stopped, consultation)
    return {"answered": answered, "follower": follower, "idle": idle, "stopped": stopped}


@pytest.fixture
def publish_outcome(consultation, django_capture_on_commit_callbacks):
    """Publish an outcome as an officer does, then what waits for the commit."""

    def publish():
        outcome = OutcomePage.objects.first()
        if outcome is None:
            outcome = consultation.add_child(instance=an_outcome(live=False))
        with django_capture_on_commit_callbacks(execute=True):
            outcome.save_revision().publish()
        return OutcomePage.objects.get()

    return publish


def told() -> list[str]:
    return sorted(address for message in mail.outbox for address in message.to)


def test_those_who_took_part_and_those_who_follow_are_told_of_the_outcome(people, publish_outcome):
    publish_outcome()
    assert told() == sorted([people["answered"].email, people["follower"].email])


def test_the_message_says_what_came_of_it_and_can_be_stopped(people, publish_outcome):
    outcome = publish_outcome()
    message = mail.outbox[0]
    assert message.subject == "What we did: Trees & streets"
    assert "Ten stay, four reopen." in message.body
    assert outcome.full_url in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.extra_headers["List-Unsubscribe"].startswith("<http")
    assert "&amp;" not in message.body


def test_publishing_a_correction_tells_nobody_again(people, publish_outcome):
    publish_outcome()
    mail.outbox.clear()
    publish_outcome()
    assert told() == []


def test_scheduling_an_outcome_tells_nobody_yet(
    people, consultation, django_capture_on_commit_callbacks
):
    outcome = consultation.add_child(instance=an_outcome(live=False, go_live_at=from_now(days=1)))
    with django_capture_on_commit_callbacks(execute=True):
        outcome.save_revision().publish()
    assert told() == []
    with (
        time_machine.travel(from_now(days=2)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        call_command("publish_scheduled")
    assert told() == sorted([people["answered"].email, people["follower"].email])


def test_an_outcome_that_is_unpublished_again_tells_nobody(people, publish_outcome):
    outcome = publish_outcome()
    Message.objects.update(state="queued", sent_at=None, claim="")
    mail.outbox.clear()
    outcome.unpublish()
    call_command("post_messages")
    assert told() == []
    assert set(Message.objects.values_list("state", flat=True)) == {"cancelled"}


def test_messages_do_not_name_anybody(people, publish_outcome):
    publish_outcome()
    pointing = {field.name for field in Message._meta.get_fields() if field.is_relation}
    assert pointing == {"mailing"}
    assert Message.objects.filter(state="sent").exclude(sent_at=None).count() == 2
    assert Mailing.objects.get().title == "Trees & streets"


# ---- results


def test_publishing_results_tells_everybody_once_and_is_logged(
    people, consultation, django_capture_on_commit_callbacks
):
    officer = make_user(is_staff=True)
    with django_capture_on_commit_callbacks(execute=True):
        page = publish_results(consultation, by=officer)
    assert page.status == "results"
    assert told() == sorted([people["answered"].email, people["follower"].email])
    assert mail.outbox[0].subject == "Results: Trees & streets"
    entry = PageLogEntry.objects.get(page=page.pk, action="consultations.publish_results")
    assert entry.user == officer
    with pytest.raises(Refused, match="The results were published"):
        publish_results(consultation, by=officer)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "Results cannot be published before"),
        ({"opens_at": from_now(days=2), "closes_at": from_now(days=40)}, "cannot be published"),
        ({"live": False, "closes_at": from_now(days=-2)}, "is a draft"),
    ],
)
def test_results_are_not_published_before_it_closed(fields, reason):
    page = make_consultation(**fields)
    with pytest.raises(Refused, match=reason):
        publish_results(page, by=make_user(is_staff=True))
    assert ConsultationPage.objects.get().results_published_at is None


def test_a_withdrawn_consultation_says_why_and_takes_no_more_answers(client):
    page = make_consultation()
    questionnaire = make_questionnaire(page)
    member = make_membership().user
    withdraw(page, by=make_user(is_staff=True), reason="The road will be dug up.")
    page = ConsultationPage.objects.get()
    assert page.status == "withdrawn"
    assert "The road will be dug up." in client.get(page.url).content.decode()
    questionnaire = QuestionnairePage.objects.get(pk=questionnaire.pk)
    assert questionnaire.refusal_for(member) == (
        "This consultation was withdrawn. The road will be dug up."
    )
    with pytest.raises(Refused):
        withdraw(page, by=make_user(is_staff=True), reason="Again")


def test_withdrawing_needs_a_reason():
    page = make_consultation()
    with pytest.raises(Refused, match="Say why"):
        withdraw(page, by=make_user(is_staff=True), reason="  ")
    assert ConsultationPage.objects.get().status == "open"


# ---- following


def test_following_twice_is_following_once(client, consultation):
    user = make_user()
    client.force_login(user)
    for _time in range(2):
        client.post(f"/consultations/{consultation.pk}/follow/", {"follow": "1"})
    assert list(Follow.objects.values_list("user", "consultation")) == [(user.pk, consultation.pk)]
    client.post(f"/consultations/{consultation.pk}/follow/", {"follow": "0"})
    assert not Follow.objects.exists()


def test_following_is_a_post_of_somebody_signed_in(client, consultation):
    url = f"/consultations/{consultation.pk}/follow/"
    assert "/account/login/" in client.post(url, {"follow": "1"}).url
    client.force_login(make_user())
    assert client.get(url).status_code == 405
    assert not Follow.objects.exists()
