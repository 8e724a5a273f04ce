"""Whether people's own words may be published: the officer's switch and everybody's own choice."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from panel.joining import erase_identity
from polls.excluding import exclude_responses
from polls.judging import published_words, waiting
from polls.keying import Typed, key_paper
from polls.models import (
    Answer,
    Draft,
    Item,
    JudgedWords,
    PublishingChoice,
    QuestionnairePage,
    Response,
    WhoMayAnswer,
)
from polls.publishing import change_choice
from polls.responding import withdraw_response
from polls.retention import unlink_questionnaire
from tests.panel.factories import make_council
from tests.polls.factories import (
    a_scale,
    change,
    make_member,
    make_officer,
    make_questionnaire,
)
from tests.polls.test_keying import MAY, a_batch
from tests.polls.test_open_to_anybody import NOW, at, receipt_of, send
from tests.polls.words import NOBODY_HELD, make_open_words, words_sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def council():
    return make_council()


def test_it_is_off_and_can_be_turned_on_only_before_opening():
    page = make_questionnaire([Item(kind="text", wording="Why?")])
    assert not page.publishes_responses
    page.publishes_responses = True
    with pytest.raises(ValidationError, match="nobody was told"):
        page.full_clean()
    tomorrow = timezone.now() + timedelta(days=1)
    change(QuestionnairePage.objects.filter(pk=page.pk), opens_at=tomorrow)
    page.opens_at = tomorrow
    page.closes_at = tomorrow + timedelta(days=1)
    page.full_clean()


def test_it_needs_a_question_in_own_words():
    page = make_questionnaire([a_scale()], opens_at=timezone.now() + timedelta(hours=1))
    page.publishes_responses = True
    with pytest.raises(ValidationError, match="own words"):
        page.full_clean()


def test_the_choice_comes_before_the_check_and_every_answer_is_kept(client):
    page, member = make_open_words(), make_member()
    client.force_login(member)
    start = f"/polls/{page.pk}/answer/only/"
    asked = client.post(f"{start}1/", {"answer": "More trees"}, follow=True)
    assert asked.request["PATH_INFO"] == f"{start}publishing/"
    assert client.get(f"{start}check/").url == f"{start}publishing/"
    refused = client.post(f"{start}publishing/", {"choice": "named", "name": " "})
    assert refused.status_code == 422
    assert "Enter the name to print" in refused.text
    assert client.post(f"{start}publishing/", {}).status_code == 422
    sent = {"choice": "named", "name": "Friends of the Park"}
    check = client.post(f"{start}publishing/", sent, follow=True)
    assert "Publish with my name or organisation: Friends of the Park" in check.text
    assert not Response.objects.exists()
    client.post(f"{start}check/")
    chosen = PublishingChoice.objects.get()
    assert (chosen.choice, chosen.name) == ("named", "Friends of the Park")
    assert [answer.text for answer in waiting()] == ["More trees"]


def test_do_not_publish_never_enters_the_queue_and_nobody_is_asked_where_it_is_off(client):
    page = make_open_words()
    words_sent(page, "Mine alone", choice="no")
    words_sent(page, "Without the question", choice=None)
    words_sent(page, "For all", choice="anonymous", name="Typed and dropped")
    assert [answer.text for answer in waiting()] == ["For all"]
    assert PublishingChoice.objects.get(choice="anonymous").name == ""
    off = make_questionnaire([Item(kind="text", wording="Why?")])
    words_sent(off, "Never asked", choice="named", name="Rowan")
    assert PublishingChoice.objects.filter(response__page=off).count() == 0
    client.force_login(make_member())
    assert client.get(f"/polls/{off.pk}/answer/only/publishing/").status_code == 404
    change(QuestionnairePage.objects.filter(pk=page.pk), publishes_responses=False)
    assert not waiting().exists()


def test_what_is_asked_about_the_person_is_never_published():
    items = [
        Item(kind="text", wording="Your health?", sensitivity="sensitive"),
        Item(kind="text", wording="The park?"),
    ]
    page = make_open_words(items)
    words_sent(page, "My back hurts", "Benches")
    assert [answer.text for answer in waiting()] == ["Benches"]


def test_a_choice_is_changed_with_the_receipt_until_closing_and_then_only_to_less(client):
    page = make_open_words()
    response = words_sent(page, "Benches", choice="anonymous")
    address = f"/polls/{page.pk}/publishing/"
    wrong = client.post(address, {"receipt": "2222", "choice": "no", "name": ""})
    assert wrong.status_code == 422
    assert "no answers under this number" in wrong.text

    def choose(choice, name=""):
        sent = {"receipt": response.receipt, "choice": choice, "name": name}
        status = client.post(address, sent).status_code
        return status, PublishingChoice.objects.get().choice

    assert choose("named", "Rowan") == (200, "named")
    assert choose("no") == (200, "no")
    assert not waiting().exists()
    assert choose("anonymous") == (200, "anonymous")
    hour_ago = timezone.now() - timedelta(hours=1)
    change(QuestionnairePage.objects.filter(pk=page.pk), closes_at=hour_ago)
    assert choose("named", "Rowan") == (422, "anonymous")
    assert choose("no") == (200, "no")


def test_a_new_name_is_read_by_a_moderator_again():
    page = make_open_words()
    response = words_sent(page, "Benches", choice="named", name="Rowan")
    answer = waiting().get()
    JudgedWords.objects.create(answer=answer, state="approved", text=answer.text)
    change_choice(page=page, response=response, choice="named", name="Rowan")
    assert not waiting().exists()
    change_choice(page=page, response=response, choice="named", name="Something rude")
    assert waiting().get() == answer


def test_taking_back_takes_choice_and_decision_and_the_draft_remembers():
    page = make_open_words()
    response = words_sent(page, "Benches", choice="named", name="Rowan")
    JudgedWords.objects.create(answer=waiting().get(), state="approved", text="Benches")
    withdraw_response(page=page, receipt=response.receipt)
    assert not PublishingChoice.objects.exists()
    assert not JudgedWords.objects.exists()
    assert Draft.objects.get().answers["publishing"] == {"choice": "named", "name": "Rowan"}


def test_leaving_takes_the_name_and_leaves_the_words():
    page, member = make_open_words(), make_member()
    words_sent(page, "Benches", choice="named", name="Rowan Ash", by=member)
    words_sent(page, "Trees", choice="named", name="Somebody else")
    erase_identity(member)
    left = PublishingChoice.objects.order_by("pk").values_list("choice", "name")
    assert list(left) == [("anonymous", ""), ("named", "Somebody else")]
    assert waiting().count() == 2


def test_cutting_off_takes_the_name_too():
    page = make_open_words()
    words_sent(page, "Benches", choice="named", name="Rowan")
    unlink_questionnaire(page, NOBODY_HELD)
    chosen = PublishingChoice.objects.get()
    assert (chosen.choice, chosen.name) == ("anonymous", "")


# ---- without an account, and on paper


def test_whoever_answers_without_an_account_is_asked_too(client):
    with time_machine.travel(NOW, tick=False) as clock:
        page = make_open_words(who_may_answer=WhoMayAnswer.ANYBODY)
        assert client.get(at(page, "publishing/")).url == at(page, "who/")
        client.post(at(page, "who/"), {"type": "voluntary"})
        about = {"name": "Park Friends", "represents": "Its members", "how_gathered": "A meeting"}
        client.post(at(page, "organisation/"), about)
        assert client.get(at(page, "publishing/")).url == at(page, "1/")
        assert client.post(at(page, "1/"), {"answer": "Benches"}).url == at(page, "check/")
        asked = client.get(at(page, "check/"), follow=True)
        assert asked.request["PATH_INFO"] == at(page, "publishing/")
        assert 'value="Park Friends"' in asked.text  # and they choose whether it is printed
        assert client.post(at(page, "publishing/"), {"choice": "named"}).status_code == 422
        chosen = {"choice": "named", "name": "Park Friends"}
        assert client.post(at(page, "publishing/"), chosen).url == at(page, "check/")
        receipt = receipt_of(client, send(client, page, clock))
        stored = PublishingChoice.objects.get()
        assert (stored.choice, stored.name) == ("named", "Park Friends")

        # The browser alone is no proof of who they are: somebody may share it.
        address = f"/polls/{page.pk}/publishing/"
        assert client.post(address, {"choice": "no"}).status_code == 422
        assert client.post(address, {"receipt": receipt, "choice": "no"}).status_code == 200
        assert not waiting().exists()


def test_what_stands_on_paper_is_not_published_unless_its_sender_says_so():
    page, officer = make_open_words(), make_officer(MAY)
    typed = Typed({str(page.items.get().pk): "Benches"})
    response = key_paper(batch=a_batch(page, officer), number=1, typed=typed, by=officer).response
    assert PublishingChoice.objects.get().choice == "no"
    assert not waiting().exists()
    change_choice(page=page, response=response, choice="anonymous")
    assert [answer.text for answer in waiting()] == ["Benches"]


def test_what_is_excluded_late_or_off_its_route_is_not_published():
    page = make_open_words()
    sent = [words_sent(page, text) for text in ("Excluded", "Late", "Off route", "Stands")]
    for answer in waiting():
        JudgedWords.objects.create(answer=answer, state="approved", text=answer.text)
    by = make_officer("polls.exclude_response")
    exclude_responses(page=page, public_ids=[sent[0].public_id], by=by, reason="Sent twice")
    late = Response.objects.filter(pk=sent[1].pk)
    late.update(is_late=True, is_counted=False, received_on=timezone.localdate())
    Answer.objects.filter(response=sent[2]).update(is_off_route=True)
    assert [answer.text for answer in published_words()] == ["Stands"]
